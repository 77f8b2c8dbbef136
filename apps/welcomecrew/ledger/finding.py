"""Which row of a tab is a ticket's."""

from collections.abc import Iterable, Sequence

from apps.welcomecrew.ledger.columns import PlacedRow
from apps.welcomecrew.ledger.duplicates import newest
from apps.welcomecrew.ledger.rows import TicketRow, is_same_ticket, nearness, share_a_number
from apps.welcomecrew.tickets.thread_name import closed_name


def find_row(rows: Iterable[PlacedRow], wanted: TicketRow) -> PlacedRow | None:
    """The row of `wanted`, the nearest one where there are several."""
    candidates = [placed for placed in rows if is_same_ticket(wanted, placed.row)]
    return nearest(wanted, candidates) if candidates else None


def row_of_thread(
    rows: Sequence[PlacedRow], wanted: TicketRow, thread_name: str
) -> PlacedRow | None:
    """As `find_row`; or the row after which the thread was named, though its clan is gone since."""
    found = find_row(rows, wanted)
    if found is not None:
        return found
    unclaimed = (p for p in rows if p.row.ticket == wanted.ticket and not p.row.thread_id)
    return next((p for p in unclaimed if is_named_after(thread_name, p.row)), None)


def is_named_after(name: str, row: TicketRow) -> bool:
    """Whether a thread of this name and its complete row agree, though the clan may be gone.

    Tags leave the clan list. Read without them, old names seem to lack theirs, and to be those of
    other people.
    """
    return row.complete and name == closed_name(row.ticket, row.username, row.clantag)


def clashing(rows: Iterable[PlacedRow], wanted: TicketRow) -> list[int]:
    """The numbers of rows that belong to other tickets with the same ticket number."""
    return sorted(placed.number for placed in rows if share_a_number(wanted, placed.row))


def nearest(wanted: TicketRow, candidates: Sequence[PlacedRow]) -> PlacedRow:
    """The one that says most of what is wanted; of several the newest."""
    best = max(nearness(wanted, placed.row) for placed in candidates)
    return newest(p for p in candidates if nearness(wanted, p.row) == best)
