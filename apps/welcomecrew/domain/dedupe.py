"""Which rows go when a tab holds a ticket more than once: all but the newest."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from apps.welcomecrew.domain.rows import PlacedRow, is_same_ticket


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Rows of one ticket: the one that stays, and those that go, in sheet order."""

    keep: PlacedRow
    drop: tuple[PlacedRow, ...]


def find_duplicates(rows: Iterable[PlacedRow]) -> list[Duplicates]:
    """One entry for each ticket that has more than one row."""
    by_number: dict[str, list[PlacedRow]] = defaultdict(list)
    for placed in rows:
        by_number[placed.row.ticket].append(placed)
    groups = (group for same in by_number.values() if len(same) > 1 for group in _by_type(same))
    return [_keep_newest(group) for group in groups if len(group) > 1]


def newest(rows: Iterable[PlacedRow]) -> PlacedRow:
    """The latest close wins, then the row that knows more, then the lower one."""
    return max(rows, key=_age_rank)


def _by_type(rows: list[PlacedRow]) -> list[list[PlacedRow]]:
    # Rows with a type first, so that one without joins a group instead of bridging two.
    groups: list[list[PlacedRow]] = []
    for placed in sorted(rows, key=lambda each: (not each.row.type, each.number)):
        for group in groups:
            if is_same_ticket(group[0].row, placed.row):
                group.append(placed)
                break
        else:
            groups.append([placed])
    return groups


def _keep_newest(group: list[PlacedRow]) -> Duplicates:
    keep = newest(group)
    drop = sorted((r for r in group if r is not keep), key=lambda each: each.number)
    return Duplicates(keep, tuple(drop))


def _age_rank(placed: PlacedRow) -> tuple[str, int, int]:
    row = placed.row
    known = sum(bool(value) for value in (row.username, row.clantag, row.type, row.created))
    # `YYYY-MM-DD HH:MM` sorts as text; a row that was never closed sorts first.
    return row.closed, known, placed.number
