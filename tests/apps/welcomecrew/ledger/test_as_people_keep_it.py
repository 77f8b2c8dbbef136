"""The ledger over HTTP beside sheets as people keep them."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import Outbox
from apps.welcomecrew.ledger.rows import PROMO_TAB, THREAD, WELCOME_TAB, TicketRow
from sandbox.sheets.service import SheetsService
from tests.fakes.clock import ManualClock
from tests.fakes.sheets_server import ServedSheets, served_sheets

CLOSED = "2026-01-05 12:00"
FIRST, SECOND = "1187000000000000001", "1187000000000000002"


def row(ticket: str = "0042", tag: str = "NOX", thread: str = FIRST) -> TicketRow:
    return TicketRow(ticket, "tom", tag, CLOSED, thread=thread)


async def log(
    served: ServedSheets, *rows: TicketRow, tab: str = "Sheet1", told: list[str] | None = None
) -> Ledger:
    """Submit, and let the ledger work until nothing is left or nothing goes."""
    async with AsyncExitStack() as stack:
        book = await stack.enter_async_context(served.workbook("W"))
        ledger = Ledger(
            workbook=book,
            tabs={tab: WELCOME_TAB, "Sheet4": PROMO_TAB},
            outbox=Outbox(bound=100),
            clock=ManualClock(),
            tell=(told if told is not None else []).append,
        )
        for each in rows:
            ledger.submit(tab, each)
        async with asyncio.timeout(20):
            while await ledger.step() == 0:
                pass
        return ledger


def serve(*rows: list[str]) -> SheetsService:
    box = SheetsService()
    box.add("W", "Log", {"Sheet1": rows, "Sheet4": [list(PROMO_TAB)]})
    return box


async def test_a_number_that_looks_otherwise_is_the_same_number() -> None:
    """`1,042` and `298.00` on the screen are 1042 and 298; a date that was typed stays a date."""
    box = serve([*WELCOME_TAB], ["", "tom", "NOX", "", FIRST])
    box.spreadsheets["W"].tab("Sheet1").put(1, 0, 42.0)
    box.spreadsheets["W"].tab("Sheet1").put(1, 3, 46027.5)
    async with served_sheets(box) as served:
        ledger = await log(served, row())
        assert ledger.status().waiting == 0
        assert box.total("write") == 0, "it says the same"
        assert box.spreadsheets["W"].tab("Sheet1").cell(1, 3) == 46027.5


async def test_new_rows_go_below_the_last_ticket_not_below_the_boxes() -> None:
    box = serve([*WELCOME_TAB, "done"], ["0041", "ann", "NOX", CLOSED, SECOND])
    box.fill_down("W", "Sheet1", 6, "FALSE", to_row=50)
    async with served_sheets(box) as served:
        ledger = await log(served, row())
        assert ledger.status().inserted == 1
    assert box.rows("W", "Sheet1")[2][:5] == ["0042", "tom", "NOX", CLOSED, FIRST]
    assert len(box.rows("W", "Sheet1")) == 51


async def test_a_tab_is_found_whatever_the_case_of_its_name() -> None:
    box = serve([*WELCOME_TAB])
    async with served_sheets(box) as served:
        await log(served, row(), tab="sheet1")
    assert [tab.title for tab in box.spreadsheets["W"].tabs] == ["Sheet1", "Sheet4"]
    assert box.rows("W", "Sheet1")[1][0] == "0042"


async def test_a_renamed_tab_is_not_made_anew() -> None:
    """In a new one the last tickets would be logged a second time."""
    box = serve([*WELCOME_TAB], ["0042", "tom", "NOX", CLOSED, FIRST])
    box.rename_tab("W", "Sheet1", "Log of 2025")
    async with served_sheets(box) as served:
        ledger = await log(served, row(), row("0043", thread=SECOND))
        assert [tab.title for tab in box.spreadsheets["W"].tabs] == ["Log of 2025", "Sheet4"]
        assert ledger.status().waiting == 2
        (trouble,) = ledger.status().troubles
        assert "the tab 'Log of 2025' has its headings, so it was renamed" in trouble.words
        box.rename_tab("W", "Log of 2025", "Sheet1")
        await log(served, row(), row("0043", thread=SECOND))
    assert [cells[0] for cells in box.rows("W", "Sheet1")[1:]] == ["0042", "0043"]


async def test_one_protected_row_holds_nothing_else_up_and_is_named() -> None:
    told: list[str] = []
    box = serve([*WELCOME_TAB], ["0041", "tom", "", "", SECOND])
    box.protect("W", "Sheet1", (2, 2), (1, 5))
    others = [row(f"01{number:02}", thread=f"11880000000000{number:05}") for number in range(9)]
    async with served_sheets(box) as served:
        ledger = await log(served, row("0041", thread=SECOND), *others, told=told)
    status = ledger.status()
    assert (status.inserted, status.waiting) == (9, 1)
    (trouble,) = status.troubles
    assert (trouble.tab, trouble.ticket) == ("Sheet1", "0041")
    assert "row 2: " in trouble.words
    assert "protected cell" in trouble.words
    assert [line for line in told if "0041" in line and "protected cell" in line]


@pytest.mark.parametrize(
    "header",
    [
        ["Ticket number:", "User Name", "Clan Tag", "Date-Closed", "Thread"],
        ["ticket\u200bnumber", "username", "CLANTAG", "date_closed", "thread"],
    ],
)
async def test_a_header_is_found_below_a_title_however_it_is_spelled(header: list[str]) -> None:
    box = serve(["Our tickets"], header, ["0042", "tom", "", "", FIRST])
    async with served_sheets(box) as served:
        await log(served, row())
    assert box.rows("W", "Sheet1")[1:] == [header, ["0042", "tom", "NOX", CLOSED, FIRST]]


async def test_a_missing_header_is_added_where_the_header_is() -> None:
    box = serve(["Our tickets"], ["ticket number", "username", "clan", "date closed"])
    async with served_sheets(box) as served:
        await log(served, row())
    title, header, ticket = box.rows("W", "Sheet1")
    assert title[0] == "Our tickets"
    assert header[4:] == ["clantag", THREAD]
    assert ticket == ["0042", "tom", "", CLOSED, "NOX", FIRST]


async def test_below_a_renamed_key_nothing_is_written_and_that_is_said() -> None:
    box = serve(["Ticket #", "username", "clantag", "date closed"], ["0042", "tom", "NOX", CLOSED])
    before = box.rows("W", "Sheet1")
    async with served_sheets(box) as served:
        ledger = await log(served, row())
    assert box.rows("W", "Sheet1") == before
    assert ledger.status().waiting == 1
    assert "no column is headed `ticket number`" in str(ledger.status().troubles[0])


async def test_two_threads_of_one_number_have_two_rows_and_that_is_said_once() -> None:
    told: list[str] = []
    box = serve([*WELCOME_TAB])
    async with served_sheets(box) as served:
        await log(served, row())
        await log(served, TicketRow("0042", "eve", "EMB", CLOSED, thread=SECOND), told=told)
        await log(served, row(), TicketRow("0042", "eve", "EMB", CLOSED, thread=SECOND), told=told)
    assert [cells[4] for cells in box.rows("W", "Sheet1")[1:]] == [FIRST, SECOND]
    assert len(told) == 1
    assert "0042" in told[0]


async def test_a_corrected_number_moves_no_row_and_an_old_row_gets_its_thread_once() -> None:
    box = serve([*WELCOME_TAB], ["0042", "tom", "NOX", CLOSED])
    async with served_sheets(box) as served:
        await log(served, row())
        assert box.rows("W", "Sheet1")[1:] == [["0042", "tom", "NOX", CLOSED, FIRST]]
        await log(served, row("0043"))
    assert box.rows("W", "Sheet1")[1:] == [["0043", "tom", "NOX", CLOSED, FIRST]]


async def test_an_error_in_place_of_a_number_may_be_the_ticket() -> None:
    box = serve([*WELCOME_TAB], ["#REF!", "tom", "NOX", CLOSED])
    async with served_sheets(box) as served:
        other = TicketRow("0050", "ann", "NOX", CLOSED, thread=SECOND)
        ledger = await log(served, row(), other)
    assert [cells[0] for cells in box.rows("W", "Sheet1")] == ["ticket number", "#REF!", "0050"]
    assert "`ticket number` shows #REF!" in str(ledger.status().troubles[0])


async def test_trying_to_write_leaves_nothing_behind_and_protection_is_read() -> None:
    box = serve([*WELCOME_TAB])
    before = box.rows("W", "Sheet1")
    box.protect("W", "Sheet1", (5, 5), (1, 3))
    async with served_sheets(box) as served, served.workbook("W") as workbook:
        await workbook.try_writing()
        (protection,) = await workbook.protections()
    assert (protection.tab, protection.words) == ("Sheet1", "row 5, columns A to C")
    assert [tab.title for tab in box.spreadsheets["W"].tabs] == ["Sheet1", "Sheet4"]
    assert box.rows("W", "Sheet1") == before
