"""One pass over the workbook: read both tabs once, compare, write once.

Nothing from an earlier read decides where a write goes, and a row counts as written only when a
read shows it. So an answer that got lost, a second writer and a person who sorts are all met in
the same way: by the next pass. What Google refuses is isolated, so that the rest is written.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from apps.welcomecrew.ledger.columns import placed_rows
from apps.welcomecrew.ledger.finding import RowIndex
from apps.welcomecrew.ledger.outbox import Entry
from apps.welcomecrew.ledger.reconcile import Wanted, plan_tab
from apps.welcomecrew.ledger.units import TabWork, TicketUnit, units_of
from apps.welcomecrew.ledger.whose import TICKETS
from shared.immutable import immutable
from shared.sheets.errors import AmbiguousWrite
from shared.sheets.ledger.examined import examined
from shared.sheets.ledger.footprint import Footprint
from shared.sheets.ledger.isolation import Isolation
from shared.sheets.ledger.named_tab import Reading
from shared.sheets.ledger.tabs import KeyedTabs
from shared.sheets.ledger.troubles import Trouble
from shared.sheets.ledger.units import footprint_of, send
from shared.sheets.letting_go import let_go
from shared.sheets.ports import StoredGrid, Workbook

_FEW_ROWS: Final = 100
"""Compared within a few milliseconds."""


@immutable
class PassResult:
    """What one pass did."""

    settled: tuple[Entry, ...]
    written: int
    repaired: int
    refused: bool
    """Google declined the batch: nothing was written, and the next one is another."""
    stuck: tuple[Entry, ...]
    """What can't go on before somebody mends the sheet, or before a refused change is due."""
    troubles: tuple[Trouble, ...]


class Upserter:
    """Brings tabs into the state that entries ask for."""

    def __init__(self, *, workbook: Workbook, tabs: Mapping[str, Sequence[str]]) -> None:
        self._workbook = workbook
        self._tabs = KeyedTabs(workbook=workbook, tabs=tabs)
        self._footprints: dict[str, Footprint] = {}
        self._isolation = Isolation()

    async def read(self) -> dict[str, RowIndex]:
        """All ticket rows of both tabs, in one request when the tabs are there. Makes nothing."""
        found = await self._tabs.look()
        cells = [row for each in found.values() if each for row in each.grid]
        # Beside the event loop: ten thousand rows take it a third of a second.
        indexes = {tab: await asyncio.to_thread(_indexed, each) for tab, each in found.items()}
        found.clear()
        await let_go(cells)
        return indexes

    async def run(self, entries: Sequence[Entry], now: float) -> PassResult:
        """One pass; raises SheetsError, after which the same entries may be given again.

        `now` is a monotonic moment, in seconds.
        """
        grids, absent = await self._tabs.read(now, unverified=self._footprints)
        # With those of the last write, which this pass looks at and then needs no more.
        earlier = (footprint.before.grid for footprint in self._footprints.values())
        cells = [row for grid in (*grids.values(), *earlier) for row in grid]
        try:
            return await self._pass(grids, absent, entries, now)
        finally:
            grids.clear()
            await let_go(cells)

    async def _pass(
        self,
        grids: Mapping[str, StoredGrid],
        absent: dict[str, str],
        entries: Sequence[Entry],
        now: float,
    ) -> PassResult:
        works: dict[str, TabWork] = {}
        for tab, grid in grids.items():
            of_tab = [entry for entry in entries if entry.tab == tab]
            work = await self._planned(tab, grid, of_tab)
            if work is None:
                absent[tab] = self._tabs.why_not(tab)
            else:
                works[tab] = work
        units = [unit for work in works.values() for unit in work.units]
        for unit in units:
            if unit.entry is not None:
                unit.entry.first = unit.entry.first or unit.decision
        written = await self._write(works, units, now)
        settled = [u.entry for u in units if u.entry and u.decision and u.decision.settled]
        short = self._tabs.short_of_headers()
        troubles = [
            *self._troubles(units),
            *(Trouble(tab, "", words) for tab, words in {**short, **absent}.items()),
        ]
        stuck = [u.entry for u in units if u.entry and self._is_stuck(u)]
        stuck += [entry for entry in entries if entry.tab in absent]
        fixes = sum(len(unit.fixes) for unit in units)
        return PassResult(
            tuple(settled), written or 0, fixes, written is None, tuple(stuck), tuple(troubles)
        )

    @property
    def must_verify(self) -> bool:
        """Whether no read has looked yet at what the last write did."""
        return bool(self._footprints)

    def due_in(self, now: float) -> float | None:
        """Seconds from `now`, a monotonic moment, until something that was refused is due."""
        due = self._isolation.next_try()
        return None if due is None else due - now

    async def _planned(
        self, tab: str, grid: StoredGrid, entries: Sequence[Entry]
    ) -> TabWork | None:
        """Beside the event loop where there are many: thousands take a quarter of a second."""
        wanted = [Wanted(entry.row, appended=entry.appended) for entry in entries]
        if len(grid) + len(wanted) <= _FEW_ROWS:
            return self._plan(tab, grid, entries, wanted)
        return await asyncio.to_thread(self._plan, tab, grid, entries, wanted)

    def _plan(
        self, tab: str, grid: StoredGrid, entries: Sequence[Entry], wanted: Sequence[Wanted]
    ) -> TabWork | None:
        """What is to be done in one tab; None where its header isn't found. Changes nothing."""
        found = examined(grid, self._tabs.fields(tab), self._footprints.get(tab))
        if found is None:
            return None
        plan = plan_tab(found.whole.grid, found.whole.columns, wanted)
        return TabWork(found, units_of(tab, entries, plan, found.fixes))

    async def _write(
        self, works: Mapping[str, TabWork], units: Sequence[TicketUnit], now: float
    ) -> int | None:
        """Send what may be sent; how many changes that were, None when Google declined."""
        changes = {unit.key: each for unit in units if (each := unit.changes())}
        self._isolation.forget_all_but({unit.key for unit in units})
        chosen = {*self._isolation.chosen([*changes], now)}
        sent = [unit for unit in units if unit.key in chosen]
        batch = [(unit.key, change) for unit in sent for change in changes[unit.key]]
        if not batch:
            self._footprints = {}
            return 0
        try:
            taken = await send(self._workbook, batch, self._isolation, now)
        except AmbiguousWrite:
            self._remember(works, sent)
            raise
        if not taken:
            return None
        self._remember(works, sent)
        return len(batch)

    def _remember(self, works: Mapping[str, TabWork], sent: Sequence[TicketUnit]) -> None:
        self._footprints = {
            tab: footprint_of(
                work.tab, [unit for unit in sent if unit.key.tab == tab], whose=TICKETS
            )
            for tab, work in works.items()
        }
        for unit in sent:
            if unit.entry is not None and unit.append:
                unit.entry.appended = True

    def _is_stuck(self, unit: TicketUnit) -> bool:
        if unit.key in self._isolation.refused:
            return True
        return bool(unit.decision and unit.decision.held and not unit.changes())

    def _troubles(self, units: Iterable[TicketUnit]) -> list[Trouble]:
        refused = self._isolation.refused
        troubles: list[Trouble] = []
        for unit in units:
            number = unit.entry.row.ticket if unit.entry else ""
            thread = unit.entry.row.thread if unit.entry else ""
            row = unit.decision.number if unit.decision else None
            if refusal := refused.get(unit.key):
                where = f"row {row}: " if row else ""
                troubles.append(Trouble(unit.key.tab, number, f"{where}{refusal.reason}", thread))
            elif unit.decision and unit.decision.held:
                troubles.append(Trouble(unit.key.tab, number, unit.decision.held, thread))
        return troubles


def _indexed(reading: Reading | None) -> RowIndex:
    return RowIndex(placed_rows(reading.grid, reading.columns) if reading else ())
