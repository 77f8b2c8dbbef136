"""Which row of a tab is a ticket's."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from apps.welcomecrew.ledger.columns import PlacedRow
from apps.welcomecrew.ledger.duplicates import newest
from apps.welcomecrew.ledger.rows import (
    ROUNDED,
    TicketRow,
    is_same_ticket,
    nearness,
    share_a_number,
)
from shared.sheets.letting_go import let_go
from shared.tickets.thread_name import closed_name


def find_row(rows: Iterable[PlacedRow], wanted: TicketRow) -> PlacedRow | None:
    """The row of `wanted`, the nearest one where there are several."""
    candidates = [placed for placed in rows if is_same_ticket(wanted, placed.row)]
    return nearest(wanted, candidates) if candidates else None


class RowIndex:
    """The rows of a tab for whoever asks for many: none goes through a log of thousands."""

    def __init__(self, rows: Iterable[PlacedRow]) -> None:
        self.rows = tuple(rows)
        """All of them, as they stand."""
        self._by_number: dict[str, list[PlacedRow]] = defaultdict(list)
        self._by_thread: dict[float, list[PlacedRow]] = defaultdict(list)
        for placed in self.rows:
            self._by_number[placed.row.ticket].append(placed)
            if placed.row.thread_id:
                self._by_thread[_rounded(placed.row)].append(placed)

    async def let_go(self) -> None:
        """Forget all rows, without holding anybody up. Whoever has asked for them is done."""
        rows, self.rows = [*self.rows], ()
        self._by_number.clear()
        self._by_thread.clear()
        await let_go(rows)

    def with_number(self, ticket: str) -> Sequence[PlacedRow]:
        """All rows of this ticket number."""
        return self._by_number.get(ticket, ())

    def with_thread(self, wanted: TicketRow) -> Sequence[PlacedRow]:
        """All rows of its thread, as far as cells that took ids for numbers can tell."""
        return self._by_thread.get(_rounded(wanted), ()) if wanted.thread_id else ()

    def row_of_thread(self, wanted: TicketRow, thread_name: str) -> PlacedRow | None:
        """As `find_row`; or the row after which the thread was named, though its clan is gone."""
        namesakes = self.with_number(wanted.ticket)
        found = find_row([*self.with_thread(wanted), *namesakes], wanted)
        if found is not None:
            return found
        unclaimed = (placed for placed in namesakes if not placed.row.thread_id)
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


def _rounded(row: TicketRow) -> float:
    """The thread's id, as precise as a cell that took it for a number."""
    return float(row.thread_id.removeprefix(ROUNDED))
