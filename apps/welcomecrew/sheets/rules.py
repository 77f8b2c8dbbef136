"""What is in a ticket tab, and what is odd about it: counts, headers, duplicates. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from apps.welcomecrew.ledger.columns import PlacedRow, doubtful_rows, placed_rows
from apps.welcomecrew.ledger.duplicates import Duplicates, find_duplicates
from apps.welcomecrew.ledger.rows import THREAD, share_a_number
from shared.immutable import immutable
from shared.sheets.cells import is_blank, says_something
from shared.sheets.headers import find_header
from shared.sheets.ledger.columns import RowCells, columns_in


@immutable
class TabCheck:
    """The findings about one tab."""

    tab: str
    tickets: int = 0
    """Rows that name a ticket, repeated ones included."""
    incomplete: int = 0
    """Of those, rows without tag or close date."""
    unfinished: tuple[str, ...] = ()
    """`0042 (row 3, <#thread>)` for each of these."""
    blank: int = 0
    """Rows with something in them, but no ticket number."""
    missing_headers: tuple[str, ...] = ()
    repeated_headers: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    """`0042 (rows 3, 9)` for each ticket that has several rows."""
    clashes: tuple[str, ...] = ()
    """`0042 (rows 3, 9)` for each number that several tickets have."""
    unread: tuple[str, ...] = ()
    """`row 3, clantag: #REF!` for each cell of ours that shows an error."""
    has_key: bool = True
    """False where rows stand below a header that names no ticket numbers."""

    @property
    def is_well(self) -> bool:
        """Whether nothing needs a person's look."""
        return not (
            self.missing_headers
            or self.repeated_headers
            or self.duplicates
            or self.clashes
            or self.unread
            or self.blank
        )


def check_tab(tab: str, grid: Sequence[RowCells], fields: Sequence[str]) -> TabCheck:
    """Look at the cells of a ticket tab, which should have `fields` as headers."""
    header = find_header(grid, fields, key=fields[0])
    columns = columns_in(grid, fields)
    # The column of threads came with a later version, and is made at the next write.
    missing = tuple(name for name in header.columns.missing if name != THREAD or not columns)
    check = TabCheck(tab, missing_headers=missing, repeated_headers=header.columns.repeated)
    if columns is None:
        return replace(check, has_key=not any(not all(map(is_blank, cells)) for cells in grid[1:]))
    rows = list(placed_rows(grid, columns))
    doubtful = list(doubtful_rows(grid, columns))
    below = grid[columns.header_row :]
    filled = sum(any(map(says_something, cells)) for cells in below)
    groups = find_duplicates(rows)
    unfinished = [placed for placed in rows if not placed.row.complete]
    return replace(
        check,
        tickets=len(rows),
        incomplete=len(unfinished),
        unfinished=tuple(_one(placed) for placed in unfinished),
        blank=filled - len(rows) - len(doubtful),
        duplicates=tuple(map(_in_words, groups)),
        clashes=tuple(_clashes(rows, groups)),
        unread=tuple(_unread([*rows, *doubtful])),
    )


def _in_words(group: Duplicates) -> str:
    rows = (group.keep, *group.drop, *group.noted)
    return _rows(group.keep.row.ticket, rows)


def _clashes(rows: Iterable[PlacedRow], groups: Iterable[Duplicates]) -> Iterator[str]:
    """Numbers that several tickets have."""
    twins = {row.number for group in groups for row in (*group.drop, *group.noted)}
    by_number: dict[str, list[PlacedRow]] = defaultdict(list)
    for placed in rows:
        if placed.row.ticket and placed.number not in twins:
            by_number[placed.row.ticket].append(placed)
    for number, same in by_number.items():
        clashing = [
            placed
            for placed in same
            if any(share_a_number(placed.row, other.row) for other in same if other is not placed)
        ]
        if clashing:
            yield _rows(number, clashing)


def _unread(rows: Iterable[PlacedRow]) -> Iterator[str]:
    for placed in sorted(rows, key=lambda each: each.number):
        for name, shown in placed.row.unread.items():
            yield f"row {placed.number}, {name}: {shown}"


def _one(placed: PlacedRow) -> str:
    return f"{placed.row.ticket} (row {_place(placed, ', ')})"


def _rows(ticket: str, rows: Iterable[PlacedRow]) -> str:
    ordered = sorted(rows, key=lambda placed: placed.number)
    return f"{ticket} (rows {', '.join(_place(placed, ' ') for placed in ordered)})"


def _place(placed: PlacedRow, between: str) -> str:
    """The row's number, and a link to its thread where it names one exactly."""
    thread = placed.row.thread_id
    return f"{placed.number}{between}<#{thread}>" if thread.isdecimal() else str(placed.number)
