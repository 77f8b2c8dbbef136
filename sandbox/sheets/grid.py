"""Cells, tabs and spreadsheets, and what typing, showing, sorting and inserting do to them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_LONGEST_EXACT = 15
_DEFAULT_ROWS = 1000
_DEFAULT_COLUMNS = 26


@dataclass(frozen=True, slots=True)
class Formula:
    """What becomes of `=…` when a person types it. It is not worked out here: it shows `shows`."""

    text: str
    shows: str = "#ERROR!"


Cell = str | float | bool | Formula | None
Row = list[Cell]


def typed(text: str) -> Cell:
    """What Google makes of `text` typed by a person: numbers, truth, formulas, else text."""
    if text.startswith("'"):
        return text[1:]
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    if text.upper() in {"TRUE", "FALSE"}:
        return text.upper() == "TRUE"
    if text[:1] in {"=", "+"} and len(text) > 1:
        return Formula(text)
    return text or None


def shown(cell: Cell) -> str:
    """What a person sees in the cell (FORMATTED_VALUE)."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case Formula(_, shows):
            return shows
        case int() if len(str(abs(cell))) > _LONGEST_EXACT:
            return f"{cell:.5E}"
        case float():
            return f"{cell:g}"
        case _:
            return str(cell)


@dataclass(frozen=True, slots=True)
class Protected:
    """Cells that only their owner may edit: half-open, counted from 0."""

    row: int
    end_row: int
    column: int
    end_column: int

    def pushed(self, at: int, count: int) -> "Protected":
        """Where it is after rows were inserted."""
        down = {True: count, False: 0}
        return replace(
            self,
            row=self.row + down[at <= self.row],
            end_row=self.end_row + down[at < self.end_row],
        )

    def pulled(self, start: int, end: int) -> "Protected":
        """Where it is after rows were deleted."""

        def up(row: int) -> int:
            return row - max(0, min(row, end) - start)

        return replace(self, row=up(self.row), end_row=up(self.end_row))

    def touches(self, other: "Protected") -> bool:
        return (
            self.row < other.end_row
            and other.row < self.end_row
            and self.column < other.end_column
            and other.column < self.end_column
        )


@dataclass(slots=True)
class Tab:
    """A grid of `row_count` x `column_count` cells; indexes count from 0, `rows` may be ragged."""

    sheet_id: int
    title: str
    rows: list[Row] = field(default_factory=list[Row])
    row_count: int = _DEFAULT_ROWS
    column_count: int = _DEFAULT_COLUMNS
    protected: list[Protected] = field(default_factory=list[Protected])
    imported: set[int] = field(default_factory=set[int])
    """Columns that one formula fills from elsewhere (IMPORTRANGE), so that they fail together."""

    def cell(self, row: int, column: int) -> Cell:
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    def put(self, row: int, column: int, cell: Cell) -> None:
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = cell
        self.row_count = max(self.row_count, row + 1)
        self.column_count = max(self.column_count, column + 1)

    def used_rows(self) -> int:
        """How many rows there are up to the last one that holds anything."""
        used = (index + 1 for index, row in enumerate(self.rows) if any(map(_holds, row)))
        return max(used, default=0)

    def used_columns(self) -> int:
        used = (index + 1 for row in self.rows for index, cell in enumerate(row) if _holds(cell))
        return max(used, default=0)

    def append(self, rows: Iterable[Sequence[Cell]]) -> None:
        """New rows below the last one that holds anything; the grid grows as needed."""
        start = self.used_rows()
        for offset, row in enumerate(rows):
            if row:
                # Makes the row long enough; the rest is written in one go.
                self.put(start + offset, len(row) - 1, row[-1])
                self.rows[start + offset][: len(row)] = row

    def insert_rows(self, at: int, count: int = 1) -> None:
        self.rows[at:at] = [[] for _ in range(count)] if at < len(self.rows) else []
        self.row_count += count
        self.protected = [cells.pushed(at, count) for cells in self.protected]

    def delete_rows(self, start: int, end: int) -> None:
        del self.rows[start:end]
        self.row_count -= end - start
        kept = (cells.pulled(start, end) for cells in self.protected)
        self.protected = [cells for cells in kept if cells.row < cells.end_row]

    def insert_columns(self, at: int, count: int = 1) -> None:
        for row in self.rows:
            if at < len(row):
                row[at:at] = [None] * count
        self.column_count += count

    def delete_columns(self, start: int, end: int) -> None:
        for row in self.rows:
            del row[start:end]
        self.column_count -= end - start

    def move_column(self, source: int, target: int) -> None:
        """As when a person drags a column; `target` is where it ends up."""
        for row in self.rows:
            row.extend([None] * (max(source, target) + 1 - len(row)))
            row.insert(target, row.pop(source))

    def sort(self, column: int, *, descending: bool = False, headers: int = 1) -> None:
        """As a person sorts: below the header, empty cells last."""
        body = self.rows[headers : self.used_rows()]
        full = [row for row in body if shown(_at(row, column))]
        empty = [row for row in body if not shown(_at(row, column))]
        full.sort(key=lambda row: shown(_at(row, column)).casefold(), reverse=descending)
        self.rows[headers : headers + len(body)] = [*full, *empty]

    def as_shown(self) -> list[list[str]]:
        """All used cells as people see them, every row of the same length."""
        width = self.used_columns()
        return [
            [shown(self.cell(row, column)) for column in range(width)]
            for row in range(self.used_rows())
        ]


@dataclass(slots=True)
class Spreadsheet:
    """Tabs in their order, and who may do what: `editors` write, `viewers` only look."""

    identifier: str
    title: str
    tabs: list[Tab] = field(default_factory=list[Tab])
    editors: set[str] = field(default_factory=set[str])
    viewers: set[str] = field(default_factory=set[str])
    cell_limit: int = 10_000_000

    def tab(self, title: str) -> Tab:
        """By its title, whose case doesn't matter to Google. Raises KeyError."""
        for tab in self.tabs:
            if tab.title.casefold() == title.casefold():
                return tab
        raise KeyError(title)

    def cells(self) -> int:
        """How many cells there are, empty ones too: what Google's limit counts."""
        return sum(tab.row_count * tab.column_count for tab in self.tabs)

    def add_tab(self, title: str, rows: Iterable[Sequence[str]] = ()) -> Tab:
        """A new last tab, its cells as from an import of a CSV file."""
        taken = {tab.sheet_id for tab in self.tabs}
        identifier = next(number for number in range(len(taken) + 1) if number not in taken)
        tab = Tab(identifier, title)
        tab.append([_imported(cell) for cell in row] for row in rows)
        self.tabs.append(tab)
        return tab

    @classmethod
    def of(
        cls, identifier: str, title: str, tabs: Mapping[str, Iterable[Sequence[str]]]
    ) -> "Spreadsheet":
        spreadsheet = cls(identifier, title)
        for name, rows in tabs.items():
            spreadsheet.add_tab(name, rows)
        return spreadsheet


@lru_cache(maxsize=4096)
def _imported(text: str) -> Cell:
    # Only what looks the same afterwards becomes a number: 0042 and ids stay text.
    cell = typed(text)
    return cell if shown(cell) == text else text or None


def _holds(cell: Cell) -> bool:
    return cell is not None and cell != ""


def _at(row: Row, column: int) -> Cell:
    return row[column] if column < len(row) else None
