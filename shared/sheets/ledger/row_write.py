"""Cells of one row that get new values: how every change of a row is said."""

from collections.abc import Iterable, Sequence

from shared.immutable import immutable
from shared.sheets.cells import Cell
from shared.sheets.ledger.columns import RowCells


@immutable
class RowWrite:
    """Cells of one row (indexes from 0) that get new values; an empty value clears."""

    number: int
    owner: str
    """Whose row it is then, see `named_tab.Identity`."""
    cells: tuple[tuple[int, Cell], ...]


def with_writes(grid: Sequence[RowCells], writes: Iterable[RowWrite]) -> list[RowCells]:
    """The grid as it will be, so that what is planned next builds on it."""
    changed = list(grid)
    for write in writes:
        cells = list(changed[write.number - 1])
        for column, value in write.cells:
            cells[column] = value
        changed[write.number - 1] = cells
    return changed


def combined(writes: Iterable[RowWrite]) -> tuple[RowWrite, ...]:
    """One write for each row; where two touch a cell, the later one wins."""
    by_row: dict[int, RowWrite] = {}
    for write in writes:
        earlier = by_row.get(write.number)
        cells = {**dict(earlier.cells if earlier else ()), **dict(write.cells)}
        by_row[write.number] = RowWrite(write.number, write.owner, tuple(cells.items()))
    return tuple(by_row.values())
