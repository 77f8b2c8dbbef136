"""One pass over the workbook: read both tabs once, compare, write once.

Nothing from an earlier read decides where a write goes, and a row counts as written only when a
read shows it. So an answer that got lost, a second writer and a person who sorts are all met in
the same way: by the next pass.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.welcomecrew.domain.named_tab import Reading
from apps.welcomecrew.domain.reconcile import Decision, RowWrite, Verdict, Wanted, plan_tab
from apps.welcomecrew.domain.repair import (
    Footprint,
    combined,
    repairs,
    suspects,
    with_writes,
)
from apps.welcomecrew.domain.rows import (
    HeaderMissing,
    PlacedRow,
    find_columns,
    has_columns,
    placed_rows,
)
from apps.welcomecrew.ledger.outbox import Entry
from shared.sheets.errors import AmbiguousWrite, TabMissing
from shared.sheets.ports import CellChange, Change, Grid, NewRow, Workbook


@dataclass(frozen=True, slots=True)
class PassResult:
    """What one pass did."""

    settled: tuple[Entry, ...]
    written: int
    repaired: int


class Upserter:
    """Brings tabs into the state that entries ask for."""

    def __init__(self, *, workbook: Workbook, tabs: Mapping[str, Sequence[str]]) -> None:
        self._workbook = workbook
        self._tabs = tabs
        self._footprints: dict[str, Footprint] = {}

    async def read(self) -> dict[str, list[PlacedRow]]:
        """All ticket rows of both tabs, in one request when the tabs are there. Makes nothing."""
        try:
            grids = await self._workbook.read(tuple(self._tabs))
        except TabMissing:
            grids = await self._those_there()
        return {
            tab: list(placed_rows(grids[tab], find_columns(grids[tab], fields)))
            if tab in grids and has_columns(grids[tab], fields)
            else []
            for tab, fields in self._tabs.items()
        }

    async def run(self, entries: Sequence[Entry]) -> PassResult:
        """One pass; raises SheetsError, after which the same entries may be given again."""
        readings = await self._read()
        footprints: dict[str, Footprint] = {}
        writes: dict[str, list[Change]] = {}
        decided: list[tuple[Entry, Decision]] = []
        repaired = 0
        for tab, reading in readings.items():
            of_tab = [entry for entry in entries if entry.tab == tab]
            last = self._footprints.get(tab)
            fixes = repairs(last, reading) if last else []
            whole = Reading(with_writes(reading.grid, fixes), reading.columns)
            wanted = [Wanted(entry.row, appended=entry.appended) for entry in of_tab]
            plan = plan_tab(whole.grid, whole.columns, wanted)
            decided += zip(of_tab, plan.decisions, strict=True)
            writes[tab] = _changes(tab, combined([*fixes, *plan.updates]), plan.appends)
            footprints[tab] = Footprint(
                whole,
                plan.updates,
                plan.appends,
                writes=(*fixes, *plan.updates),
                # Until a read finds nothing to put right, earlier values stay under suspicion.
                suspected=suspects(last, reading) if last and fixes else frozenset(),
                rounds=last.rounds + 1 if last and fixes else 0,
            )
            repaired += len(fixes)
        for entry, decision in decided:
            entry.first = entry.first or decision
        written = await self._write(writes, footprints, decided)
        settled = tuple(e for e, d in decided if d.verdict is Verdict.UNCHANGED)
        return PassResult(settled, written, repaired)

    @property
    def must_verify(self) -> bool:
        """Whether no read has looked yet at what the last write did."""
        return bool(self._footprints)

    async def _read(self) -> dict[str, Reading]:
        try:
            return self._found(await self._workbook.read(tuple(self._tabs)))
        except (TabMissing, HeaderMissing):
            await self._make_whole()
            return self._found(await self._workbook.read(tuple(self._tabs)))

    async def _make_whole(self) -> None:
        """Make tabs and headers that are missing; a tab that has its headers is not touched."""
        grids = await self._those_there()
        lacking = {
            tab: fields
            for tab, fields in self._tabs.items()
            if tab not in grids or not has_columns(grids[tab], fields)
        }
        if lacking:
            await self._workbook.ensure_tabs(lacking)

    async def _those_there(self) -> Mapping[str, Grid]:
        # Asked anew when a read failed, so what is remembered will do.
        existing = (await self._workbook.describe()).tabs
        there = [tab for tab in self._tabs if tab in existing]
        return await self._workbook.read(there) if there else {}

    def _found(self, grids: Mapping[str, Grid]) -> dict[str, Reading]:
        return {
            tab: Reading(grids[tab], find_columns(grids[tab], fields))
            for tab, fields in self._tabs.items()
        }

    async def _write(
        self,
        writes: Mapping[str, Sequence[Change]],
        footprints: dict[str, Footprint],
        decided: Sequence[tuple[Entry, Decision]],
    ) -> int:
        changes = [change for of_tab in writes.values() for change in of_tab]
        if not changes:
            self._footprints = {}
            return 0
        try:
            await self._workbook.apply(changes)
        except AmbiguousWrite:
            self._remember(footprints, decided)
            raise
        self._remember(footprints, decided)
        return len(changes)

    def _remember(
        self, footprints: dict[str, Footprint], decided: Sequence[tuple[Entry, Decision]]
    ) -> None:
        self._footprints = footprints
        for entry, decision in decided:
            entry.appended = entry.appended or decision.verdict is Verdict.INSERT


def _changes(
    tab: str, updates: Sequence[RowWrite], appends: Sequence[tuple[str, ...]]
) -> list[Change]:
    cells: list[Change] = [
        CellChange(tab, update.number, column + 1, value)
        for update in updates
        for column, value in update.cells
    ]
    return [*cells, *(NewRow(tab, values) for values in appends)]
