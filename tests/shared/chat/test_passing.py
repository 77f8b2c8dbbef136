"""What passes by and what stays, and asking again within a budget."""

import asyncio
import errno
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from shared.chat.passing import REST_FAILURES, in_words, passes_by, persistently
from shared.turn.turn import NotOurTurn
from tests.fakes.clock import ManualClock


def http(status: int, *, code: int = 0, text: str = "no") -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="", headers={})
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)
    if status >= 500:
        kind = discord.DiscordServerError
    return kind(response, {"code": code, "message": text})


PASSING = [
    http(500),
    http(503),
    http(524),
    http(408),
    http(429),
    discord.RateLimited(400.0),
    aiohttp.ServerDisconnectedError(),
    aiohttp.ClientPayloadError(),
    aiohttp.ClientOSError(errno.ECONNRESET, "reset"),
    aiohttp.ServerTimeoutError(),
    ConnectionResetError(),
    TimeoutError(),
    NotOurTurn(),
    json.JSONDecodeError("?", "<html>", 0),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "?"),
]
STAYING = [http(400, code=50035), http(401), http(403), http(404), discord.InvalidData()]


@pytest.mark.parametrize("error", PASSING, ids=repr)
def test_passes_by(error: Exception) -> None:
    assert passes_by(error)
    assert isinstance(error, REST_FAILURES)


@pytest.mark.parametrize("error", STAYING, ids=repr)
def test_a_refusal_stays(error: Exception) -> None:
    assert not passes_by(error)
    assert isinstance(error, REST_FAILURES)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("ours"),
        KeyError("ours"),
        RuntimeError("Session is closed"),
        discord.LoginFailure(),
    ],
)
def test_our_own_mistakes_are_no_trouble_of_discords(error: Exception) -> None:
    assert not passes_by(error)
    assert not isinstance(error, REST_FAILURES)


def test_words_hold_no_address_of_the_connection() -> None:
    key: Any = SimpleNamespace(host="10.1.2.3", port=443, ssl=True)
    error = aiohttp.ClientConnectorError(key, OSError(errno.ECONNREFUSED, "refused"))
    assert in_words(error) == "Discord can't be reached (ClientConnectorError)"
    assert in_words(http(503, text="<html>")) == "Discord answered 503"
    assert in_words(http(400, text="Cannot send an empty message")) == (
        "Cannot send an empty message"
    )
    assert in_words(discord.RateLimited(31.2)) == "Discord asks to wait 32 s"


def failing(*errors: Exception) -> tuple[Callable[[], Any], list[int]]:
    calls: list[int] = []
    left = list(errors)

    async def call() -> str:
        calls.append(1)
        if left:
            raise left.pop(0)
        return "done"

    return call, calls


async def test_again_after_a_closed_connection() -> None:
    call, calls = failing(aiohttp.ServerDisconnectedError(), http(503))
    clock = ManualClock()
    task = asyncio.create_task(persistently(call, pause=1.0, clock=clock))
    await clock.advance(0.9)
    assert len(calls) == 1
    await clock.advance(0.2)
    assert len(calls) == 2
    await clock.advance(2.0)
    assert await task == "done"
    assert len(calls) == 3


async def test_the_budget_ends() -> None:
    call, calls = failing(*[http(503)] * 9)
    clock = ManualClock()
    task = asyncio.create_task(persistently(call, tries=3, clock=clock))
    await clock.advance(60)
    with pytest.raises(discord.DiscordServerError):
        await task
    assert len(calls) == 3


@pytest.mark.parametrize("error", [*STAYING, ValueError("ours"), NotOurTurn()], ids=repr)
async def test_never_again_after_a_refusal(error: Exception) -> None:
    call, calls = failing(error)
    with pytest.raises(type(error)):
        await persistently(call, clock=ManualClock())
    assert len(calls) == 1


async def test_a_rate_limit_is_waited_for_only_within_the_budget() -> None:
    clock = ManualClock()
    call, calls = failing(discord.RateLimited(20.0))
    task = asyncio.create_task(persistently(call, clock=clock))
    await clock.advance(19)
    assert len(calls) == 1
    await clock.advance(2)
    assert await task == "done"

    call, calls = failing(discord.RateLimited(90.0))
    with pytest.raises(discord.RateLimited):
        await persistently(call, clock=clock)
    assert len(calls) == 1
