"""Which rows go when a tab holds a ticket more than once: all but the newest.

A row beside which people wrote something stays all the same, and is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from apps.welcomecrew.ledger.columns import PlacedRow
from apps.welcomecrew.ledger.rows import is_same_ticket
from shared.immutable import immutable


@immutable
class Duplicates:
    """Rows of one ticket: the one that stays, and those that go, in sheet order."""

    keep: PlacedRow
    drop: tuple[PlacedRow, ...]
    noted: tuple[PlacedRow, ...] = ()
    """Rows that would go as well, had nobody written something beside them."""


def find_duplicates(rows: Iterable[PlacedRow]) -> list[Duplicates]:
    """One entry for each ticket that has more than one row. Rows with errors are left out."""
    by_number: dict[str, list[PlacedRow]] = defaultdict(list)
    by_thread: dict[int, list[PlacedRow]] = defaultdict(list)
    for placed in rows:
        if placed.row.unread:
            continue
        if thread := placed.row.exact_thread_id:
            by_thread[thread].append(placed)
        else:
            by_number[placed.row.ticket].append(placed)
    groups = list(by_thread.values())
    for number, without in by_number.items():
        of_number = [g for g in groups if any(p.row.ticket == number for p in g)]
        groups += _joined(without, of_number)
    return [_keep_newest(group) for group in groups if len(group) > 1]


def newest(rows: Iterable[PlacedRow]) -> PlacedRow:
    """The latest close wins, then the row that knows more, then the lower one."""
    return max(rows, key=_age_rank)


def peoples_cells(placed: PlacedRow, twins: Sequence[PlacedRow]) -> tuple[int, ...]:
    """The indexes of cells that a person wrote beside the row.

    In none of our columns, not blank, no box that nobody ticked, and not the same in every twin:
    that would be a formula's work.
    """
    others = [dict(twin.foreign) for twin in twins]
    return tuple(
        index
        for index, cell in placed.foreign
        if len(others) < 2 or any(other.get(index) != cell for other in others)
    )


def _joined(rows: list[PlacedRow], threads: Sequence[list[PlacedRow]]) -> list[list[PlacedRow]]:
    """Let rows without a thread join their groups; those that fit none are new groups.

    Rows that say more come first, so that one that says little joins a group instead of bridging
    two. What might belong to several threads belongs to none.
    """
    fresh: list[list[PlacedRow]] = []
    for placed in sorted(rows, key=lambda each: (*_unknown(each), each.number)):
        fitting = [g for g in threads if is_same_ticket(g[0].row, placed.row)]
        if len(fitting) > 1:
            continue
        fitting += [g for g in fresh if is_same_ticket(g[0].row, placed.row)]
        if fitting:
            fitting[0].append(placed)
        else:
            fresh.append([placed])
    return fresh


def _unknown(placed: PlacedRow) -> tuple[bool, bool, bool]:
    return not placed.row.type, not placed.row.username, not placed.row.created


def _keep_newest(group: list[PlacedRow]) -> Duplicates:
    keep = newest(group)
    rest = sorted((r for r in group if r is not keep), key=lambda each: each.number)
    noted = [row for row in rest if peoples_cells(row, (row, keep))]
    drop = [row for row in rest if row not in noted]
    return Duplicates(keep, tuple(drop), tuple(noted))


def _age_rank(placed: PlacedRow) -> tuple[str, int, int]:
    row = placed.row
    known = sum(
        bool(value) for value in (row.username, row.clantag, row.type, row.created, row.thread_id)
    )
    # `YYYY-MM-DD HH:MM` sorts as text; a row that was never closed sorts first.
    return row.closed, known, placed.number
