"""Put the header right, where a row inserted above it let our write hit it."""

from collections.abc import Sequence

from shared.sheets.cells import Cell, is_blank
from shared.sheets.headers import HEADER_DEPTH
from shared.sheets.ledger.columns import RowCells
from shared.sheets.ledger.footprint import Footprint
from shared.sheets.ledger.row_write import RowWrite


def header_repair(footprint: Footprint, grid: Sequence[RowCells]) -> RowWrite | None:
    """What puts the header right, where a row inserted above it let our write hit it."""
    old = [*footprint.before.header]
    while old and is_blank(old[-1]):
        old.pop()
    near = [*enumerate(grid[: 2 * HEADER_DEPTH], start=1)]
    for number, cells in near:
        if not _unlike(cells, old):
            at = footprint.before.columns.header_row
            mended = [i for write in footprint.writes if write.number == at for i, _ in write.cells]
            surplus = _added_meanwhile(footprint, cells, mended)
            return RowWrite(number, "", surplus) if surplus else None
    ours = {value for write in footprint.writes for _, value in write.cells} | footprint.suspected
    columns = {column for write in footprint.writes for column, _ in write.cells}
    rows = {write.number for write in footprint.writes}
    for number, cells in near:
        wrong = _unlike(cells, old)
        is_hit = all(i in columns and _at(cells, i) in ours for i in wrong)
        if is_hit and (len(wrong) < len(old) or number in rows):
            surplus = _added_meanwhile(footprint, cells, wrong)
            return RowWrite(number, "", (*((i, old[i]) for i in wrong), *surplus))
    return None


def _added_meanwhile(
    footprint: Footprint, cells: RowCells, hit: Sequence[int]
) -> tuple[tuple[int, Cell], ...]:
    """What clears the headers that another instance added in place of those that ours hit."""
    before = footprint.before
    ours = dict(zip(before.columns.indexes, before.columns.fields, strict=True))
    names = {ours[index] for index in hit if index in ours}
    new = range(len(before.header), len(cells))
    return tuple((index, "") for index in new if cells[index] in names)


def _unlike(cells: RowCells, header: Sequence[Cell]) -> list[int]:
    return [i for i, cell in enumerate(header) if _at(cells, i) != cell]


def _at(cells: RowCells, index: int) -> Cell:
    return cells[index] if index < len(cells) else ""
