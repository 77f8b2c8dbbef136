"""One tab compared with the tickets that it should hold: what is right, what must be written.

The same comparison serves before a write, after it, and after one whose answer got lost: a ticket
is settled only when a read shows its row, once and right.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

from apps.welcomecrew.ledger.columns import PlacedRow, doubtful_rows, placed_rows, shown
from apps.welcomecrew.ledger.duplicates import peoples_cells
from apps.welcomecrew.ledger.finding import RowIndex, clashing, nearest
from apps.welcomecrew.ledger.rows import (
    THREAD,
    TICKET,
    FieldChange,
    TicketRow,
    differences,
    is_same_ticket,
    merged,
    unreadable,
)
from apps.welcomecrew.ledger.whose import owner
from shared.immutable import immutable
from shared.sheets.ledger.columns import Columns, RowCells, last_filled
from shared.sheets.ledger.row_write import RowWrite


class Verdict(Enum):
    """What a tab says about one ticket."""

    INSERT = "inserted"
    UPDATE = "updated"
    UNCHANGED = "unchanged"


@immutable
class Wanted:
    """A ticket's row as it should be; `appended` once we sent a new row for it."""

    row: TicketRow
    appended: bool = False


@immutable
class Decision:
    """What is to be done for one wanted row."""

    wanted: Wanted
    verdict: Verdict
    number: int | None = None
    """The row in which the ticket was found."""
    updates: tuple[RowWrite, ...] = ()
    append: tuple[str, ...] | None = None
    held: str = ""
    """Why the ticket can't be settled, or written at all, before somebody mends a cell."""
    clashes: tuple[int, ...] = ()
    """Rows of other tickets with the same number."""

    @property
    def settled(self) -> bool:
        """Whether the tab shows the row, once and right."""
        return self.verdict is Verdict.UNCHANGED and not self.held


@immutable
class TabPlan:
    """Decisions in the order of what was wanted, with the writes that carry them out."""

    decisions: tuple[Decision, ...]
    below: int | None
    """The row after which new ones are inserted; None where they go to the sheet's end."""

    @property
    def updates(self) -> tuple[RowWrite, ...]:
        """All cells of rows that are there."""
        return tuple(write for decision in self.decisions for write in decision.updates)

    @property
    def appends(self) -> tuple[tuple[str, ...], ...]:
        """All new rows."""
        return tuple(each.append for each in self.decisions if each.append is not None)


def plan_tab(grid: Sequence[RowCells], columns: Columns, wanted: Iterable[Wanted]) -> TabPlan:
    """Compare; no wanted row is matched with a row that another one has taken."""
    rows = list(placed_rows(grid, columns))
    doubtful = list(doubtful_rows(grid, columns))
    tab = TabRows(columns, rows, doubtful)
    each = list(wanted)
    decided: dict[int, Decision] = {}
    # Whoever names a thread chooses first; the rest takes what is left.
    for index in sorted(range(len(each)), key=lambda i: not each[i].row.thread_id):
        decided[index] = tab.decide(each[index])
    last = max((placed.number for placed in (*rows, *doubtful)), default=columns.header_row)
    below = last if last_filled(grid) > last else None
    return TabPlan(tuple(decided[index] for index in range(len(each))), below)


class TabRows:
    """The rows of a tab while wanted ones take theirs."""

    def __init__(
        self, columns: Columns, rows: Sequence[PlacedRow], doubtful: Sequence[PlacedRow]
    ) -> None:
        self._columns = columns
        self._doubtful = doubtful
        self._rows = RowIndex(rows)
        self._taken: set[int] = set()

    def decide(self, wanted: Wanted) -> Decision:
        """What is to be done for it; the rows it takes are no other ticket's."""
        candidates = self._candidates(wanted.row)
        clashes = tuple(clashing(self._rows.with_number(wanted.row.ticket), wanted.row))
        if not candidates:
            return self._new(wanted, clashes)
        target, surplus = _choose(wanted, candidates)
        self._taken |= {target.number, *(extra.number for extra in surplus)}
        changes = differences(wanted.row, target.row, self._columns.fields)
        writes = [_clearing(extra, self._columns) for extra in surplus]
        if changes:
            writes.append(_update(target, wanted.row, changes, self._columns))
        return Decision(
            wanted,
            Verdict.UPDATE if writes else Verdict.UNCHANGED,
            number=target.number,
            updates=tuple(writes),
            held=_held(target, unreadable(wanted.row, target.row)) or self._lacks(wanted.row),
            clashes=clashes,
        )

    def _candidates(self, wanted: TicketRow) -> list[PlacedRow]:
        found = self._free(wanted, self._rows.with_thread(wanted))
        return found or self._free(wanted, self._rows.with_number(wanted.ticket))

    def _free(self, wanted: TicketRow, places: Iterable[PlacedRow]) -> list[PlacedRow]:
        free = (placed for placed in places if placed.number not in self._taken)
        return [placed for placed in free if is_same_ticket(wanted, placed.row)]

    def _new(self, wanted: Wanted, clashes: tuple[int, ...]) -> Decision:
        blank = TicketRow(wanted.row.ticket)
        held = next((_held(p, {TICKET: p.row.unread[TICKET]}) for p in self._may_be(wanted)), "")
        return Decision(
            wanted,
            Verdict.INSERT,
            append=None if held else self._columns.placed(merged(wanted.row, blank).value),
            held=held or self._lacks(wanted.row),
            clashes=clashes,
        )

    def _lacks(self, row: TicketRow) -> str:
        """Which headers the row has values for, and the tab doesn't; it can do without threads."""
        missing = [name for name in self._columns.missing if name != THREAD and row.value(name)]
        return f"no column is headed {', '.join(f'`{name}`' for name in missing)}" * bool(missing)

    def _may_be(self, wanted: Wanted) -> Iterator[PlacedRow]:
        """Rows that may be the ticket's, behind an error in place of their number."""
        for placed in self._doubtful:
            row = placed.row
            known = TicketRow(wanted.row.ticket, row.username, type=row.type, created=row.created)
            if placed.number not in self._taken and is_same_ticket(wanted.row, known):
                yield placed


def _held(placed: PlacedRow, unread: dict[str, str]) -> str:
    cells = (f"`{name}` shows {shown}" for name, shown in unread.items())
    return f"row {placed.number}: {', '.join(cells)}" if unread else ""


def _choose(wanted: Wanted, candidates: list[PlacedRow]) -> tuple[PlacedRow, list[PlacedRow]]:
    """The row to keep right, and rows that another writer added beside ours."""
    if not wanted.appended or len(candidates) == 1:
        return nearest(wanted.row, candidates), []
    # There was no row when we appended ours, so the rest came from someone who wrote at the same
    # moment, most likely our other instance. It looks at the same rows and keeps the same one.
    keep = max(candidates, key=lambda placed: _shared_rank(placed, candidates))
    return keep, [p for p in candidates if p is not keep and _is_ours(p, candidates)]


def _is_ours(placed: PlacedRow, twins: Sequence[PlacedRow]) -> bool:
    """Whether we wrote it: it names a thread; or nobody wrote anything beside it."""
    return bool(placed.row.thread_id) or not peoples_cells(placed, twins)


def _shared_rank(placed: PlacedRow, twins: Sequence[PlacedRow]) -> tuple[bool, int, str, int]:
    row = placed.row
    known = sum(map(bool, (row.username, row.clantag, row.closed, row.type, row.created)))
    return bool(peoples_cells(placed, twins)), known, row.closed, -placed.number


def _update(
    target: PlacedRow, wanted: TicketRow, changes: tuple[FieldChange, ...], columns: Columns
) -> RowWrite:
    row = merged(wanted, target.row)
    cells = tuple((columns.index(change.name), row.value(change.name)) for change in changes)
    return RowWrite(target.number, owner(shown(columns, row)), cells)


def _clearing(placed: PlacedRow, columns: Columns) -> RowWrite:
    return RowWrite(placed.number, owner(placed.row), tuple((i, "") for i in columns.indexes))
