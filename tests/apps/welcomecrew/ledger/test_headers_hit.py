"""Headers, while people insert rows and columns under our writes; headers that Google refuses."""

import pytest

from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import Outbox
from apps.welcomecrew.ledger.rows import PROMO_TAB, WELCOME_FIELDS, WELCOME_TAB, TicketRow
from sandbox.sheets.service import SheetsService
from shared.sheets.errors import AmbiguousWrite
from tests.fakes.clock import ManualClock
from tests.fakes.shaken_workbook import ShakenWorkbook
from tests.fakes.sheets_server import served_sheets

TABS = {"Sheet1": WELCOME_TAB, "Sheet4": PROMO_TAB}
ROW = TicketRow("0042", "tom", "NOX", "2026-01-05 12:00", thread="1187000000000000001")
WANTED = ["0042", "tom", "NOX", "2026-01-05 12:00", "1187000000000000001"]


def ledger_on(book: ShakenWorkbook) -> Ledger:
    return Ledger(workbook=book, tabs=TABS, outbox=Outbox(bound=9), clock=ManualClock())


def old_book() -> ShakenWorkbook:
    """From a time before there were threads in it."""
    return ShakenWorkbook({"Sheet1": [[*WELCOME_FIELDS, "note"]], "Sheet4": [list(PROMO_TAB)]})


async def all_written(ledger: Ledger) -> None:
    for _ in range(12):
        if await ledger.step() is None:
            return
    raise AssertionError("it goes on")


def insert_title(tabs: dict[str, list[list[str]]]) -> None:
    tabs["Sheet1"].insert(0, [""] * len(tabs["Sheet1"][0]))


def insert_column(tabs: dict[str, list[list[str]]]) -> None:
    for cells in tabs["Sheet1"]:
        cells.insert(1, "")


async def test_a_header_that_our_write_hit_is_put_right_and_not_added_anew() -> None:
    book = ShakenWorkbook({"Sheet1": [list(WELCOME_TAB)], "Sheet4": [list(PROMO_TAB)]})
    ledger = ledger_on(book)
    ledger.submit("Sheet1", TicketRow("0042", "tom", "C1CE", "2026-01-05", thread=ROW.thread))
    await all_written(ledger)
    book.before_write.append(insert_title)
    ledger.submit("Sheet1", ROW)
    await all_written(ledger)
    assert book.tabs["Sheet1"] == [[""] * 5, list(WELCOME_TAB), WANTED]


async def test_a_header_added_while_a_title_comes_in_leaves_nothing_in_the_title() -> None:
    book = old_book()
    ledger = ledger_on(book)
    book.before_write.append(insert_title)
    ledger.submit("Sheet1", ROW)
    await all_written(ledger)
    title, header, row = book.tabs["Sheet1"]
    assert not any(title)
    assert header == [*WELCOME_FIELDS, "note", "thread"]
    assert row == [*WANTED[:4], "", WANTED[4]]


@pytest.mark.parametrize("answer", ["lost", "came"])
async def test_a_header_added_while_a_column_comes_in_overwrites_no_header(answer: str) -> None:
    book = old_book()
    ledger = ledger_on(book)
    book.before_write.append(insert_column)
    if answer == "lost":
        book.fail_after_headers = AmbiguousWrite("503 after the write")
    ledger.submit("Sheet1", ROW)
    await all_written(ledger)
    header, row = book.tabs["Sheet1"]
    assert header == [WELCOME_FIELDS[0], "", *WELCOME_FIELDS[1:], "note", "thread"]
    assert row == [WANTED[0], "", *WANTED[1:4], "", WANTED[4]]


async def test_a_protected_header_keeps_no_other_tab_from_being_made_and_is_named() -> None:
    box = SheetsService()
    box.add("W", "Log", {"Sheet1": [list(WELCOME_FIELDS)]})
    box.protect("W", "Sheet1", (1, 1), (1, 26))
    async with served_sheets(box) as served, served.workbook("W") as book:
        ledger = Ledger(workbook=book, tabs=TABS, outbox=Outbox(bound=9), clock=ManualClock())
        ledger.submit("Sheet4", ROW)
        ledger.submit("Sheet1", ROW)
        while await ledger.step() == 0:
            pass
        status = ledger.status()
    assert box.rows("W", "Sheet4")[0] == list(PROMO_TAB)
    assert box.rows("W", "Sheet1")[1:] == [WANTED[:4]]
    assert status.waiting == 0
    (trouble,) = status.troubles
    assert str(trouble).startswith("the tab 'Sheet1': missing headers can't be added")
    assert "protected cell" in trouble.words
