"""Something breaks at each step of a close: a new process, an answer that is lost, a right."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import discord
import pytest
from simcord.backend.errors import BackendError

from tests.behaviour.welcomecrew.test_archived_again import answer_lost_after
from tests.behaviour.welcomecrew.test_every_call_may_fail import Fault, is_done
from tests.behaviour.welcomecrew.tickets import Tickets, is_question, tickets

NAMED: Final = "Closed-0042-tom-NOX"


def row_without_tag(they: Tickets, _thread: int) -> bool:
    return [row[:3] for row in they.rows()] == [["0042", "tom", ""]]


def asked(they: Tickets, thread: int) -> bool:
    return len(they.questions(thread)) == 1


STEPS: Final[dict[str, Callable[[Tickets, int], bool]]] = {
    "at once": lambda _they, _thread: True,
    "its row is written": row_without_tag,
    "it is asked for": asked,
}
ANSWERED: Final[dict[str, Callable[[Tickets, int], bool]]] = {
    "at once": lambda _they, _thread: True,
    "the last words stand": lambda they, thread: not they.questions(thread),
    "the tag is in its row": lambda they, _thread: [row[2] for row in they.rows()] == ["NOX"],
    "it has its name": lambda they, thread: they.name(thread) == NAMED,
}


@pytest.mark.parametrize("step", STEPS)
async def test_a_new_process_before_the_answer(step: str) -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        they.backend.create_message(thread, they.bot.id, "Ticket closed by Ann")
        they.backend.edit_channel(thread, {}, thread_metadata={"archived": True, "locked": True})
        await they.until(lambda: STEPS[step](they, thread), within=20)
        await they.crew.restart()
        await they.until(lambda: asked(they, thread), within=20)
        await they.say(they.crew.person("ann", "recruiter"), thread, "NOX")
        await is_done(they, thread, locked=True)


@pytest.mark.parametrize("step", ANSWERED)
async def test_a_new_process_after_the_answer(step: str) -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        await they.close(thread)
        await they.archive(thread, locked=True)
        await they.until(lambda: asked(they, thread), within=20)
        they.backend.create_message(thread, they.crew.person("ann", "recruiter").id, "NOX")
        await they.until(lambda: ANSWERED[step](they, thread), within=20)
        await they.crew.restart()
        await is_done(they, thread, locked=True)


def unlocked(event: str, data: Any) -> bool:
    return event == "THREAD_UPDATE" and not data["thread_metadata"]["locked"]


def named(event: str, data: Any) -> bool:
    return event == "THREAD_UPDATE" and data["name"] == NAMED


def last_words(event: str, data: Any) -> bool:
    return event == "MESSAGE_UPDATE" and not is_question(data["components"])


@pytest.mark.parametrize("done", [unlocked, last_words, named])
async def test_the_answer_to_what_was_done_is_lost(done: Callable[[str, Any], bool]) -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        await they.close(thread)
        lost = answer_lost_after(they, done) if done is unlocked else []
        await they.archive(thread, locked=True)
        await they.until(lambda: asked(they, thread), within=20)
        lost = lost or answer_lost_after(they, done)
        await they.say(they.crew.person("ann", "recruiter"), thread, "NOX")
        await is_done(they, thread, locked=True)
        assert lost


async def test_the_right_to_speak_vanishes_and_comes_back() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        path = f"/channels/{thread}/messages"
        they.backend.faults.append(
            Fault("POST", path, lambda: BackendError(403, 50013, "Missing Permissions"), 10_000)
        )
        await they.close(thread)
        await they.archive(thread, locked=True)
        admin = they.crew.person("ada", "admin")

        async def why() -> str:
            return str((await they.crew.ask(admin, f"!why <#{thread}>")).content)

        for _ in range(60):
            if "can't ask for the tag there" in await why():
                break
        assert "can't ask for the tag there: Missing Permissions" in await why()
        they.backend.faults.clear()
        await they.until(lambda: asked(they, thread), within=20)
        await they.say(they.crew.person("ann", "recruiter"), thread, "NOX")
        await is_done(they, thread, locked=True)


async def test_what_a_webhook_edits_into_a_marker_closes() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-nox")
        said = they.backend.create_message(
            thread, they.bot.id, "Saving …", webhook_id=123456789012345678, author_name="Tickets"
        )
        await they.settle()
        assert not they.rows()
        they.backend.edit_message(thread, said.id, {"content": "Ticket closed by Ann"})
        await they.is_named(thread, NAMED)
        they.backend.edit_message(thread, said.id, {"content": "Ticket closed by Ann!"})
        await they.settle()
        assert [row[:3] for row in they.rows()] == [["0042", "tom", "NOX"]]
        assert they.renames(thread) == 1


@pytest.mark.parametrize("renamed", [True, False])
async def test_our_name_lands_after_it_was_reopened(
    monkeypatch: pytest.MonkeyPatch, renamed: bool
) -> None:
    """A request that has left can't be called back; it lands after what a person did."""
    edit, may_land, on_their_way = discord.Thread.edit, asyncio.Event(), list[object]()

    async def slow_edit(thread: discord.Thread, **sets: Any) -> discord.Thread:
        async def sent() -> discord.Thread:
            await may_land.wait()
            return await edit(thread, **sets)

        sending = asyncio.ensure_future(sent())
        on_their_way.append(sending)
        return await asyncio.shield(sending)

    monkeypatch.setattr(discord.Thread, "edit", slow_edit)
    async with tickets() as they:
        thread = await they.open("0042-tom-nox")
        await they.close(thread)
        await they.until(lambda: len(on_their_way) == 1)
        await they.bot_says(thread, "Ticket reopened by Ann")
        if renamed:
            they.backend.edit_channel(thread, {"name": "0042-tom-emb"})
        await they.settle()
        landed = answer_lost_after(they, named)
        may_land.set()
        await they.until(lambda: bool(landed))
        theirs = "0042-tom-emb" if renamed else "0042-tom-nox"
        await they.is_named(thread, theirs, within=20)
        assert not they.thread(thread).thread_metadata.archived
