"""A thread that our name or our question opened is archived again, whatever comes between."""

from collections.abc import Callable, Generator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import aiohttp
import pytest
from simcord.backend.errors import BackendError

from apps.welcomecrew.question.state import read_custom_id
from tests.behaviour.simulated import announcing_names
from tests.behaviour.welcomecrew.test_every_call_may_fail import Fault
from tests.behaviour.welcomecrew.test_sight import comes, goes, unheard
from tests.behaviour.welcomecrew.tickets import Tickets, tickets

_LONG = 10_000
NAMED = "Closed-0042-tom-NOX"


def answer_lost_after(they: Tickets, done: Callable[[str, Any], bool]) -> list[str]:
    """Discord does what it is asked to, and its answer to that is lost; the list fills up then."""
    lost: list[str] = []

    def lose(event: str, payload: Any) -> None:
        if done(event, payload):
            they.backend.subscribers.remove(lose)
            lost.append(event)
            raise aiohttp.ClientPayloadError

    they.backend.subscribers.append(lose)
    return lost


@contextmanager
def unheard_archiving(they: Tickets, thread: int) -> Generator[None]:
    """It is archived and locked, and the bot is not told; what is done meanwhile comes first."""
    yield
    with they.unheard():
        they.backend.edit_channel(thread, {}, thread_metadata={"archived": True, "locked": True})


def archived(they: Tickets, thread: int) -> bool:
    return bool(they.thread(thread).thread_metadata.archived)


async def test_archived_unheard_and_the_answer_to_the_name_lost() -> None:
    """What the first try found is not forgotten by the second, which finds it open, and named."""
    async with tickets() as they:
        thread = await they.open("0042-tom-nox")
        lost = answer_lost_after(
            they, lambda event, data: event == "THREAD_UPDATE" and data["name"] == NAMED
        )
        with unheard_archiving(they, thread):
            they.backend.create_message(thread, they.bot.id, "Ticket closed by Ann")
        await they.until(lambda: they.name(thread) == NAMED and archived(they, thread), within=10)
        assert lost


async def test_archived_while_its_server_was_away_is_no_open_thread() -> None:
    """discord.py goes on taking it for open; it was asked in late, and stayed open."""
    async with tickets() as they:
        thread = await they.open("0042-tom")
        goes(they, unavailable=True)
        await they.settle()
        unheard(they, thread)
        comes(they, unavailable=True)
        await they.is_asked(thread, within=10)
        (question,) = they.questions(thread)
        known = read_custom_id(question.components[0]["components"][0]["custom_id"])
        assert known is not None
        assert known[1].shut


@pytest.mark.parametrize("status", [503, 403])
async def test_archiving_is_tried_for_as_long_as_it_takes(status: int) -> None:
    async with tickets() as they, AsyncExitStack() as told:
        told.enter_context(announcing_names(they.backend))
        thread = await they.open("0042-tom-nox")
        they.backend.clock.advance(60)

        def refused() -> Exception:
            return BackendError(status, 0, "not now")

        def when_named(event: str, payload: Any) -> None:
            if event == "THREAD_UPDATE" and payload["name"] == NAMED:
                they.backend.subscribers.remove(when_named)
                they.backend.faults.append(Fault("PATCH", f"/channels/{thread}", refused, _LONG))

        they.backend.subscribers.append(when_named)
        await they.archive(thread)
        admin = they.crew.person("ada", "admin")

        async def why() -> str:
            return str((await they.crew.ask(admin, f"!why <#{thread}>")).content)

        for _ in range(60):
            if "can't archive the thread again" in await why():
                break
        assert "can't archive the thread again" in await why()
        assert not archived(they, thread)
        they.backend.faults.clear()
        await they.until(lambda: archived(they, thread), within=20)
        await they.until(lambda: [row[:3] for row in they.rows()] == [["0042", "tom", "NOX"]])
        await they.settle()
        assert "can't archive" not in await why()


def leaves_named_and_open(they: Tickets, thread: int) -> None:
    """What a process leaves that ends between its two edits of an archived thread."""
    with announcing_names(they.backend):
        they.backend.edit_channel(thread, {"name": NAMED}, thread_metadata={"archived": False})


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize("marked", [False, True])
async def test_a_process_that_ends_between_name_and_archiving(locked: bool, marked: bool) -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom-nox")
        they.backend.clock.advance(60)
        if marked:
            await they.close(thread)
        await they.archive(thread, locked=locked)
        await they.until(lambda: they.name(thread) == NAMED and archived(they, thread), within=10)
        async with they.away():
            they.backend.edit_channel(thread, {"name": "0042-tom-nox"})
            leaves_named_and_open(they, thread)
        await they.until(lambda: archived(they, thread), within=10)
        assert they.thread(thread).thread_metadata.locked is locked
        assert [row[:3] for row in they.rows()] == [["0042", "tom", "NOX"]]


@pytest.mark.parametrize("spoken", [True, False])
async def test_what_a_person_opened_since_stays_open(spoken: bool) -> None:
    async with tickets() as they:
        thread, later = await they.open("0042-tom-nox"), await they.open("0043-ann-nox")
        they.backend.clock.advance(60)
        await they.close(thread)
        await they.archive(thread)
        await they.until(lambda: they.name(thread) == NAMED and archived(they, thread), within=10)
        async with they.away():
            they.backend.edit_channel(thread, {"name": "0042-tom-nox"})
            leaves_named_and_open(they, thread)
            if spoken:
                they.backend.create_message(
                    thread, they.crew.person("ann", "recruiter").id, "Thanks"
                )
            else:
                they.backend.clock.advance(60)
                they.backend.edit_channel(thread, {}, thread_metadata={"archived": True})
                they.backend.edit_channel(thread, {}, thread_metadata={"archived": False})
            await they.close(later)
        await they.is_named(later, "Closed-0043-ann-NOX", within=10)
        await they.settle()
        assert not archived(they, thread)


@pytest.mark.parametrize("writes", [False, True])
async def test_what_was_reopened_by_hand_is_open_for_the_next_process_too(writes: bool) -> None:
    """But whoever writes in a closed ticket's thread opens the thread, not the ticket."""
    async with tickets() as they:
        thread, later = await they.open("0042-tom-nox"), await they.open("0043-ann-nox")
        with announcing_names(they.backend):
            await they.close(thread)
            await they.archive(thread)
            await they.until(lambda: they.name(thread) == NAMED and archived(they, thread))
        async with they.away():
            they.backend.clock.advance(60)
            opened = {"archived": False}
            they.backend.edit_channel(thread, {"name": "0042-tom-emb"}, thread_metadata=opened)
            if writes:
                they.backend.create_message(thread, they.bot.id, "The transcript is saved")
            await they.close(later)
        await they.is_named(later, "Closed-0043-ann-NOX", within=10)
        if writes:
            await they.is_named(thread, "Closed-0042-tom-EMB")
        await they.settle()
        tags = [row[2] for row in they.rows() if row[0] == "0042"]
        assert tags == ["EMB" if writes else "NOX"]
        assert (they.name(thread) == "0042-tom-emb") is not writes


async def test_a_process_that_ends_before_it_asks_in_a_locked_thread() -> None:
    """It has opened the thread for its question, which is locked until that stands."""
    async with tickets() as they:
        thread = await they.open("0042-tom")
        async with they.away():
            they.backend.create_message(thread, they.bot.id, "Ticket closed by Ann")
            opened = {"archived": False, "locked": True}
            they.backend.edit_channel(thread, {}, thread_metadata=opened)
        await they.is_asked(thread, within=10)
        await they.until(lambda: not they.thread(thread).thread_metadata.locked, within=10)


async def test_a_process_that_ends_before_the_question_can_be_answered() -> None:
    async with tickets() as they:
        thread = await they.asked("0042-tom")
        async with they.away():
            they.backend.edit_channel(thread, {}, thread_metadata={"locked": True})
        await they.until(lambda: not they.thread(thread).thread_metadata.locked, within=10)
        (_,) = they.questions(thread)


async def test_a_locked_thread_is_unlocked_last() -> None:
    async with tickets() as they:
        thread = await they.open("0042-tom")
        steps: list[str] = []

        def note(event: str, payload: Any) -> None:
            if event == "THREAD_UPDATE" and not payload["thread_metadata"]["archived"]:
                steps.append("locked" if payload["thread_metadata"]["locked"] else "unlocked")
            elif event == "MESSAGE_CREATE" and payload.get("components"):
                steps.append("asked")

        await they.close(thread)
        they.backend.subscribers.append(note)
        await they.archive(thread, locked=True)
        await they.until(lambda: "unlocked" in steps, within=10)
        assert steps == ["locked", "asked", "unlocked"]
