"""Headers that we add, when people insert rows or columns under the write. Pure.

They are written by position, to the right of all that is there, and Google has no conditional
write. What then stands elsewhere is known by that position, and can be put right.
"""

from collections.abc import Iterator, Sequence

from shared.immutable import immutable
from shared.sheets.cells import Cell
from shared.sheets.headers import find_header
from shared.sheets.ledger.columns import RowCells

Placed = tuple[int, int, Cell]
"""Row and column, counted from 1, and what should stand there."""


@immutable
class Added:
    """Headers on their way into a tab."""

    row: int
    """Counted from 1."""
    before: tuple[Cell, ...]
    """The header row as it was, as wide as the tab."""
    names: tuple[str, ...]


def added_to(grid: Sequence[RowCells], fields: Sequence[str]) -> Added:
    """What is added to a tab of these cells, so that it has all of `fields`; the key is first."""
    header = find_header(grid, fields, key=fields[0])
    row = header.row or 1
    return Added(row, tuple(grid[row - 1]) if grid else (), header.columns.missing)


def slips(added: Added, grid: Sequence[RowCells], fields: Sequence[str]) -> list[Placed]:
    """What puts right where the added headers went, in the tab as it is now; normally nothing."""
    header = find_header(grid, fields, key=fields[0])
    cells = grid[added.row - 1] if len(grid) >= added.row else ()
    first = len(added.before)
    if header.row is None or tuple(cells[first : first + len(added.names)]) != added.names:
        return []
    right = _headers_hit(added, cells) if header.row == added.row else [""] * len(added.names)
    return [(added.row, first + 1 + place, cell) for place, cell in enumerate(right)]


def _headers_hit(added: Added, cells: RowCells) -> Sequence[Cell]:
    """The headers that inserted columns had pushed to where the new ones were written."""
    first = len(added.before)
    inserted = next(_inserted(added.before, tuple(cells[:first])), 0)
    return added.before[first - inserted :][: len(added.names)] if inserted else ()


def _inserted(before: tuple[Cell, ...], after: tuple[Cell, ...]) -> Iterator[int]:
    """How many columns came in, if nothing else explains the row as well."""
    if before == after:
        return
    for count in range(1, len(before) + 1):
        kept = len(before) - count
        for place in range(kept + 1):
            if (
                after[:place] == before[:place]
                and after[place + count :] == before[place:kept]
                and not any(after[place : place + count])
            ):
                yield count
