"""A ticket as its row."""

from datetime import datetime, tzinfo

from apps.welcomecrew.ledger.rows import CLOSED, TicketRow
from apps.welcomecrew.ledger.sheet_dates import WRITTEN
from apps.welcomecrew.tickets.ticket import Kind, PromoType, Ticket


def row_of(ticket: Ticket, zone: tzinfo, *, by_marker: bool) -> TicketRow:
    """The ticket as a row. A close time without a marker is a guess that only fills a blank.

    So is that of an edited marker, which may have been one before: ticket bots change theirs when
    somebody presses a button.
    """
    is_guess = not by_marker or ticket.closed_after is not None
    return TicketRow(
        ticket=ticket.number,
        username=ticket.username,
        clantag=ticket.tag,
        closed=_when(ticket.closed_at, zone),
        type=ticket.promo_type.value if ticket.kind is Kind.PROMO else PromoType.UNKNOWN.value,
        closed_after=_when(ticket.closed_after, zone),
        created=_when(ticket.created_at, zone) if ticket.kind is Kind.PROMO else "",
        thread=str(ticket.thread_id) if ticket.thread_id else "",
        guesses=frozenset({CLOSED}) if is_guess else frozenset(),
    )


def _when(moment: datetime | None, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime(WRITTEN) if moment else ""
