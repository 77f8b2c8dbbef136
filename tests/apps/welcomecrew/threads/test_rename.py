"""Names under Discord's limit: nothing waits behind a thread that has to."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

import aiohttp
import discord
import pytest

from apps.welcomecrew.threads.own_edits import OwnEdits
from apps.welcomecrew.threads.rename import AT_ONCE, NAMES, WINDOW, RenameOutcome, Renamer
from tests.fakes.clock import ManualClock, settle


class FakeThread(discord.Thread):
    """A thread that notes its edits; Discord's own class, for the isinstance checks."""

    def __init__(self, thread_id: int, *, archived: bool = False) -> None:  # pyright: ignore[reportMissingSuperCall] - no state, no guild
        self.id = thread_id
        self.name = "0042-tom"
        self.archived = archived
        self.edits: list[dict[str, Any]] = []
        self.failures: list[Exception] = []

    async def edit(self, **changes: Any) -> discord.Thread:  # pyright: ignore[reportIncompatibleMethodOverride] - as far as it is used
        if self.failures:
            raise self.failures.pop(0)
        if self.archived and changes.get("archived", True):
            raise AssertionError("an archived thread takes no edit")
        self.edits.append(changes)
        self.name = changes.get("name", self.name)
        self.archived = changes.get("archived", self.archived)
        return self


@dataclass
class FakeGuild:
    threads: dict[int, FakeThread] = field(default_factory=dict[int, FakeThread])

    async def fetch_channel(self, thread_id: int) -> FakeThread:
        return self.threads[thread_id]


class Desk:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.own_edits = OwnEdits(self.clock)
        self.renamer = Renamer(clock=self.clock, own_edits=self.own_edits)
        self.guild = FakeGuild()

    def thread(self, thread_id: int = 1, *, archived: bool = False) -> FakeThread:
        return self.guild.threads.setdefault(thread_id, FakeThread(thread_id, archived=archived))

    def start(
        self, name: str, thread_id: int = 1, *, archive: bool = False
    ) -> asyncio.Task[RenameOutcome]:
        guild = cast("discord.Guild", self.guild)
        return asyncio.create_task(self.renamer.rename(guild, thread_id, name, archive=archive))


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_an_archived_thread_is_named_and_archived_again(desk: Desk) -> None:
    thread = desk.thread(archived=True)
    assert await desk.start("Closed", archive=True) is RenameOutcome.DONE
    assert thread.edits == [{"archived": False, "name": "Closed"}, {"archived": True}]
    assert desk.own_edits.archived(1, False)
    assert desk.own_edits.archived(1, True)


async def test_of_many_threads_a_few_are_renamed_at_once(desk: Desk) -> None:
    under_way: list[int] = []
    most = 0

    class Slow(FakeThread):
        async def edit(self, **changes: Any) -> discord.Thread:
            nonlocal most
            under_way.append(self.id)
            most = max(most, len(under_way))
            await asyncio.sleep(0)
            under_way.remove(self.id)
            return await super().edit(**changes)

    desk.guild.threads = {number: Slow(number) for number in range(1, 3 * AT_ONCE)}
    outcomes = await asyncio.gather(*(desk.start("Closed", it) for it in desk.guild.threads))
    assert set(outcomes) == {RenameOutcome.DONE}
    assert most == AT_ONCE


async def test_an_open_thread_takes_one_edit(desk: Desk) -> None:
    thread = desk.thread()
    assert await desk.start("Closed", archive=True) is RenameOutcome.DONE
    assert thread.edits == [{"name": "Closed", "archived": True}]


async def test_a_right_name_is_left_alone(desk: Desk) -> None:
    thread = desk.thread()
    assert await desk.start("0042-tom") is RenameOutcome.ALREADY
    assert thread.edits == []
    assert not desk.own_edits.archived(1, True)


async def test_the_third_name_waits_and_only_for_its_own_thread(desk: Desk) -> None:
    thread, other = desk.thread(1), desk.thread(2)
    for _ in range(NAMES):
        desk.renamer.note_name(1)
    waiting = desk.start("Closed", 1)
    assert await desk.start("Closed", 2) is RenameOutcome.DONE
    assert other.name == "Closed"
    await desk.clock.advance(WINDOW - 1)
    assert thread.name == "0042-tom"
    await desk.clock.advance(2)
    assert await waiting is RenameOutcome.DONE


async def test_a_wait_that_discord_asks_for_is_kept(desk: Desk) -> None:
    thread = desk.thread()
    thread.failures.append(discord.RateLimited(300))
    waiting = desk.start("Closed")
    await settle()
    await desk.clock.advance(299)
    assert not waiting.done()
    await desk.clock.advance(WINDOW)
    assert await waiting is RenameOutcome.DONE


async def test_a_name_set_meanwhile_by_somebody_else_is_enough(desk: Desk) -> None:
    thread = desk.thread()
    for _ in range(NAMES):
        desk.renamer.note_name(1)
    waiting = desk.start("Closed")
    await settle()
    thread.name = "Closed"
    await desk.clock.advance(WINDOW + 1)
    assert await waiting is RenameOutcome.ALREADY
    assert thread.edits == []


async def test_a_name_whose_answer_was_lost_waits_for_no_limit(desk: Desk) -> None:
    """Somebody named it before, so that ours was the second name: the thread is open since."""

    class Lost(FakeThread):
        async def edit(self, **changes: Any) -> discord.Thread:
            await super().edit(**changes)
            raise aiohttp.ClientPayloadError

    desk.guild.threads[1] = Lost(1, archived=True)
    desk.renamer.note_name(1)
    waiting = desk.start("Closed", archive=True)
    await settle()
    await desk.clock.advance(11)
    assert await waiting is RenameOutcome.ALREADY


async def test_our_own_edits_are_expected_for_a_while(desk: Desk) -> None:
    desk.own_edits.expect(1, archived=True)
    assert desk.own_edits.archived(1, True)
    assert not desk.own_edits.archived(1, False)
    assert not desk.own_edits.archived(2, True)
    desk.clock.move(60)
    assert not desk.own_edits.archived(1, True)


async def test_only_the_name_that_we_gave_is_ours(desk: Desk) -> None:
    """A person may rename the thread while we archive it, or archive it while we rename it."""
    desk.thread()
    await desk.start("Closed")
    assert desk.own_edits.named(1, "Closed")
    assert not desk.own_edits.named(1, "0042-tom-NOX")
    assert not desk.own_edits.archived(1, True)
    desk.own_edits.expect(2)
    assert not desk.own_edits.named(2, "")


class Refuses(discord.HTTPException):
    def __init__(self, status: int, code: int) -> None:  # pyright: ignore[reportMissingSuperCall] - no response to build it from
        self.status, self.code, self.text = status, code, "refused"


class Forbids(Refuses, discord.Forbidden):
    pass


async def test_a_right_that_is_taken_away_and_given_back(desk: Desk) -> None:
    """What was refused is no name that counts, and the reason that is shown is the true one."""
    thread, reasons = desk.thread(), list[str]()
    thread.failures += [Forbids(403, 50013), Refuses(400, 160006), *[Forbids(403, 50013)] * NAMES]
    guild = cast("discord.Guild", desk.guild)
    naming = asyncio.create_task(
        desk.renamer.rename(guild, 1, "Closed", archive=False, waits=reasons.append)
    )
    for _ in range(NAMES + 2):
        await settle()
        await desk.clock.advance(WINDOW / 2)
    assert await naming is RenameOutcome.DONE
    assert set(reasons) == {"refused"}


async def test_archived_between_our_question_and_our_edit_it_is_asked_anew(desk: Desk) -> None:
    thread = desk.thread()
    thread.failures.append(Refuses(400, 50083))
    naming = desk.start("Closed")
    await settle()
    thread.archived = True
    await desk.clock.advance(WINDOW)
    assert await naming is RenameOutcome.DONE
    assert thread.edits == [{"archived": False, "name": "Closed"}, {"archived": True}]


async def test_a_thread_that_cannot_be_archived_again_has_its_name(desk: Desk) -> None:
    """Whoever asked is told that it was archived, and does the rest."""
    found: list[bool] = []

    class Slips(FakeThread):
        async def edit(self, **changes: Any) -> discord.Thread:
            if "name" not in changes:
                raise TimeoutError
            return await super().edit(**changes)

    thread = desk.guild.threads[1] = Slips(1, archived=True)
    guild = cast("discord.Guild", desk.guild)
    outcome = await desk.renamer.rename(
        guild, 1, "Closed", archive=False, finds_archived=lambda: found.append(True)
    )
    assert outcome is RenameOutcome.DONE
    assert found == [True]
    assert not thread.archived


async def test_archiving_again_does_not_queue_behind_names(desk: Desk) -> None:
    """Thousands may wait for theirs, for minutes."""
    held = asyncio.Event()

    class Held(FakeThread):
        async def edit(self, **changes: Any) -> discord.Thread:
            await held.wait()
            return await super().edit(**changes)

    desk.guild.threads = {number: Held(number) for number in range(1, 2 * AT_ONCE)}
    names = [desk.start("Closed", it) for it in desk.guild.threads]
    named = desk.guild.threads[0] = FakeThread(0)
    await settle()
    await desk.renamer.archive(cast("discord.Guild", desk.guild), 0)
    assert named.archived
    held.set()
    await asyncio.gather(*names)
