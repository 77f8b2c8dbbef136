"""A workbook in memory, in which people act between any read and the write that follows."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

from shared.sheets.errors import SheetsError, TabMissing
from shared.sheets.ports import CellChange, Change, Grid, NewRow, WorkbookInfo

Act = Callable[[dict[str, list[list[str]]]], None]


class ShakenWorkbook:
    """Implements `shared.sheets.ports.Workbook`."""

    def __init__(self, tabs: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self.tabs = {title: [list(row) for row in rows] for title, rows in tabs.items()}
        self.before_write: list[Act] = []
        """Each is done once, just before the next write arrives."""
        self.fail_before: SheetsError | None = None
        self.fail_after: SheetsError | None = None
        self.fail_read: SheetsError | None = None
        self.held = asyncio.Event()
        """Clear it, and no request is answered until it is set again."""
        self.held.set()
        self.reads = 0
        self.writes = 0

    async def describe(self) -> WorkbookInfo:
        return WorkbookInfo("Shaken", tuple(self.tabs), "bot@example.test")

    async def read(self, tabs: Sequence[str]) -> Mapping[str, Grid]:
        await self.held.wait()
        self.reads += 1
        if self.fail_read is not None:
            error, self.fail_read = self.fail_read, None
            raise error
        return {title: self._grid(title) for title in tabs}

    def _grid(self, title: str) -> Grid:
        if title not in self.tabs:
            raise TabMissing(title, tuple(self.tabs))
        rows = self.tabs[title]
        width = max((len(row) for row in rows), default=0)
        return tuple(tuple(row) + ("",) * (width - len(row)) for row in rows)

    async def ensure_tabs(self, wanted: Mapping[str, Sequence[str]]) -> Mapping[str, Grid]:
        self.writes += 1
        for title, headers in wanted.items():
            rows = self.tabs.setdefault(title, [[]])
            if not rows:
                rows.append([])
            rows[0] += [header for header in headers if header not in rows[0]]
        return {title: self._grid(title) for title in wanted}

    async def apply(self, changes: Sequence[Change]) -> None:
        self._people_act()
        self._fail_before_writing()
        self.writes += 1
        for change in changes:
            match change:
                case CellChange(tab, row, column, value):
                    self._set(self.tabs[tab], row - 1, column - 1, value)
                case NewRow(tab, values):
                    rows = self.tabs[tab]
                    while rows and not any(rows[-1]):
                        rows.pop()
                    rows.append(list(values))
        self._fail_after_writing()

    def _people_act(self) -> None:
        for act in self.before_write:
            act(self.tabs)
        self.before_write = []

    def _fail_before_writing(self) -> None:
        if self.fail_before is not None:
            error, self.fail_before = self.fail_before, None
            raise error

    def _fail_after_writing(self) -> None:
        if self.fail_after is not None:
            error, self.fail_after = self.fail_after, None
            raise error

    @staticmethod
    def _set(rows: list[list[str]], row: int, column: int, value: str) -> None:
        while len(rows) <= row:
            rows.append([])
        cells = rows[row]
        cells += [""] * (column + 1 - len(cells))
        cells[column] = value

    async def delete_rows(self, rows: Mapping[str, Collection[int]]) -> None:
        self._people_act()
        self._fail_before_writing()
        self.writes += 1
        for tab, numbers in rows.items():
            for number in sorted(numbers, reverse=True):
                del self.tabs[tab][number - 1]
        self._fail_after_writing()

    async def reachable(self) -> str:
        return "yes"

    def forget(self) -> None:
        pass
