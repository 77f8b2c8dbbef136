"""Our columns in a tab of people, found by their headers. Pure.

People sort, insert, move columns and add their own. So a column is known by its header and a row by
its key, never by a position that was read some time ago.
"""

from collections.abc import Callable, Sequence
from itertools import islice

from shared.immutable import immutable
from shared.sheets.cells import Cell, is_blank, says_something
from shared.sheets.headers import find_header

RowCells = Sequence[Cell]


class HeaderMissing(Exception):
    """A tab lacks the header of the key; somebody renamed or removed it."""

    def __init__(self, header: str) -> None:
        super().__init__(f"no column is headed {header!r}")
        self.header = header


@immutable
class Columns:
    """Where our fields are, by index from 0; the rest belongs to people."""

    fields: tuple[str, ...]
    """Those that were found."""
    indexes: tuple[int, ...]
    header_row: int = 1
    """Counted from 1; people may have written a title above it."""
    missing: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    """Those whose header stands above another column as well; the left one of both is taken."""

    def picked(self, cells: RowCells) -> dict[str, Cell]:
        """Our part of a row, by field."""
        return {
            name: cells[index] if index < len(cells) else ""
            for name, index in zip(self.fields, self.indexes, strict=True)
        }

    def placed(self, value: Callable[[str], str]) -> tuple[str, ...]:
        """A new row: our values under our headers, nothing under those of others."""
        cells = [""] * (max(self.indexes) + 1)
        for name, index in zip(self.fields, self.indexes, strict=True):
            cells[index] = value(name)
        return tuple(cells)

    def index(self, name: str) -> int:
        """Where the field is."""
        return self.indexes[self.fields.index(name)]

    def foreign(self, cells: RowCells) -> tuple[tuple[int, Cell], ...]:
        """What stands in this row outside our columns; boxes that nobody ticked say nothing."""
        others = ((i, cell) for i, cell in enumerate(cells) if i not in self.indexes)
        return tuple((i, cell) for i, cell in others if says_something(cell))


def find_columns(grid: Sequence[RowCells], fields: Sequence[str]) -> Columns:
    """Our columns, from the row near the top that has most of their headers.

    The first of `fields` is the key. Raises HeaderMissing when it isn't there.
    """
    key = fields[0]
    header = find_header(grid, fields, key=key)
    if header.row is None or not header.has(key):
        raise HeaderMissing(key)
    positions = header.columns.positions
    found = tuple(name for name in fields if name in positions)
    return Columns(
        found,
        tuple(positions[name] for name in found),
        header.row,
        header.columns.missing,
        header.columns.repeated,
    )


def columns_in(grid: Sequence[RowCells], fields: Sequence[str]) -> Columns | None:
    """Our columns, if the tab has their key."""
    try:
        return find_columns(grid, fields)
    except HeaderMissing:
        return None


def may_get_headers(grid: Sequence[RowCells], fields: Sequence[str]) -> bool:
    """Whether missing headers can be added without a guess: the key is there, or no rows are.

    Below a header that people renamed, a second set of headers would make every row a new one.
    """
    return holds_no_rows(grid) or columns_in(grid, fields) is not None


def holds_no_rows(grid: Sequence[RowCells]) -> bool:
    """Whether there is nothing but a header, if even that."""
    filled = (cells for cells in grid if not all(map(is_blank, cells)))
    return len([*islice(filled, 2)]) <= 1


def last_filled(grid: Sequence[RowCells]) -> int:
    """The number of the last row in which Google sees anything; 0 for none."""
    for number in range(len(grid), 0, -1):
        if not all(map(is_blank, grid[number - 1])):
            return number
    return 0
