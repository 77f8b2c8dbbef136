"""Removing duplicate rows: looked at anew in the moment of deleting, and checked afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.welcomecrew.domain.dedupe import find_duplicates
from apps.welcomecrew.domain.rows import PlacedRow, find_columns, has_columns, placed_rows
from shared.sheets.ports import Workbook


@dataclass(frozen=True, slots=True)
class Surplus:
    """A row that would go."""

    number: int
    words: str


class SheetCleaner:
    """Keeps the newest row of each ticket."""

    def __init__(self, *, workbook: Workbook, tabs: Mapping[str, Sequence[str]]) -> None:
        self._workbook = workbook
        self._tabs = tabs

    async def find(self) -> dict[str, list[Surplus]]:
        """By tab, the rows that would go. Raises SheetsError."""
        return {
            tab: [Surplus(row.number, _words(row)) for row in rows]
            for tab, rows in (await self._surplus()).items()
            if rows
        }

    async def remove(self) -> dict[str, int]:
        """Delete them, one request for each tab; gives how many went. Raises SheetsError.

        Row numbers are never older than this call: people may have sorted since the preview.
        """
        removed: dict[str, int] = {}
        for tab, rows in (await self._surplus()).items():
            if rows:
                await self._workbook.delete_rows(tab, [row.number for row in rows])
                removed[tab] = len(rows)
        return removed

    async def _surplus(self) -> dict[str, list[PlacedRow]]:
        grids = await self._workbook.read(tuple(self._tabs))
        found: dict[str, list[PlacedRow]] = {}
        for tab, fields in self._tabs.items():
            grid = grids[tab]
            if has_columns(grid, fields):
                rows = placed_rows(grid, find_columns(grid, fields))
                groups = find_duplicates(rows)
                found[tab] = sorted(
                    (row for group in groups for row in group.drop), key=lambda row: row.number
                )
        return found


def _words(placed: PlacedRow) -> str:
    row = placed.row
    return f"`{row.ticket}` {row.username} {row.clantag} {row.closed} {row.type}".strip()
