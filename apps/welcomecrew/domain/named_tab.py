"""A tab's rows by header instead of by position, so that moved rows and columns compare equal."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from apps.welcomecrew.domain.rows import TICKET, Columns, RowCells, ticket_text
from shared.sheets.headers import normalised

Name = tuple[str, int]
"""A header, and the how manieth of that name."""
NamedRow = dict[Name, str]
"""A row's filled cells."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A tab as it was read."""

    grid: Sequence[RowCells]
    columns: Columns


class NamedTab:
    """The rows below the header."""

    def __init__(self, reading: Reading) -> None:
        self.first = reading.columns.header_row + 1
        self.names = _names(reading.grid[self.first - 2])
        self.rows = [self.named(cells) for cells in reading.grid[self.first - 1 :]]

    def named(self, cells: RowCells) -> NamedRow:
        """Cells in the order of this tab's columns, by header."""
        return {name: value for name, value in zip(self.names, cells, strict=False) if value}

    def row(self, number: int) -> NamedRow:
        """The row of this number, counted from 1 as in the sheet."""
        return self.rows[number - self.first]


def frozen(row: NamedRow) -> frozenset[tuple[Name, str]]:
    """The row as something that can be counted."""
    return frozenset(row.items())


def ticket_of(row: NamedRow) -> str:
    """The ticket that the row is about; empty when it names none."""
    return ticket_text(row.get((TICKET, 0), ""))


def _names(header: RowCells) -> list[Name]:
    seen: Counter[str] = Counter()
    names: list[Name] = []
    for cell in header:
        name = normalised(cell)
        names.append((name, seen[name]))
        seen[name] += 1
    return names
