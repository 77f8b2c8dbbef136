"""A row that Google refuses for good: named, tried seldom, in nobody's way, gone when mended."""

import asyncio
from contextlib import AsyncExitStack

from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import Outbox
from apps.welcomecrew.ledger.rows import PROMO_TAB, WELCOME_TAB, TicketRow
from sandbox.sheets.service import SheetsService
from tests.fakes.clock import ManualClock, settle
from tests.fakes.shaken_workbook import ShakenWorkbook
from tests.fakes.sheets_server import served_sheets

TABS = {"Sheet1": WELCOME_TAB, "Sheet4": PROMO_TAB}
CLOSED = "2026-01-05 12:00"


def row(number: int, tag: str = "NOX") -> TicketRow:
    return TicketRow(f"{number:04}", "tom", tag, CLOSED, thread=f"118700000000000{number:04}")


async def work(ledger: Ledger) -> float | None:
    """Let it go on until it wants to wait; gives for how long."""
    async with asyncio.timeout(20):
        while (pause := await ledger.step()) == 0:
            pass
        return pause


async def test_it_is_named_tried_seldom_in_nobodys_way_and_gone_when_mended() -> None:
    told: list[str] = []
    clock = ManualClock()
    box = SheetsService()
    box.quota.reads = 10_000
    box.add(
        "W",
        "Log",
        {
            "Sheet1": [WELCOME_TAB, ["0041", "tom", "", "", row(41).thread]],
            "Sheet4": [list(PROMO_TAB)],
        },
    )
    box.protect("W", "Sheet1", (2, 2), (1, 5))
    async with served_sheets(box) as served, AsyncExitStack() as stack:
        book = await stack.enter_async_context(served.workbook("W"))
        ledger = Ledger(
            workbook=book, tabs=TABS, outbox=Outbox(bound=100), clock=clock, tell=told.append
        )
        refused = ledger.submit("Sheet1", row(41))
        for hour in range(6):
            other = ledger.submit("Sheet1", row(100 + hour))
            ends = clock.monotonic() + 3600
            while clock.monotonic() < ends:
                pause = await work(ledger)
                assert other.done(), "written at once"
                assert pause is not None
                assert pause >= 1
                clock.move(pause)
        (trouble,) = ledger.status().troubles
        assert (trouble.tab, trouble.ticket) == ("Sheet1", "0041")
        assert trouble.words.startswith("row 2: ")
        assert "protected cell" in trouble.words
        assert len(told) == 1, "said once"
        assert box.total("write") <= 6 + 3 + 6, "after 5 minutes, 15 more, and once an hour"
        assert len(box.rows("W", "Sheet1")) == 2 + 6

        box.unprotect("W", "Sheet1")
        ends = clock.monotonic() + 3700
        while (pause := await work(ledger)) is not None and clock.monotonic() < ends:
            clock.move(pause)
        assert refused.done()
        assert ledger.status().troubles == ()
        assert "is over: 0041" in told[-1]
        assert box.rows("W", "Sheet1")[1] == ["0041", "tom", "NOX", CLOSED, row(41).thread]


async def test_a_new_ticket_does_not_wait_for_one_that_is_refused() -> None:
    """Nothing is wrong with Google then, so there is no reason to pause."""
    clock = ManualClock()
    book = ShakenWorkbook(
        {
            "Sheet1": [list(WELCOME_TAB), ["0041", "tom", "", "", row(41).thread]],
            "Sheet4": [list(PROMO_TAB)],
        }
    )
    book.protected = lambda _tab, cells: cells[0] == "0041"
    ledger = Ledger(workbook=book, tabs=TABS, outbox=Outbox(bound=9), clock=clock)
    ledger.submit("Sheet1", row(41))
    task = asyncio.create_task(ledger.run())
    try:
        await clock.advance(30)
        later = ledger.submit("Sheet1", row(42))
        await clock.advance(2)
        await settle()
        assert later.done()
    finally:
        task.cancel()


async def test_an_id_that_became_a_number_is_written_anew() -> None:
    box = SheetsService()
    box.add("W", "Log", {"Sheet1": [WELCOME_TAB, ["0041", "tom"]], "Sheet4": [list(PROMO_TAB)]})
    box.set_cell("W", "Sheet1", 2, 5, row(41).thread)
    async with served_sheets(box) as served, served.workbook("W") as book:
        ledger = Ledger(workbook=book, tabs=TABS, outbox=Outbox(bound=9), clock=ManualClock())
        ledger.submit("Sheet1", row(41))
        assert await work(ledger) is None
    assert box.rows("W", "Sheet1")[1:] == [["0041", "tom", "NOX", CLOSED, row(41).thread]]
