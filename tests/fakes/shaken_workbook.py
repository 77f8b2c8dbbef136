"""A workbook in memory, in which people act between any read and the write that follows."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from shared.sheets.cells import Cell, is_blank, text_of
from shared.sheets.errors import (
    AmbiguousWrite,
    QuotaExceeded,
    RequestRefused,
    SheetsError,
    TabMissing,
    Unreachable,
)
from shared.sheets.headers import find_header
from shared.sheets.ports import (
    CellChange,
    Change,
    Grid,
    NewRow,
    Protection,
    StoredGrid,
    WorkbookInfo,
)

Act = Callable[[dict[str, list[list[Any]]]], None]


class ShakenWorkbook:
    """Implements `shared.sheets.ports.Workbook`."""

    def __init__(self, tabs: Mapping[str, Sequence[Sequence[Cell]]]) -> None:
        self.tabs: dict[str, list[list[Any]]] = {
            title: [list(row) for row in rows] for title, rows in tabs.items()
        }
        self.before_write: list[Act] = []
        """Each is done once, just before the next write arrives."""
        self.protected: Callable[[str, list[Any]], bool] = lambda _tab, _row: False
        """Whether Google refuses to change this row; it may as well refuse a row to be added."""
        self.points_out = True
        """Whether Google's sentence says which request it declines."""
        self.after_write: Callable[[], None] = lambda: None
        """What formulas make of it."""
        self.fail_before: SheetsError | None = None
        self.fail_after: SheetsError | None = None
        self.fail_after_headers: SheetsError | None = None
        self.fail_read: SheetsError | None = None
        self.away: SheetsError | None = None
        """What every read fails with, and so every write, for as long as it is set."""
        self.held = asyncio.Event()
        """Clear it, and no request is answered until it is set again."""
        self.held.set()
        self.reads = 0
        self.writes = 0

    async def describe(self) -> WorkbookInfo:
        return WorkbookInfo("Shaken", tuple(self.tabs), "bot@example.test")

    async def read(self, tabs: Sequence[str]) -> Mapping[str, Grid]:
        stored = await self.read_stored(tabs)
        return {
            title: tuple(tuple(map(text_of, row)) for row in rows) for title, rows in stored.items()
        }

    async def read_stored(self, tabs: Sequence[str]) -> Mapping[str, StoredGrid]:
        await self.held.wait()
        self.reads += 1
        if self.away is not None:
            raise self.away
        self._fail_once("fail_read")
        return {title: self._grid(title) for title in tabs}

    def _grid(self, title: str) -> StoredGrid:
        if title not in self.tabs:
            raise TabMissing(title, tuple(self.tabs))
        rows = self.tabs[title]
        while rows and all(map(is_blank, rows[-1])):
            rows.pop()
        filled = (place + 1 for row in rows for place, cell in enumerate(row) if not is_blank(cell))
        width = max(filled, default=0)
        return tuple((*row, *[""] * (width - len(row)))[:width] for row in rows)

    async def ensure_tabs(self, wanted: Mapping[str, Sequence[str]]) -> Mapping[str, Grid]:
        self.writes += 1
        cells: list[tuple[str, int, int, str]] = []
        for title, headers in wanted.items():
            rows = self.tabs.setdefault(title, [])
            header = find_header(rows, headers, key=headers[0])
            width = max(map(len, self._grid(title)), default=0)
            for place, name in enumerate(header.columns.missing, start=width):
                cells.append((title, (header.row or 1) - 1, place, name))
        self._people_act()
        for title, row, column, name in cells:
            self._set(self.tabs[title], row, column, name)
        self._fail_once("fail_after_headers")
        return await self.read(list(wanted))

    async def apply(self, changes: Sequence[Change]) -> None:
        self._people_act()
        self._fail_once("fail_before")
        self._refuse(changes)
        self.writes += 1
        for change in changes:
            if isinstance(change, CellChange):
                self._set(self.tabs[change.tab], change.row - 1, change.column - 1, change.value)
        inserted: dict[str, int] = {}
        for change in changes:
            if isinstance(change, NewRow):
                rows = self.tabs[change.tab]
                self._grid(change.tab)
                place = len(rows)
                if change.below is not None:
                    place = change.below + inserted.get(change.tab, 0)
                    inserted[change.tab] = inserted.get(change.tab, 0) + 1
                    while len(rows) < place:
                        rows.append([])
                rows.insert(place, list(change.values))
        self.after_write()
        self._fail_once("fail_after")

    def _refuse(self, changes: Sequence[Change]) -> None:
        for index, change in enumerate(changes):
            rows = self.tabs[change.tab]
            match change:
                case CellChange(tab, row):
                    refused = self.protected(tab, rows[row - 1] if row <= len(rows) else [])
                case NewRow(tab, values):
                    refused = self.protected(tab, ["new", *values])
            if refused:
                error = RequestRefused(
                    f"Invalid requests[{index}]: You are trying to edit a protected cell or object."
                )
                error.culprits = (index,) if self.points_out else ()
                raise error

    def fail_next(self, what: str) -> None:
        """The next read or write fails: `read`, or how a write can."""
        match what:
            case "ambiguous":
                self.fail_after = AmbiguousWrite("503 after the write")
            case "lost":
                self.fail_before = AmbiguousWrite("the request got lost")
            case "quota":
                self.fail_before = QuotaExceeded(5)
            case "down":
                self.fail_before = Unreachable("time-out")
            case _:
                self.fail_read = Unreachable("time-out")

    def _people_act(self) -> None:
        for act in self.before_write:
            act(self.tabs)
        self.before_write = []

    def _fail_once(self, when: str) -> None:
        error: SheetsError | None = getattr(self, when)
        setattr(self, when, None)
        if error is not None:
            raise error

    @staticmethod
    def _set(rows: list[list[Any]], row: int, column: int, value: Cell) -> None:
        while len(rows) <= row:
            rows.append([])
        cells = rows[row]
        cells += [""] * (column + 1 - len(cells))
        cells[column] = value

    async def protections(self) -> Sequence[Protection]:
        return ()

    async def try_writing(self) -> None:
        """It always may."""

    async def delete_rows(self, rows: Mapping[str, Collection[int]]) -> None:
        self._people_act()
        self._fail_once("fail_before")
        self.writes += 1
        for tab, numbers in rows.items():
            for number in sorted(numbers, reverse=True):
                del self.tabs[tab][number - 1]
        self._fail_once("fail_after")

    async def reachable(self) -> str:
        if self.away is not None:
            raise self.away
        return "yes"

    def forget(self) -> None:
        pass
