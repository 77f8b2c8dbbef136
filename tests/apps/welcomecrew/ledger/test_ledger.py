"""The ledger beside a workbook in memory: what it does when writing leads nowhere."""

import asyncio
from dataclasses import replace

import pytest

from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import Outbox, OutboxFull
from apps.welcomecrew.ledger.rows import PROMO_FIELDS, WELCOME_FIELDS, TicketRow
from shared.sheets.errors import QuotaExceeded, Unreachable
from tests.fakes.clock import ManualClock, settle
from tests.fakes.shaken_workbook import ShakenWorkbook

TABS = {"Sheet1": WELCOME_FIELDS, "Sheet4": PROMO_FIELDS}
ROW = TicketRow("0042", "tom", "NOX", "2026-01-05 12:00")


def empty_book() -> ShakenWorkbook:
    return ShakenWorkbook({tab: [list(fields)] for tab, fields in TABS.items()})


def ledger_on(book: ShakenWorkbook, outbox: Outbox | None = None) -> Ledger:
    if outbox is None:
        outbox = Outbox(bound=9)
    return Ledger(workbook=book, tabs=TABS, outbox=outbox, clock=ManualClock())


async def test_who_undoes_every_write_does_not_cost_the_quota() -> None:
    """A script of theirs that rewrites the tag at once: we go on, slower and slower."""
    book = empty_book()
    ledger = ledger_on(book)
    ledger.submit("Sheet1", ROW)
    pauses: list[float] = []
    for _ in range(20):
        pause = await ledger.step()
        assert pause is not None
        pauses.append(pause)
        book.tabs["Sheet1"][1][2] = "theirs"
    assert pauses[0] == 0
    assert pauses[-1] > 60
    assert ledger.status().waiting == 1
    assert len(book.tabs["Sheet1"]) == 2


async def test_what_waits_for_ten_minutes_is_somebodys_business() -> None:
    book, clock = empty_book(), ManualClock()
    ledger = Ledger(workbook=book, tabs=TABS, outbox=Outbox(bound=9), clock=clock)
    assert not ledger.status().stuck(clock.now())
    ledger.submit("Sheet1", ROW)
    book.fail_read = Unreachable("Google is away")
    assert await ledger.step() is not None
    clock.move(599)
    assert not ledger.status().stuck(clock.now())
    clock.move(2)
    assert ledger.status().stuck(clock.now())
    assert "Google is away" in (ledger.status().problem or "")
    while await ledger.step() is not None:
        pass
    assert not ledger.status().stuck(clock.now())


async def test_a_look_makes_no_tab_and_no_header() -> None:
    book = ShakenWorkbook({"Sheet1": [["their own header"]]})
    ledger = ledger_on(book)
    assert await ledger.rows() == {"Sheet1": [], "Sheet4": []}
    assert (book.writes, list(book.tabs)) == (0, ["Sheet1"])
    ledger.submit("Sheet4", ROW)
    while await ledger.step() is not None:
        pass
    assert book.tabs["Sheet1"][0] == ["their own header", *WELCOME_FIELDS]
    assert book.tabs["Sheet4"][1][:3] == ["0042", "tom", "NOX"]


async def test_a_pause_of_a_day_is_cut_short_and_a_new_row_ends_it() -> None:
    book, clock = empty_book(), ManualClock()
    ledger = Ledger(workbook=book, tabs=TABS, outbox=Outbox(bound=9), clock=clock)
    book.fail_read = QuotaExceeded(86_400)
    ledger.submit("Sheet1", ROW)
    task = asyncio.create_task(ledger.run())
    try:
        await clock.advance(59)
        later = ledger.submit("Sheet1", replace(ROW, ticket="0043"))
        assert not later.done()
        await clock.advance(5)
        assert later.done()
        book.fail_read = QuotaExceeded(86_400)
        last = ledger.submit("Sheet1", replace(ROW, ticket="0044"))
        await clock.advance(1000)
        assert last.done()
    finally:
        task.cancel()


async def test_what_did_not_fit_is_taken_when_there_is_room() -> None:
    book = empty_book()
    ledger = ledger_on(book, Outbox(bound=1))
    ledger.submit("Sheet1", ROW)
    with pytest.raises(OutboxFull):
        ledger.submit("Sheet1", replace(ROW, ticket="0043"))
    room = asyncio.create_task(ledger.room())
    await settle()
    assert not room.done()
    while await ledger.step() is not None:
        pass
    await settle()
    assert room.done()
    ledger.submit("Sheet1", replace(ROW, ticket="0043"))


async def test_those_who_wait_for_rows_go_on_a_few_at_a_time() -> None:
    """Thousands at once would hold the event loop, and with it every page."""
    book = empty_book()
    ledger = ledger_on(book, Outbox(bound=200))
    told, most, before = 0, 0, 0

    def tell(_: object) -> None:
        nonlocal told
        told += 1

    for number in range(200):
        row = replace(ROW, ticket=f"{number:04}", username=f"user{number}")
        ledger.submit("Sheet1", row).add_done_callback(tell)

    async def write() -> None:
        while await ledger.step() is not None:
            pass

    writing = asyncio.create_task(write())
    while not writing.done():
        await asyncio.sleep(0)
        most, before = max(most, told - before), told
    assert told == 200
    assert most <= 50


async def test_rows_that_come_one_after_the_other_are_written_together() -> None:
    book, clock = empty_book(), ManualClock()
    ledger = Ledger(workbook=book, tabs=TABS, outbox=Outbox(bound=99), clock=clock)
    task = asyncio.create_task(ledger.run())
    await settle()
    for number in range(40):
        ledger.submit("Sheet1", replace(ROW, ticket=f"{number:04}", username=f"tom{number}"))
        await clock.advance(0.2)
    # Eight seconds of rows, four at a time.
    assert book.writes == 2
    await clock.advance(10)
    assert len(book.tabs["Sheet1"]) == 41
    writes = book.writes
    ledger.submit("Sheet1", replace(ROW, ticket="0999", username="eve"))
    await clock.advance(1)
    assert book.writes == writes + 1
    task.cancel()
