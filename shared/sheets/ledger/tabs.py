"""Our tabs of the workbook: read, with tabs and headers made where that needs no guess."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from shared.immutable import immutable
from shared.sheets.errors import RequestRefused, TabMissing
from shared.sheets.ledger.added_headers import Added, added_to, slips
from shared.sheets.ledger.columns import columns_in, holds_no_rows, may_get_headers
from shared.sheets.ledger.named_tab import Reading
from shared.sheets.ledger.renamed_tabs import renamed
from shared.sheets.letting_go import let_go
from shared.sheets.ports import CellChange, StoredGrid, Workbook

_PAUSE: Final = 300.0
"""Seconds before tabs or headers that Google refused to make are tried again."""


_ROUNDS: Final = 2
"""When people insert something in the very moment, headers are added once more."""


@immutable
class _Refusal:
    words: str
    again_at: float
    """A monotonic moment, in seconds."""


class KeyedTabs:
    """Knows which fields each tab should have as headers, the key first."""

    def __init__(
        self,
        *,
        workbook: Workbook,
        tabs: Mapping[str, Sequence[str]],
        beside: Collection[str] = (),
        complete: bool = False,
    ) -> None:
        """`beside` are tabs of people that every read brings along; they are never made.

        `complete`: all headers came with the tab, so that above rows of ours one that is missing
        was renamed. A second one of that name would empty the field in every row. And a tab that
        is missing while another has all of its headers was renamed, with every row in it.
        """
        self._workbook = workbook
        self._tabs = tabs
        self._all = (*tabs, *beside)
        self._complete = complete
        self._refusals: dict[str, _Refusal] = {}
        self._added: dict[str, Added] = {}

    def fields(self, tab: str) -> Sequence[str]:
        """The headers that the tab should have."""
        return self._tabs[tab]

    def why_not(self, tab: str) -> str:
        """Why nothing can be written to a tab that was read."""
        key = self._tabs[tab][0]
        refusal = self._refusals.get(tab)
        more = f" ({refusal.words})" if refusal else ""
        return f"no column is headed `{key}`, so nothing is written there{more}"

    def short_of_headers(self) -> dict[str, str]:
        """By tab, why headers can't be added to it that it should have."""
        return {
            tab: f"missing headers can't be added: {refusal.words}"
            for tab, refusal in self._refusals.items()
        }

    async def look(self) -> dict[str, Reading | None]:
        """What is there, making nothing; None for a tab without the key's header."""
        grids = await self._those_there()
        found: dict[str, Reading | None] = {}
        for tab, fields in self._tabs.items():
            grid = grids.get(tab, ())
            columns = columns_in(grid, fields)
            found[tab] = Reading(grid, columns) if columns else None
        return found

    async def read(
        self, now: float, unverified: Collection[str] = ()
    ) -> tuple[dict[str, StoredGrid], dict[str, str]]:
        """The tabs' cells, and by tab why others can't be had; makes what is missing.

        But no headers in `unverified` tabs: a write of ours may have hit those that seem missing.
        """
        grids = await self._with_headers_in_place(await self._those_there())
        for _ in range(_ROUNDS):
            lacking = self._lacking(grids, unverified)
            self._refusals = {
                tab: refusal
                for tab, refusal in self._refusals.items()
                if tab in lacking or tab in unverified
            }
            due = {
                tab: fields
                for tab, fields in lacking.items()
                if tab not in self._refusals or now >= self._refusals[tab].again_at
            }
            due = await self._without_renamed(due, grids, now)
            if not due:
                break
            await self._make(due, grids, now)
            await _forget(grids)
            grids = await self._with_headers_in_place(await self._those_there())
        absent = {
            tab: f"the tab is missing and can't be made: {self._reason(tab)}"
            for tab in self._tabs
            if tab not in grids
        }
        return grids, absent

    async def _without_renamed(
        self, due: Mapping[str, Sequence[str]], grids: Mapping[str, StoredGrid], now: float
    ) -> dict[str, Sequence[str]]:
        """Those to make; what another tab is by its headers, is refused instead.

        A second one would hold what the first one holds once more.
        """
        missing = [tab for tab in due if tab not in grids]
        if not missing:
            return dict(due)
        info = await self._workbook.describe()
        ours = {tab.casefold() for tab in self._all}
        titles = [title for title in info.tabs if title.casefold() not in ours]
        others = dict(await self._workbook.read_stored(titles)) if titles else {}
        found = renamed(missing, self._tabs, others)
        await _forget(others)
        for tab, title in found.items():
            words = (
                f"the tab {title!r} has its headings, so it was renamed; name it back, or make an "
                f"empty tab {tab!r}"
            )
            self._refusals[tab] = _Refusal(words, now + _PAUSE)
        return {tab: fields for tab, fields in due.items() if tab not in found}

    def _reason(self, tab: str) -> str:
        return self._refusals[tab].words if tab in self._refusals else "it was removed again"

    async def _make(
        self, lacking: Mapping[str, Sequence[str]], grids: Mapping[str, StoredGrid], now: float
    ) -> None:
        """All in one go; where Google refuses that, each tab for itself."""
        self._added = {
            tab: added_to(grids[tab], fields) for tab, fields in lacking.items() if tab in grids
        }
        try:
            await _forget(dict(await self._workbook.ensure_tabs(lacking)))
        except RequestRefused as error:
            if len(lacking) > 1:
                for tab, fields in lacking.items():
                    await self._make({tab: fields}, grids, now)
                return
            self._added = {}
            self._refusals |= {tab: _Refusal(str(error), now + _PAUSE) for tab in lacking}

    async def _with_headers_in_place(self, grids: dict[str, StoredGrid]) -> dict[str, StoredGrid]:
        """The tabs, once headers of ours that went astray are put right."""
        wrong = [
            CellChange(tab, *placed)
            for tab, added in self._added.items()
            if tab in grids
            for placed in slips(added, grids[tab], self._tabs[tab])
        ]
        if not wrong:
            self._added = {}
            return grids
        try:
            await self._workbook.apply(wrong)
        except RequestRefused:
            self._added = {}
        return await self._those_there()

    def _lacking(
        self, grids: Mapping[str, StoredGrid], unverified: Collection[str]
    ) -> dict[str, Sequence[str]]:
        return {
            tab: fields
            for tab, fields in self._tabs.items()
            if tab not in grids
            or (
                tab not in unverified
                and _lacks_headers(grids[tab], fields)
                and self._may_get_headers(grids[tab], fields)
            )
        }

    def _may_get_headers(self, grid: StoredGrid, fields: Sequence[str]) -> bool:
        return holds_no_rows(grid) if self._complete else may_get_headers(grid, fields)

    async def _those_there(self) -> dict[str, StoredGrid]:
        """One request when all are there."""
        try:
            return dict(await self._workbook.read_stored(self._all))
        except TabMissing:
            pass
        # Asked anew when a read failed, so what is remembered will do.
        info = await self._workbook.describe()
        there = [tab for tab in self._all if info.has(tab)]
        return dict(await self._workbook.read_stored(there)) if there else {}


def _lacks_headers(grid: StoredGrid, fields: Sequence[str]) -> bool:
    columns = columns_in(grid, fields)
    return columns is None or bool(columns.missing)


async def _forget(grids: dict[str, Any]) -> None:
    """Of what was read, as large as it may be."""
    rows = [row for grid in grids.values() for row in grid]
    grids.clear()
    await let_go(rows)
