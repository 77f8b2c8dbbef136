"""The ticket tabs of the workbook: read, with tabs and headers made where that needs no guess."""

from collections.abc import Mapping, Sequence
from typing import Final

from apps.welcomecrew.domain.columns import columns_in, may_get_headers
from apps.welcomecrew.domain.named_tab import Reading
from shared.sheets.errors import RequestRefused, TabMissing
from shared.sheets.ports import StoredGrid, Workbook

_PAUSE: Final = 300.0
"""Seconds before tabs or headers that Google refused to make are tried again."""


class TicketTabs:
    """Knows which fields each tab should have as headers, the key first."""

    def __init__(self, *, workbook: Workbook, tabs: Mapping[str, Sequence[str]]) -> None:
        self._workbook = workbook
        self._tabs = tabs
        self._refusal = ""
        self._not_before = 0.0

    def fields(self, tab: str) -> Sequence[str]:
        """The headers that the tab should have."""
        return self._tabs[tab]

    def why_not(self, tab: str) -> str:
        """Why nothing can be written to a tab that was read."""
        key = self._tabs[tab][0]
        more = f" ({self._refusal})" if self._refusal else ""
        return f"no column is headed `{key}`, so nothing is written there{more}"

    async def look(self) -> dict[str, Reading | None]:
        """What is there, making nothing; None for a tab without the key's header."""
        grids = await self._those_there()
        found: dict[str, Reading | None] = {}
        for tab, fields in self._tabs.items():
            grid = grids.get(tab, ())
            columns = columns_in(grid, fields)
            found[tab] = Reading(grid, columns) if columns else None
        return found

    async def read(self, now: float) -> tuple[dict[str, StoredGrid], dict[str, str]]:
        """The tabs' cells, and by tab why others can't be had; makes what is missing."""
        grids = await self._those_there()
        if now >= self._not_before and (lacking := self._lacking(grids)):
            try:
                await self._workbook.ensure_tabs(lacking)
                self._refusal = ""
            except RequestRefused as error:
                self._refusal, self._not_before = str(error), now + _PAUSE
            grids = await self._those_there()
        absent = {
            tab: f"the tab is missing and can't be made: {self._refusal or 'it was removed again'}"
            for tab in self._tabs
            if tab not in grids
        }
        return grids, absent

    def _lacking(self, grids: Mapping[str, StoredGrid]) -> dict[str, Sequence[str]]:
        return {
            tab: fields
            for tab, fields in self._tabs.items()
            if tab not in grids
            or (_lacks_headers(grids[tab], fields) and may_get_headers(grids[tab], fields))
        }

    async def _those_there(self) -> dict[str, StoredGrid]:
        """One request when all are there."""
        try:
            return dict(await self._workbook.read_stored(tuple(self._tabs)))
        except TabMissing:
            pass
        # Asked anew when a read failed, so what is remembered will do.
        info = await self._workbook.describe()
        there = [tab for tab in self._tabs if info.has(tab)]
        return dict(await self._workbook.read_stored(there)) if there else {}


def _lacks_headers(grid: StoredGrid, fields: Sequence[str]) -> bool:
    columns = columns_in(grid, fields)
    return columns is None or bool(columns.missing)
