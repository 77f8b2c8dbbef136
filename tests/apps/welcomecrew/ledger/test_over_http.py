"""The ledger with the real client over HTTP, against the stand-in for Google Sheets."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import Outbox
from apps.welcomecrew.ledger.reconcile import Verdict
from apps.welcomecrew.ledger.rows import PROMO_FIELDS, WELCOME_FIELDS, TicketRow
from sandbox.sheets.faults import Fault
from sandbox.sheets.service import RequestRecord, SheetsService
from sandbox.sheets.token import Tokens
from shared.timing.clock import SystemClock
from shared.turn.turn import NotOurTurn
from tests.fakes.hurried_clock import HurriedClock
from tests.fakes.sheets_server import ServedSheets, served_sheets

TABS = {"Sheet1": WELCOME_FIELDS, "Sheet4": PROMO_FIELDS}
THEIRS = ["9000", "ann", "NOX", "2020-01-01 00:00", "hers"]


@pytest.fixture(scope="session")
def tokens() -> Tokens:
    return Tokens(SystemClock())


@pytest.fixture
async def served(tokens: Tokens) -> AsyncIterator[ServedSheets]:
    async with serve(tokens) as served:
        yield served


def serve(tokens: Tokens):  # noqa: ANN201 - the context manager of served_sheets
    box = SheetsService()
    box.tokens = tokens
    tokens.revoke_all()
    box.add("W", "Log", {"Sheet1": [[*WELCOME_FIELDS, "note"], THEIRS], "Sheet4": [PROMO_FIELDS]})
    return served_sheets(box)


class Writer:
    """One instance's ledger, with its task."""

    def __init__(self, served: ServedSheets, stack: AsyncExitStack, book: str = "W") -> None:
        self._served, self._stack, self._book = served, stack, book

    async def start(self, *, run: bool = True, **limits: Any) -> Ledger:
        book = self._served.workbook(self._book, **limits)
        workbook = await self._stack.enter_async_context(book)
        ledger = Ledger(
            workbook=workbook, tabs=TABS, outbox=Outbox(bound=2000), clock=HurriedClock()
        )
        if run:
            task = asyncio.create_task(ledger.run())

            async def stop() -> None:
                task.cancel()
                await asyncio.wait([task])

            self._stack.push_async_callback(stop)
        return ledger


def row(number: int, tag: str = "C1CE") -> TicketRow:
    return TicketRow(f"{number:04}", f"user{number}", tag, f"2026-01-05 12:{number % 60:02}")


def ours(box: SheetsService, tab: str = "Sheet1") -> list[list[str]]:
    rows = box.rows("W", tab)
    places = [rows[0].index(field) for field in TABS[tab]]
    return sorted([cells[i] for i in places] for cells in rows[1:] if any(cells))


def expected(*rows: TicketRow) -> list[list[str]]:
    return sorted([[r.ticket, r.username, r.clantag, r.closed] for r in rows] + [THEIRS[:4]])


async def written(ledger: Ledger, *rows: TicketRow, tab: str = "Sheet1") -> list[Verdict]:
    async with asyncio.timeout(30):
        decisions = await asyncio.gather(*(ledger.submit(tab, each) for each in rows))
    return [decision.verdict for decision in decisions]


async def test_a_thousand_rows_cost_few_requests_and_again_none(served: ServedSheets) -> None:
    served.box.add("E", "Empty", {"Anything": [], "clanlist": [["clantag"], ["NOX"]]})
    rows = [row(number) for number in range(1000)]
    async with AsyncExitStack() as stack:
        ledger = await Writer(served, stack, "E").start()
        assert await ledger.rows() == {"Sheet1": [], "Sheet4": []}
        assert set(await written(ledger, *rows)) == {Verdict.INSERT}
        assert len(served.box.requests) <= 12
        assert len(served.box.rows("E", "Sheet1")) == 1001
        served.box.reset_counts()
        again = await Writer(served, stack, "E").start()
        assert set(await written(again, *rows)) == {Verdict.UNCHANGED}
        assert len(served.box.requests) <= 4
        assert served.box.total("write") == 0


@pytest.mark.parametrize(
    "fault", [Fault.UNAVAILABLE_AFTER, Fault.LOSE_ANSWER, Fault.GARBLED, Fault.UNAVAILABLE]
)
async def test_a_write_in_doubt_is_checked_and_not_repeated(
    served: ServedSheets, fault: Fault
) -> None:
    async with AsyncExitStack() as stack:
        ledger = await Writer(served, stack).start()
        served.box.faults.set(fault, only="write", times=1)
        assert await written(ledger, row(1), row(2)) == [Verdict.INSERT, Verdict.INSERT]
    assert ours(served.box) == expected(row(1), row(2))


async def test_a_write_that_hangs_holds_nothing_else_up(served: ServedSheets) -> None:
    async with AsyncExitStack() as stack:
        ledger = await Writer(served, stack).start(read=0.3, deadline=0.6)
        served.box.faults.set(Fault.HANG, only="write", times=1)
        assert await written(ledger, row(1)) == [Verdict.INSERT]
        assert ledger.status().waiting == 0
    assert ours(served.box) == expected(row(1))


async def test_after_a_failed_read_nothing_is_written(served: ServedSheets) -> None:
    async with AsyncExitStack() as stack:
        ledger = await Writer(served, stack).start(run=False, deadline=0.5)
        served.box.faults.set(Fault.UNAVAILABLE, only="read")
        ledger.submit("Sheet1", row(1))
        assert await ledger.step() is not None
        assert served.box.total("write") == 0
        status = ledger.status()
        assert status.waiting == 1
        assert status.problem
        served.box.faults.clear()
        while await ledger.step() is not None:
            pass
    assert ours(served.box) == expected(row(1))


async def test_ten_minutes_of_429_lose_nothing(served: ServedSheets) -> None:
    async with AsyncExitStack() as stack:
        ledger = await Writer(served, stack).start(deadline=0.2)
        # Six seconds are ten minutes on the hurried clock.
        served.box.faults.set(Fault.TOO_MANY, seconds=6.0, retry_after=5)
        rows = [row(number) for number in range(30)]
        assert set(await written(ledger, *rows)) == {Verdict.INSERT}
    assert ours(served.box) == expected(*rows)


async def test_two_instances_write_one_row(served: ServedSheets) -> None:
    async with AsyncExitStack() as stack:
        ledgers = [await Writer(served, stack).start() for _ in range(2)]
        rows = [row(number) for number in range(20)]
        await asyncio.gather(*(written(ledger, *rows) for ledger in ledgers))
        for ledger in ledgers:
            await written(ledger, *rows)
    assert ours(served.box) == expected(*rows)


async def test_an_instance_that_lost_its_turn_writes_nothing_and_ends_at_once(
    served: ServedSheets,
) -> None:
    ours_still = True

    def may_write() -> None:
        if not ours_still:
            raise NotOurTurn

    async with AsyncExitStack() as stack:
        writer = Writer(served, stack)
        ledger = await writer.start(run=False, may_write=may_write)
        ledger.submit("Sheet1", row(1))
        await ledger.finish(10)
        assert ours(served.box) == expected(row(1))
        ours_still = False
        ledger.submit("Sheet1", row(2))
        async with asyncio.timeout(5):
            await ledger.finish(1000)
        assert ledger.status().waiting == 1
        assert ledger.status().problem == "another instance writes to the spreadsheet now"
    assert ours(served.box) == expected(row(1))


async def test_a_person_sorts_between_read_and_write(served: ServedSheets) -> None:
    async with AsyncExitStack() as stack:
        ledger = await Writer(served, stack).start()
        await written(ledger, row(1, ""), row(2, ""), row(3))

        def sort() -> None:
            served.box.sort_by("W", "Sheet1", 1)

        between(served.box, sort)
        assert await written(ledger, row(1), row(2, "EMB")) == [Verdict.UPDATE, Verdict.UPDATE]
        await written(ledger, row(3))
    assert ours(served.box) == expected(row(1), row(2, "EMB"), row(3))
    assert THEIRS in served.box.rows("W", "Sheet1")


async def test_names_that_look_like_formulas_stay_text(served: ServedSheets) -> None:
    nasty = TicketRow("0042", '=HYPERLINK("x")', "+1", "2026-01-05 12:00")
    async with AsyncExitStack() as stack:
        ledger = await Writer(served, stack).start()
        await written(ledger, nasty)
    assert nasty.ticket in {cells[0] for cells in served.box.rows("W", "Sheet1")}
    assert ours(served.box) == expected(nasty)


def between(box: SheetsService, act: Callable[[], None]) -> None:
    """Let `act` happen once, right after the next read was answered."""

    def after(record: RequestRecord) -> None:
        if record.kind == "read":
            end()
            act()

    end = box.subscribe_requests(after)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32 - 1))
def test_shaken_together(tokens: Tokens, seed: int) -> None:
    """Faults, people and two writers at random; `seed` reproduces a failure."""
    note(f"seed {seed}")
    asyncio.run(_shake(tokens, random.Random(seed)))  # noqa: S311 - a test's dice


async def _shake(tokens: Tokens, dice: random.Random) -> None:
    async with serve(tokens) as served, AsyncExitStack() as stack:
        box = served.box
        ledgers = [
            await Writer(served, stack).start(run=False, read=0.5, deadline=1.0) for _ in range(2)
        ]
        wanted: dict[int, TicketRow] = {}
        for _ in range(6):
            number = dice.randrange(4)
            wanted[number] = row(number, dice.choice(["C1CE", "C1CM", "F-IT"]))
            for ledger in dice.choice([ledgers, ledgers[:1], ledgers[1:]]):
                ledger.submit("Sheet1", wanted[number])
            _upset(box, dice)
            await asyncio.gather(*(ledger.step() for ledger in ledgers))
            await _calm(box, ledgers)
            for ledger in ledgers:
                ledger.submit("Sheet1", wanted[number])
            await _calm(box, ledgers)
        assert ours(box) == expected(*wanted.values())
        header = box.rows("W", "Sheet1")[0]
        notes = {
            cells[header.index("ticket number")]: cells[header.index("note")]
            for cells in box.rows("W", "Sheet1")[1:]
            if any(cells)
        }
        assert {number: text for number, text in notes.items() if text} == {"9000": "hers"}


def _upset(box: SheetsService, dice: random.Random) -> None:
    width = len(WELCOME_FIELDS) + 1
    column, to = dice.randint(1, width), dice.randint(1, width)
    faults = [Fault.UNAVAILABLE_AFTER, Fault.LOSE_ANSWER, Fault.UNAVAILABLE, Fault.TOO_MANY]
    if dice.random() < 0.5:
        box.faults.set(dice.choice(faults), only=dice.choice(["read", "write"]), times=1)
    acts: list[Callable[[], None]] = [
        lambda: box.sort_by("W", "Sheet1", column, descending=to % 2 == 0),
        lambda: box.move_column("W", "Sheet1", column, to),
        lambda: box.insert_row("W", "Sheet1", 2),
        lambda: None,
    ]
    between(box, dice.choice(acts))


async def _calm(box: SheetsService, ledgers: list[Ledger]) -> None:
    box.faults.clear()
    for _ in range(12):
        if all([await ledger.step() is None for ledger in ledgers]):
            return
    raise AssertionError("the ledgers don't come to rest")
