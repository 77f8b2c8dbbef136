"""A tab's rows by header instead of by position, so that moved rows and columns compare equal."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Final

from shared.immutable import immutable
from shared.sheets.cells import Cell, is_blank, text_of
from shared.sheets.headers import normalised
from shared.sheets.ledger.columns import Columns, RowCells

_OURS: Final = "="
"""No header of people begins so: signs are put aside in those."""

Name = tuple[str, int]
"""A header, and the how manieth of that name."""
NamedRow = dict[Name, Cell]
"""A row's filled cells."""


@immutable
class Reading:
    """A tab as it was read."""

    grid: Sequence[RowCells]
    columns: Columns

    @property
    def header(self) -> RowCells:
        """The cells of the header row."""
        return self.grid[self.columns.header_row - 1]


class NamedTab:
    """The rows below the header; of all columns, or only of those in `only`."""

    def __init__(self, reading: Reading, only: Collection[Name] | None = None) -> None:
        self.first = reading.columns.header_row + 1
        self.names = names_of(reading)
        self._only = only
        self.rows = [self.named(cells) for cells in reading.grid[self.first - 1 :]]

    def named(self, cells: RowCells) -> NamedRow:
        """Cells in the order of this tab's columns, by header."""
        return {
            name: cell
            for name, cell in zip(self.names, cells, strict=False)
            if not is_blank(cell) and (self._only is None or name in self._only)
        }

    def row(self, number: int) -> NamedRow:
        """The row of this number, counted from 1 as in the sheet; empty beyond the last."""
        index = number - self.first
        return self.rows[index] if 0 <= index < len(self.rows) else {}


def frozen(row: NamedRow) -> frozenset[tuple[Name, Cell]]:
    """The row as something that can be counted."""
    return frozenset(row.items())


Owner = Callable[[NamedRow], str]


@immutable
class Identity:
    """How a row says whose it is."""

    owner: Owner
    """The one name that it goes by; empty for a row that is nobody's."""
    names: Callable[[NamedRow], frozenset[str]]
    """All that it may be called, older names among them."""


def by_key(field: str) -> Identity:
    """Whose a row is, where that is what one field says and nothing else."""

    def owner(row: NamedRow) -> str:
        return text_of(row.get(ours(field)))

    return Identity(owner, lambda row: frozenset({owner(row)}))


def ours(field: str) -> Name:
    """The name of a column of ours."""
    return (_OURS + field, 0)


def names_of(reading: Reading) -> list[Name]:
    """The headers; ours by our own names, however people spell them."""
    fields = dict(zip(reading.columns.indexes, reading.columns.fields, strict=True))
    seen: Counter[str] = Counter()
    names: list[Name] = []
    for index, cell in enumerate(reading.header):
        name = _OURS + fields[index] if index in fields else normalised(text_of(cell))
        names.append((name, seen[name]))
        seen[name] += 1
    return names


def our_names(reading: Reading) -> set[Name]:
    """The names of our columns."""
    names = names_of(reading)
    return {names[index] for index in reading.columns.indexes}
