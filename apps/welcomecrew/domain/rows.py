"""What a ticket's row says: columns by header, keys, and the difference to a row that is there.

People sort, insert, move columns and add their own. So a column is known by its header and a row by
its key, never by a position that was read some time ago.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from shared.sheets.headers import normalised

TICKET: Final = "ticket number"
USERNAME: Final = "username"
CLANTAG: Final = "clantag"
CLOSED: Final = "date closed"
TYPE: Final = "type"
CREATED: Final = "thread created"

WELCOME_FIELDS: Final = (TICKET, USERNAME, CLANTAG, CLOSED)
PROMO_FIELDS: Final = (*WELCOME_FIELDS, TYPE, CREATED)

_DIGITS = re.compile(r"\d{1,4}")

# How far down a header is looked for.
_HEADER_DEPTH: Final = 10

RowCells = Sequence[str]


class HeaderMissing(Exception):
    """A tab lacks one of our headers; somebody renamed or removed it."""

    def __init__(self, header: str) -> None:
        super().__init__(f"no column is headed {header!r}")
        self.header = header


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One row as it should be, or as it is. An empty string means: not known."""

    ticket: str
    username: str = ""
    clantag: str = ""
    closed: str = ""
    type: str = ""
    created: str = ""
    guesses: frozenset[str] = field(default=frozenset(), compare=False)
    """Fields that only fill a blank, such as a close time guessed from the archive's."""

    def value(self, name: str) -> str:
        """The value for the column headed `name`."""
        return {
            TICKET: self.ticket,
            USERNAME: self.username,
            CLANTAG: self.clantag,
            CLOSED: self.closed,
            TYPE: self.type,
            CREATED: self.created,
        }[name]

    @property
    def complete(self) -> bool:
        """Whether nothing is left to find out: tag and date are there."""
        return bool(self.clantag and self.closed)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One cell's old and new value, for details and diffs."""

    name: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.name}: {self.old or '–'} → {self.new}"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each of our fields is, by index from 0; the rest belongs to people."""

    fields: tuple[str, ...]
    indexes: tuple[int, ...]
    header_row: int = 1
    """Counted from 1; people may have written a title above it."""

    def row(self, cells: RowCells) -> TicketRow:
        """Our part of a row."""
        found = dict(zip(self.fields, (cells[i].strip() for i in self.indexes), strict=True))
        return TicketRow(
            ticket=ticket_text(found[TICKET]),
            username=found[USERNAME],
            clantag=found[CLANTAG],
            closed=found[CLOSED],
            type=found.get(TYPE, ""),
            created=found.get(CREATED, ""),
        )

    def cells(self, row: TicketRow) -> tuple[str, ...]:
        """A new row: our values under our headers, nothing under those of others."""
        cells = [""] * (max(self.indexes) + 1)
        for name, index in zip(self.fields, self.indexes, strict=True):
            cells[index] = row.value(name)
        return tuple(cells)

    def index(self, name: str) -> int:
        """Where the field is."""
        return self.indexes[self.fields.index(name)]

    def only_ours(self, cells: RowCells) -> bool:
        """Whether nobody wrote into this row outside our columns."""
        return not any(c.strip() for i, c in enumerate(cells) if i not in self.indexes)


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row of a tab and its number, counted from 1; good only until somebody else writes."""

    number: int
    row: TicketRow
    only_ours: bool


def find_columns(grid: Sequence[RowCells], fields: Sequence[str]) -> Columns:
    """Our columns, from the first row near the top that has all headers; leftmost of twins."""
    for number, cells in enumerate(grid[:_HEADER_DEPTH], start=1):
        names = [normalised(cell) for cell in cells]
        if all(name in names for name in fields):
            return Columns(tuple(fields), tuple(map(names.index, fields)), number)
    first = [normalised(cell) for cell in grid[0]] if grid else []
    raise HeaderMissing(next(name for name in fields if name not in first))


def has_columns(grid: Sequence[RowCells], fields: Sequence[str]) -> bool:
    """Whether all of our headers are there."""
    try:
        find_columns(grid, fields)
    except HeaderMissing:
        return False
    return True


def placed_rows(grid: Sequence[RowCells], columns: Columns) -> Iterator[PlacedRow]:
    """Every row below the header that names a ticket."""
    for number, cells in enumerate(grid[columns.header_row :], start=columns.header_row + 1):
        row = columns.row(cells)
        if row.ticket:
            yield PlacedRow(number, row, columns.only_ours(cells))


def ticket_text(cell: str) -> str:
    """`42` → `0042`: somebody typed into the cell, and Sheets took it for a number."""
    text = cell.strip().removeprefix("'")
    return text.zfill(4) if _DIGITS.fullmatch(text) else text


def is_same_ticket(one: TicketRow, other: TicketRow) -> bool:
    """Whether two rows of one tab are about the same ticket.

    Promo numbers serve several types. A row that differs only in `thread created`, or whose type
    isn't known yet, is still the same ticket.
    """
    if one.ticket != other.ticket:
        return False
    types = {_folded(one.type), _folded(other.type)}
    return len(types - {""}) < 2


def nearness(wanted: TicketRow, there: TicketRow) -> tuple[bool, bool]:
    """Among several rows of the same ticket: the higher, the nearer to the full key."""
    return _folded(wanted.type) == _folded(there.type), wanted.created == there.created


def merged(wanted: TicketRow, there: TicketRow) -> TicketRow:
    """What the row should say: what we know, and what the row knows where we don't."""

    def choose(name: str) -> str:
        # Cells are read without blanks at their ends; one that was written with them would
        # never be seen to be right.
        new, old = wanted.value(name).strip(), there.value(name)
        return old if not new or (old and name in wanted.guesses) else new

    return replace(
        wanted,
        username=choose(USERNAME),
        clantag=choose(CLANTAG),
        closed=choose(CLOSED),
        type=choose(TYPE),
        created=choose(CREATED),
    )


def differences(
    wanted: TicketRow, there: TicketRow, fields: Sequence[str]
) -> tuple[FieldChange, ...]:
    """The cells that must change so that `there` says what is wanted."""
    target = merged(wanted, there)
    return tuple(
        FieldChange(name, there.value(name), target.value(name))
        for name in fields
        if there.value(name) != target.value(name)
    )


def _folded(text: str) -> str:
    return text.strip().casefold()
