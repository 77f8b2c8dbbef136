"""A close ends as one row, one rename and at most one question, whatever happens to the process."""

from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox.discord.people.person import Person
from sandbox.discord.scenes import past_tickets
from sandbox.discord.world.feed import WorldEvent
from sandbox.server import Sandbox
from sandbox.sheets.service import RequestRecord
from tests.apps.welcomecrew.samples import sample_threads
from tests.discovery.exchanges import Listener
from tests.process.scene import BotScene, ticket_rows

pytestmark = [pytest.mark.process, pytest.mark.timeout(180)]


class Scene(BotScene):
    """With what becomes of its tickets."""

    def __init__(self, box: Sandbox, folder: Path) -> None:
        super().__init__(box, folder, "welcomecrew")
        self.closer = box.person("recruiter")
        self.newcomer = box.person("newcomer")
        self.asked: Counter[int] = Counter()
        self.names: dict[int, list[str]] = {}
        box.subscribe(self._watch)

    def _watch(self, event: WorldEvent) -> None:
        if event.name in {"THREAD_CREATE", "THREAD_UPDATE"}:
            names = self.names.setdefault(int(event.payload["id"]), [])
            if event.payload["name"] not in names[-1:]:
                names.append(event.payload["name"])
        if event.name == "MESSAGE_CREATE" and event.payload.get("components"):
            self.asked[int(event.payload["channel_id"])] += 1

    def name(self, thread_id: int) -> str:
        return str(self.thread(thread_id).name)

    def logged(self) -> Counter[str]:
        return Counter(row[0] for row in ticket_rows(self.box))

    async def until(self, condition: Callable[[], bool], within: float = 45.0) -> None:
        await super().until(condition, within)


@asynccontextmanager
async def scene(folder: Path, seed: Any = None) -> AsyncGenerator[Scene]:
    async with Sandbox.open() as box:
        listener = Listener()
        box.sheets.subscribe_exchanges(listener)
        if seed is not None:
            seed(box)
        yield Scene(box, folder)
        assert listener.misfits == [], "not as Google describes it"


def on_sheets(kind: str, then: Callable[[], None]) -> Callable[[Scene, int], None]:
    def arm(at: Scene, _thread: int) -> None:
        def seen(record: RequestRecord) -> None:
            if record.kind == kind:
                then()

        at.box.sheets.subscribe_requests(seen)

    return arm


def once(act: Callable[[], None]) -> Callable[[], None]:
    left = [act]
    return lambda: left.pop()() if left else None


STEPS = ["the marker", "the first read", "the write", "the rename", "the question"]


def arm(step: str, at: Scene, thread: int, kill: Callable[[], None]) -> None:
    """Let `kill` come right after the step that the bot is about to take."""
    match step:
        case "the marker":
            kill()
        case "the first read":
            on_sheets("read", kill)(at, thread)
        case "the write":
            on_sheets("write", kill)(at, thread)
        case "the rename":
            at.box.subscribe(
                lambda event: (
                    kill()
                    if event.name == "THREAD_UPDATE" and event.payload["name"].startswith("Closed-")
                    else None
                )
            )
        case _:
            at.box.subscribe(
                lambda event: (
                    kill()
                    if event.name == "MESSAGE_CREATE" and event.payload.get("components")
                    else None
                )
            )


@pytest.mark.parametrize("step", STEPS)
async def test_killed_at_any_step(tmp_path: Path, step: str) -> None:
    tagless = step == "the question"
    async with scene(tmp_path) as at:
        async with at.bot() as bot:
            await bot.wait_until_ready()
            thread = at.box.tickets.open(
                at.newcomer, name="0042-Wren" if tagless else "0042-Wren-EMB"
            )
            if step != "the marker":
                arm(step, at, thread, once(bot.kill))
            at.box.tickets.close(thread, at.closer, archive=True)
            if step == "the marker":
                bot.kill()
            await bot.wait_exit(within=30)
        async with at.bot() as bot:
            await bot.wait_until_ready()
            if tagless:
                await at.until(lambda: at.logged()["0042"] == 1)
                at.closer.say(thread, "EMB")
            await at.until(lambda: at.name(thread) == "Closed-0042-Wren-EMB")
            await at.until(lambda: ticket_rows(at.box)[0][2:3] == ["EMB"])
            await at.until(lambda: at.archived(thread))
            assert at.logged() == {"0042": 1}
            assert len(at.names[thread]) == 2, at.names[thread]
            assert at.asked[thread] == int(tagless)
            assert "Traceback" not in bot.output, bot.output


async def test_two_processes_give_one_row_one_rename_one_question(tmp_path: Path) -> None:
    async with scene(tmp_path) as at, at.bot() as one, at.bot() as other:
        await one.wait_until_ready()
        await other.wait_until_ready()
        tagged = [
            at.box.tickets.open(at.newcomer, name=f"{number:04}-Wren-EMB") for number in range(3)
        ]
        untagged = at.box.tickets.open(at.newcomer, name="0042-Wren")
        for thread in (*tagged, untagged):
            at.box.tickets.close(thread, at.closer, archive=True)
        await at.until(lambda: all(at.name(thread).startswith("Closed-") for thread in tagged))
        await at.until(lambda: at.asked[untagged] > 0)
        at.closer.say(untagged, "NOX")
        await at.until(lambda: at.name(untagged) == "Closed-0042-Wren-NOX")
        await at.until(lambda: at.logged() == {"0000": 1, "0001": 1, "0002": 1, "0042": 1})
        assert [len(at.names[thread]) for thread in (*tagged, untagged)] == [2, 2, 2, 2]
        renames = [c for c in at.box.records.calls("welcomecrew", "PATCH") if c.status == 429]
        assert not renames
        assert at.asked[untagged] == 1
        for bot in (one, other):
            assert "Traceback" not in bot.output, bot.output


async def test_a_thread_at_its_rename_limit_holds_nothing_up(tmp_path: Path) -> None:
    """Two names in ten minutes, whoever gave them: a third call would hang until the limit ends."""
    async with scene(tmp_path) as at, at.bot() as bot:
        await bot.wait_until_ready()
        named, other = (at.box.tickets.open(at.newcomer, name=f"004{n}-Wren-EMB") for n in (2, 3))
        for name in ("0042-Wren-NOX", "0042-Wren-VAQ"):
            at.box.person("ticketbot").edit_thread(named, name=name)
        for thread in (named, other):
            at.box.tickets.close(thread, at.closer, archive=True)
        await at.until(lambda: at.name(other) == "Closed-0043-Wren-EMB")
        await at.until(lambda: at.logged() == {"0042": 1, "0043": 1})
        third = at.box.tickets.open(at.newcomer, name="0044-Wren-EMB")
        at.box.tickets.close(third, at.closer, archive=True)
        await at.until(lambda: at.name(third) == "Closed-0044-Wren-EMB")
        assert at.name(named) == "0042-Wren-VAQ"
        patches = at.box.records.calls("welcomecrew", "PATCH")
        assert not [call for call in patches if str(named) in call.path]
        bot.terminate()
        # Nor does it hold up the end.
        assert await bot.wait_exit(within=15) == 0
        assert "Traceback" not in bot.output, bot.output


async def test_a_backfill_logs_the_sample_and_again_writes_nothing(tmp_path: Path) -> None:
    def seed(box: Sandbox) -> None:
        past_tickets.load(box.world, box.places)

    async with scene(tmp_path, seed) as at, at.bot() as bot:
        await bot.wait_until_ready()
        admin, general = at.box.person("admin"), at.box.places.channels["general"]
        admin.say(general, "!backfill_tickets dry")
        await at.until(lambda: said(admin, general, "dry run", "done"))
        admin.say(general, "!backfill_tickets")
        await at.until(lambda: said(admin, general, "Backfill done", "inserted"))
        for tab in ("Sheet1", "Sheet4"):
            kind = "welcome" if tab == "Sheet1" else "promo"
            wanted = [list(t.expected_row) for t in sample_threads() if t.kind.value == kind]
            width = 4 if tab == "Sheet1" else 6
            there = [(row + [""] * width)[:width] for row in ticket_rows(at.box, tab)]
            assert sorted(there) == sorted(wanted)
        at.box.sheets.reset_counts()
        admin.say(general, "!backfill_tickets")
        await at.until(lambda: said(admin, general, "0 inserted · 0 updated · 40 unchanged"))
        assert at.box.sheets.total("write") == 0
        assert at.box.sheets.total("read") <= 4
        assert "Traceback" not in bot.output, bot.output


def said(person: Person, channel: int, *words: str) -> bool:
    texts = [str(message["content"]) for message in person.reads(channel)]
    return any(all(word in text for word in words) for text in texts)
