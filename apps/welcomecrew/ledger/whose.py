"""Whose a row is: its thread's, or where it names none, its ticket number's."""

from typing import Final

from apps.welcomecrew.ledger.columns import ticket_text
from apps.welcomecrew.ledger.rows import THREAD, TICKET, TicketRow
from shared.sheets.cells import text_of
from shared.sheets.ledger.named_tab import Identity, NamedRow, ours


def owner(row: TicketRow) -> str:
    """The thread that the row belongs to, or the ticket number where it names none."""
    return row.thread_id or row.ticket


def ticket_of(row: NamedRow) -> str:
    """What a row of a tab is about: its thread, or its number where it names none; else empty."""
    return owner(TicketRow(_number_of(row), thread=text_of(row.get(ours(THREAD)))))


def _number_of(row: NamedRow) -> str:
    """The ticket number in the row, whatever else the row says."""
    return ticket_text(row.get(ours(TICKET)))


TICKETS: Final = Identity(ticket_of, lambda row: frozenset({ticket_of(row), _number_of(row)}))
"""How rows of the ticket tabs say whose they are."""
