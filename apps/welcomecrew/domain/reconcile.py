"""One tab compared with the tickets that it should hold: what is right, what must be written.

The same comparison serves before a write, after it, and after one whose answer got lost: a ticket
is settled only when a read shows its row, once and right.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from apps.welcomecrew.domain.dedupe import newest
from apps.welcomecrew.domain.rows import (
    Columns,
    FieldChange,
    PlacedRow,
    RowCells,
    TicketRow,
    differences,
    is_same_ticket,
    merged,
    nearness,
    placed_rows,
)


class Verdict(Enum):
    """What a tab says about one ticket."""

    INSERT = "inserted"
    UPDATE = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ticket's row as it should be; `appended` once we sent a new row for it."""

    row: TicketRow
    appended: bool = False


@dataclass(frozen=True, slots=True)
class RowWrite:
    """Cells of one row (indexes from 0) that get new values; an empty value clears."""

    number: int
    ticket: str
    cells: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done for one wanted row."""

    wanted: Wanted
    verdict: Verdict
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class TabPlan:
    """Decisions in the order of what was wanted, and the writes that carry them out."""

    decisions: tuple[Decision, ...]
    updates: tuple[RowWrite, ...]
    appends: tuple[tuple[str, ...], ...]


def plan_tab(grid: Sequence[RowCells], columns: Columns, wanted: Iterable[Wanted]) -> TabPlan:
    """Compare; no wanted row is matched with a row that another one has taken."""
    there: dict[str, list[PlacedRow]] = defaultdict(list)
    for placed in placed_rows(grid, columns):
        there[placed.row.ticket].append(placed)
    decisions: list[Decision] = []
    updates: list[RowWrite] = []
    appends: list[tuple[str, ...]] = []
    for each in wanted:
        candidates = [p for p in there[each.row.ticket] if is_same_ticket(each.row, p.row)]
        if not candidates:
            decisions.append(
                Decision(
                    each,
                    Verdict.INSERT,
                    differences(each.row, TicketRow(each.row.ticket), columns.fields),
                )
            )
            appends.append(columns.cells(each.row))
            continue
        target, surplus = _choose(each, candidates)
        there[each.row.ticket].remove(target)
        changes = differences(each.row, target.row, columns.fields)
        writes = [_clearing(extra, columns) for extra in surplus]
        if changes:
            writes.append(_update(target, each.row, changes, columns))
        updates += writes
        verdict = Verdict.UPDATE if writes else Verdict.UNCHANGED
        decisions.append(Decision(each, verdict, changes))
    return TabPlan(tuple(decisions), tuple(updates), tuple(appends))


def find_row(rows: Iterable[PlacedRow], wanted: TicketRow) -> PlacedRow | None:
    """The row of `wanted`, the nearest one where there are several."""
    candidates = [placed for placed in rows if is_same_ticket(wanted, placed.row)]
    return _nearest(wanted, candidates) if candidates else None


def _choose(wanted: Wanted, candidates: list[PlacedRow]) -> tuple[PlacedRow, list[PlacedRow]]:
    """The row to keep right, and rows that another writer added beside ours."""
    if not wanted.appended or len(candidates) == 1:
        return _nearest(wanted.row, candidates), []
    # There was no row when we appended ours, so the rest came from someone who wrote at the same
    # moment, most likely our other instance. It looks at the same rows and keeps the same one.
    keep = max(candidates, key=_shared_rank)
    return keep, [p for p in candidates if p is not keep and p.only_ours]


def _shared_rank(placed: PlacedRow) -> tuple[bool, int, str, int]:
    row = placed.row
    known = sum(map(bool, (row.username, row.clantag, row.closed, row.type, row.created)))
    return not placed.only_ours, known, row.closed, -placed.number


def _nearest(wanted: TicketRow, candidates: list[PlacedRow]) -> PlacedRow:
    best = max(nearness(wanted, placed.row) for placed in candidates)
    return newest(p for p in candidates if nearness(wanted, p.row) == best)


def _update(
    target: PlacedRow, wanted: TicketRow, changes: tuple[FieldChange, ...], columns: Columns
) -> RowWrite:
    row = merged(wanted, target.row)
    cells = tuple((columns.index(change.name), row.value(change.name)) for change in changes)
    return RowWrite(target.number, row.ticket, cells)


def _clearing(placed: PlacedRow, columns: Columns) -> RowWrite:
    return RowWrite(placed.number, placed.row.ticket, tuple((i, "") for i in columns.indexes))
