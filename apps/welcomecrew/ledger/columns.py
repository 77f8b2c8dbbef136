"""Our columns in a ticket tab, and what their cells say.

People sort, insert, move columns and add their own. So a column is known by its header and a row by
its key, never by a position that was read some time ago.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from apps.welcomecrew.ledger.rows import (
    CLANTAG,
    CLOSED,
    CREATED,
    ROUNDED,
    THREAD,
    TICKET,
    TYPE,
    USERNAME,
    RowCells,
    TicketRow,
)
from apps.welcomecrew.ledger.sheet_dates import WRITTEN
from shared.sheets.cells import (
    Cell,
    is_blank,
    moment,
    says_something,
    text_of,
    unread,
    whole_number,
)
from shared.sheets.headers import find_header

_LINK: Final = re.compile(r"(?:<#|/channels/[0-9]+/)([0-9]{15,20})(?![0-9])", re.ASCII)


class HeaderMissing(Exception):
    """A tab lacks the header of the ticket numbers; somebody renamed or removed it."""

    def __init__(self, header: str) -> None:
        super().__init__(f"no column is headed {header!r}")
        self.header = header


@dataclass(frozen=True, slots=True)
class Columns:
    """Where our fields are, by index from 0; the rest belongs to people."""

    fields: tuple[str, ...]
    """Those that were found."""
    indexes: tuple[int, ...]
    header_row: int = 1
    """Counted from 1; people may have written a title above it."""
    missing: tuple[str, ...] = ()

    def row(self, cells: RowCells) -> TicketRow:
        """Our part of a row."""
        found = dict(zip(self.fields, (_cell(cells, i) for i in self.indexes), strict=True))
        errors = {name: error for name, cell in found.items() if (error := unread(cell))}
        good = {name: cell for name, cell in found.items() if name not in errors}
        return TicketRow(
            ticket=ticket_text(good.get(TICKET)),
            username=text_of(good.get(USERNAME)),
            clantag=text_of(good.get(CLANTAG)),
            closed=_date_text(good.get(CLOSED)),
            type=text_of(good.get(TYPE)),
            created=_date_text(good.get(CREATED)),
            thread=_thread_text(good.get(THREAD)),
            unread=errors,
        )

    def cells(self, row: TicketRow) -> tuple[str, ...]:
        """A new row: our values under our headers, nothing under those of others."""
        cells = [""] * (max(self.indexes) + 1)
        for name, index in zip(self.fields, self.indexes, strict=True):
            cells[index] = row.value(name)
        return tuple(cells)

    def shown(self, row: TicketRow) -> TicketRow:
        """As much of the row as the tab has columns for."""
        return row if THREAD in self.fields else replace(row, thread="")

    def index(self, name: str) -> int:
        """Where the field is."""
        return self.indexes[self.fields.index(name)]

    def foreign(self, cells: RowCells) -> tuple[tuple[int, Cell], ...]:
        """What stands in this row outside our columns; boxes that nobody ticked say nothing."""
        others = ((i, cell) for i, cell in enumerate(cells) if i not in self.indexes)
        return tuple((i, cell) for i, cell in others if says_something(cell))


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row of a tab and its number, counted from 1; good only until somebody else writes."""

    number: int
    row: TicketRow
    only_ours: bool
    """Whether nobody wrote into this row outside our columns."""
    foreign: tuple[tuple[int, Cell], ...] = field(default=())


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
        found, tuple(positions[name] for name in found), header.row, header.columns.missing
    )


def columns_in(grid: Sequence[RowCells], fields: Sequence[str]) -> Columns | None:
    """Our columns, if the tab has their key."""
    try:
        return find_columns(grid, fields)
    except HeaderMissing:
        return None


def may_get_headers(grid: Sequence[RowCells], fields: Sequence[str]) -> bool:
    """Whether missing headers can be added without a guess: the key is there, or no rows are.

    Below a header that people renamed, a second set of headers would make every ticket a new one.
    """
    filled = sum(not all(map(is_blank, cells)) for cells in grid)
    return filled <= 1 or columns_in(grid, fields) is not None


def placed_rows(grid: Sequence[RowCells], columns: Columns) -> Iterator[PlacedRow]:
    """Every row below the header that names a ticket."""
    for placed in _rows(grid, columns):
        if placed.row.ticket or placed.row.thread_id:
            yield placed


def doubtful_rows(grid: Sequence[RowCells], columns: Columns) -> Iterator[PlacedRow]:
    """Every row whose ticket number shows an error, so that it could be anybody's."""
    for placed in _rows(grid, columns):
        row = placed.row
        says_more = row.username or row.clantag or row.closed or len(row.unread) > 1
        if TICKET in row.unread and says_more and not row.thread_id:
            yield placed


def last_filled(grid: Sequence[RowCells]) -> int:
    """The number of the last row in which Google sees anything; 0 for none."""
    for number in range(len(grid), 0, -1):
        if not all(map(is_blank, grid[number - 1])):
            return number
    return 0


def ticket_text(cell: Cell) -> str:
    """`42`, 42.0, `1,042` → `0042`, `1042`: somebody typed into the cell, or gave it a format."""
    text = text_of(cell).removeprefix("'")
    if text.isascii() and text.isdecimal():
        return text.zfill(4)
    number = whole_number(text)
    return text if number is None or number < 0 else str(number).zfill(4)


def _rows(grid: Sequence[RowCells], columns: Columns) -> Iterator[PlacedRow]:
    for number, cells in enumerate(grid[columns.header_row :], start=columns.header_row + 1):
        foreign = columns.foreign(cells)
        yield PlacedRow(number, columns.row(cells), only_ours=not foreign, foreign=foreign)


def _cell(cells: RowCells, index: int) -> Cell:
    return cells[index] if index < len(cells) else ""


def _date_text(cell: Cell) -> str:
    """A date that somebody typed is a number of days; ours are text."""
    found = moment(cell)
    return found.strftime(WRITTEN) if found else text_of(cell)


def _thread_text(cell: Cell) -> str:
    """The id, also out of a link or a mention; whatever else people wrote there as it is."""
    text = text_of(cell)
    if text and isinstance(cell, int | float):
        return ROUNDED + text
    link = _LINK.search(text)
    return link[1] if link else text
