"""Requests to Google for a thousand tickets, beside one look-up and one write for each."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import Outbox
from apps.welcomecrew.ledger.rows import PROMO_FIELDS, WELCOME_FIELDS, TicketRow
from bench.bare.sheet import log_tickets
from bench.table import Row
from sandbox.sheets.service import SheetsService
from shared.timing.clock import SystemClock
from tests.fakes.sheets_server import ServedSheets, served_sheets

_TABS = {"Sheet1": WELCOME_FIELDS, "Sheet4": PROMO_FIELDS}
_OURS, _BARE = "tickets-ours", "tickets-bare"
_ANY_NUMBER = 1_000_000
_OPENING = 2
"""Requests to find the spreadsheet and its tab, once however many tickets follow."""


async def rows(*, tickets: int = 1_000, bare_tickets: int = 100) -> list[Row]:
    """First time and unchanged, counted by the stand-in.

    The bare way makes the same requests for every ticket: it is done for a few and multiplied.
    """
    times = tickets / bare_tickets
    async with served_sheets() as served:
        served.box.quota.reads = served.box.quota.writes = _ANY_NUMBER
        for identifier in (_OURS, _BARE):
            tabs = {tab: [list(fields)] for tab, fields in _TABS.items()}
            served.box.add(identifier, "tickets", tabs)
        ours = await _ours(served, _tickets(tickets))
        bare = [await _bare(served, _tickets(bare_tickets)) for _ in range(2)]
    return [
        Row(
            f"requests to Sheets for {tickets:,} tickets, {when}",
            mine,
            "",
            (plain - _OPENING) * times + _OPENING,
        )
        for when, mine, plain in zip(("first time", "unchanged"), ours, bare, strict=True)
    ]


async def _ours(served: ServedSheets, tickets: Sequence[TicketRow]) -> list[int]:
    """Twice the same, through the ledger; the requests of each time."""
    clock = SystemClock()
    counts: list[int] = []
    async with served.workbook(_OURS) as workbook:
        outbox = Outbox(bound=len(tickets))
        ledger = Ledger(workbook=workbook, tabs=_TABS, outbox=outbox, clock=clock)
        for _ in range(2):
            served.box.reset_counts()
            done = [ledger.submit("Sheet1", row) for row in tickets]
            while (pause := await ledger.step()) is not None:
                await clock.sleep(pause)
            assert all(each.done() for each in done), "all are in the sheet"
            counts.append(_requests(served.box))
    return counts


async def _bare(served: ServedSheets, tickets: Sequence[TicketRow]) -> int:
    served.box.reset_counts()
    key = served.box.service_account_json(served.url)
    cells = [[row.value(name) for name in WELCOME_FIELDS] for row in tickets]
    await asyncio.to_thread(log_tickets, key, served.url, _BARE, "Sheet1", cells)
    return _requests(served.box)


def _requests(box: SheetsService) -> int:
    return box.total("read") + box.total("write")


def _tickets(count: int) -> list[TicketRow]:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        TicketRow(
            ticket=f"{number:04d}",
            username=f"player{number}",
            clantag="C1CE",
            closed=f"{began + timedelta(hours=number):%Y-%m-%d %H:%M}",
        )
        for number in range(1, count + 1)
    ]
