"""Each REST call of a ticket's life fails once, in each way that passes; it ends right anyway."""

import json
from collections.abc import Callable
from typing import Any, Final

import aiohttp
import pytest
from simcord.backend.errors import BackendError

from tests.behaviour.welcomecrew.tickets import Tickets, tickets

FAILURES: Final[dict[str, Callable[[], Exception]]] = {
    "503": lambda: BackendError(503, 0, "upstream connect error"),
    "429": lambda: BackendError(429, 0, "You are being rate limited."),
    "closed without an answer": aiohttp.ServerDisconnectedError,
    "half an answer": aiohttp.ClientPayloadError,
    "reset": ConnectionResetError,
    "too slow": TimeoutError,
    "a page where JSON was promised": lambda: json.JSONDecodeError("no JSON", "<html>", 0),
}


class Fault(dict[str, object]):
    """A fault of simcord's that raises what it is told to."""

    def __init__(self, method: str, path: str, error: Callable[[], Exception], times: int) -> None:
        super().__init__(method=method, path=path, times=times)
        self.error = error

    def __missing__(self, _key: str) -> object:
        raise self.error()


def fails(they: Tickets, call: str, failure: str, times: int = 1) -> None:
    """`call`: method and path, THREAD and PARENT for the ids."""
    method, _, path = call.partition(" ")
    they.backend.faults.append(Fault(method, path, FAILURES[failure], times))


def spent(they: Tickets) -> bool:
    """Whether the fault was met: else the case says nothing."""
    return not they.backend.faults


async def is_done(they: Tickets, thread: int, *, locked: bool) -> None:
    """One row, the right name, shut again, one question of which only the last words are left."""
    await they.is_named(thread, "Closed-0042-tom-NOX", within=20)
    meta = they.thread(thread).thread_metadata
    await they.until(lambda: bool(meta.archived and meta.locked == locked), within=20)
    await they.until(lambda: [row[:3] for row in they.rows()] == [["0042", "tom", "NOX"]])
    await they.until(lambda: not they.questions(thread), within=20)
    assert len(they.own_words(thread)) == 1
    assert "NOX" in they.own_words(thread)[0].content


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize(
    ("call", "after_asking"),
    [
        ("GET /channels/{thread}/messages", False),
        ("PATCH /channels/{thread}", False),
        ("POST /channels/{thread}/messages", False),
        ("PATCH /channels/{thread}/messages/*", True),
        ("GET /channels/{thread}", True),
        ("PATCH /channels/{thread}", True),
    ],
)
async def test_a_locked_ticket_whose_tag_is_typed(
    call: str, after_asking: bool, failure: str
) -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        ann = they.crew.person("ann", "recruiter")
        if not after_asking:
            fails(they, call.format(thread=thread), failure)
        await they.close(thread)
        await they.archive(thread, locked=True)
        await they.is_asked(thread, within=20)
        if after_asking:
            fails(they, call.format(thread=thread), failure)
        await they.say(ann, thread, "NOX")
        await is_done(they, thread, locked=True)
        assert spent(they)


@pytest.mark.parametrize("failure", FAILURES)
async def test_archiving_after_the_name_was_set(failure: str) -> None:
    """An archived thread is named in one edit and archived in another: the other one fails."""
    async with tickets() as they:
        thread = await they.open("0042-tom-nox")

        def when_named(event: str, payload: Any) -> None:
            if event == "THREAD_UPDATE" and payload["name"].startswith("Closed"):
                they.backend.subscribers.remove(when_named)
                fails(they, f"PATCH /channels/{thread}", failure)

        they.backend.subscribers.append(when_named)
        await they.archive(thread)
        await they.is_named(thread, "Closed-0042-tom-NOX", within=20)
        await they.until(lambda: bool(they.thread(thread).thread_metadata.archived), within=20)
        assert spent(they)


@pytest.mark.parametrize("failure", ["503", "closed without an answer", "half an answer"])
@pytest.mark.parametrize(
    "call",
    [
        "GET /guilds/*/threads/active",
        "GET /channels/{parent}/threads/archived/public",
        "GET /channels/{parent}/threads/archived/private",
        "GET /guilds/*/messages/search",
        "GET /channels/{thread}/messages",
        "PATCH /channels/{thread}",
        "POST /channels/{thread}/messages",
    ],
)
async def test_a_catch_up_after_a_restart(call: str, failure: str) -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        still_open = await they.open("0043-bob")
        async with they.away():
            await they.close(thread)
            await they.archive(thread, locked=True)
            fails(they, call.format(thread=thread, parent=they.crew.welcome.id), failure)
        await they.is_asked(thread, within=20)
        await they.say(they.crew.person("ann", "recruiter"), thread, "NOX")
        await is_done(they, thread, locked=True)
        assert spent(they)
        assert they.name(still_open) == "0043-bob"
