"""How REST fares, from what the bot did; and by real sockets what it really hears."""

from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest
from discord.ext import commands

from sandbox.discord.faults import RestFault
from sandbox.server import Sandbox
from shared.keepalive.components import ComponentFailing
from shared.keepalive.rest import RestCalls, trouble_of
from tests.fakes.clock import ManualClock
from tests.sandbox.discord.clients import box
from tests.shared.keepalive.living import living

__all__ = ["box"]


def answered(status: int) -> discord.HTTPException:
    response = cast("Any", SimpleNamespace(status=status, reason=""))
    return discord.HTTPException(response, "")


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (None, None),
        (answered(403), None),
        (answered(404), None),
        (answered(400), None),
        (answered(503), "Discord answered 503"),
        (answered(429), "Discord answered 429"),
        (answered(401), "Discord answered 401"),
        (discord.RateLimited(3600.0), "rate limited"),
        (TimeoutError(), "Discord can't be reached (TimeoutError)"),
        (ConnectionResetError(), "Discord can't be reached (ConnectionResetError)"),
        (aiohttp.ServerDisconnectedError(), "Discord can't be reached (ServerDisconnectedError)"),
        (LookupError(), None),
    ],
)
def test_what_is_an_ill_of_rest(error: BaseException | None, trouble: str | None) -> None:
    assert trouble_of(error) == trouble


async def test_three_in_a_row_fail_and_one_answer_mends() -> None:
    clock = ManualClock()
    calls = RestCalls(clock)
    assert await calls.check() == "no call yet"
    for _ in range(2):
        calls.ended(answered(503))
    assert await calls.check() == "answers"
    calls.ended(answered(503))
    with pytest.raises(ComponentFailing, match="the last 3 calls failed: Discord answered 503"):
        await calls.check()
    clock.move(901)
    assert await calls.check() == "no call for a while"
    calls.ended(None)
    assert await calls.check() == "answers"


async def test_a_bot_whose_calls_fail_says_so_without_asking_anything(box: Sandbox) -> None:
    bot = commands.Bot("!", intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
    async with living(box, bot) as tiny:
        await tiny.keepalive.components.refresh("rest")
        assert tiny.keepalive.health().body["status"] == "ok"
        before = len(box.records.rest)
        box.faults.rest(RestFault(match="GET /channels/*", status=503))
        for _ in range(3):
            with pytest.raises(discord.DiscordServerError):
                await bot.fetch_channel(box.places.channels["general"])
        await tiny.keepalive.components.refresh("rest")
        health = tiny.keepalive.health()
        assert health.http_status == 200
        assert health.body["status"] == "degraded"
        assert health.reason.startswith("ready, but Discord's REST API: the last 3 calls failed")
        assert len(box.records.rest) == before + 3
