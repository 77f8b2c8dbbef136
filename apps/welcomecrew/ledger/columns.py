"""What the cells of our columns say in a ticket tab, and what they are given."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
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
    TicketRow,
)
from apps.welcomecrew.ledger.sheet_dates import WRITTEN
from shared.immutable import immutable
from shared.sheets.cells import Cell, moment, text_of, unread, whole_number
from shared.sheets.ledger.columns import Columns, RowCells

_LINK: Final = re.compile(r"(?:<#|/channels/[0-9]+/)([0-9]{15,20})(?![0-9])", re.ASCII)


@immutable
class PlacedRow:
    """A row of a tab and its number, counted from 1; good only until somebody else writes."""

    number: int
    row: TicketRow
    only_ours: bool
    """Whether nobody wrote into this row outside our columns."""
    foreign: tuple[tuple[int, Cell], ...] = field(default=())


def row_in(columns: Columns, cells: RowCells) -> TicketRow:
    """Our part of a row."""
    found = columns.picked(cells)
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


def shown(columns: Columns, row: TicketRow) -> TicketRow:
    """As much of the row as the tab has columns for."""
    return row if THREAD in columns.fields else replace(row, thread="")


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
        yield PlacedRow(number, row_in(columns, cells), only_ours=not foreign, foreign=foreign)


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
