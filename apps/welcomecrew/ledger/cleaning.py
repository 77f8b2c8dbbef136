"""Removing duplicate rows: looked at anew in the moment of deleting, and checked afterwards."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from typing import Final

from apps.welcomecrew.domain.dedupe import find_duplicates
from apps.welcomecrew.domain.deletion import outcome
from apps.welcomecrew.domain.named_tab import Reading
from apps.welcomecrew.domain.rows import PlacedRow, find_columns, has_columns, placed_rows
from shared.chat.text import plain
from shared.sheets.errors import AmbiguousWrite
from shared.sheets.ports import NewRow, Workbook

_ROUNDS: Final = 3
"""Somebody who sorts in the very moment of a deletion makes another round necessary."""


@dataclass(frozen=True, slots=True)
class Surplus:
    """A row that would go."""

    number: int
    words: str


class SheetCleaner:
    """Keeps the newest row of each ticket. `at_rest` holds our own writing up meanwhile."""

    def __init__(
        self,
        *,
        workbook: Workbook,
        tabs: Mapping[str, Sequence[str]],
        at_rest: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._workbook = workbook
        self._tabs = tabs
        self._at_rest = at_rest

    async def find(self) -> dict[str, list[Surplus]]:
        """By tab, the rows that would go. Raises SheetsError."""
        surplus = _surplus(await self._read())
        return {
            tab: [Surplus(row.number, _words(row)) for row in rows] for tab, rows in surplus.items()
        }

    async def remove(self) -> dict[str, int]:
        """Delete them, in one request; gives how many went from each tab. Raises SheetsError.

        Row numbers are never older than this call: people may have sorted since the preview. When
        they do so in this very moment, what was hit instead is put back, and it is done again.
        """
        removed: Counter[str] = Counter()
        async with self._at_rest():
            before = await self._read()
            for _ in range(_ROUNDS):
                going = {
                    tab: [row.number for row in rows] for tab, rows in _surplus(before).items()
                }
                if not going:
                    break
                # Done or not after all: the read that follows tells.
                with suppress(AmbiguousWrite):
                    await self._workbook.delete_rows(going)
                after = await self._read()
                removed += await self._check(before, after, going)
                before = after
        return dict(removed)

    async def _check(
        self,
        before: Mapping[str, Reading],
        after: Mapping[str, Reading],
        going: Mapping[str, Sequence[int]],
    ) -> Counter[str]:
        """How many rows went, once those that went by mistake are back."""
        seen = {
            tab: outcome(before[tab], after[tab], numbers)
            for tab, numbers in going.items()
            if tab in after
        }
        back = [NewRow(tab, tuple(cells)) for tab, each in seen.items() for cells in each.lost]
        if back:
            await self._workbook.apply(back)
        return Counter({tab: len(going[tab]) - each.survivors for tab, each in seen.items()})

    async def _read(self) -> dict[str, Reading]:
        grids = await self._workbook.read(tuple(self._tabs))
        return {
            tab: Reading(grids[tab], find_columns(grids[tab], fields))
            for tab, fields in self._tabs.items()
            if has_columns(grids[tab], fields)
        }


def _surplus(readings: Mapping[str, Reading]) -> dict[str, list[PlacedRow]]:
    found: dict[str, list[PlacedRow]] = {}
    for tab, reading in readings.items():
        groups = find_duplicates(placed_rows(reading.grid, reading.columns))
        rows = [row for group in groups for row in group.drop]
        if rows:
            found[tab] = sorted(rows, key=lambda row: row.number)
    return found


def _words(placed: PlacedRow) -> str:
    row = placed.row
    cells = (row.username, row.clantag, row.closed, row.type)
    return " ".join([f"`{row.ticket}`", *(plain(cell) for cell in cells if cell)])
