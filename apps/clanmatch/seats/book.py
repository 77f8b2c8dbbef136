"""The `Seats` tab: read with the roster, planned, written as one, and read back.

Nothing from an earlier read decides where a write goes, and a seat counts only when a read shows
it. So an answer that got lost, a second writer and a person who sorts are all met in the same way:
by reading again and asking the plan again, which finds nothing left to do when all is right.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from apps.clanmatch.seats.rules.rows import FIELDS, cells_of
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from apps.clanmatch.seats.rules.sheet import Placed, SeatsSheet, sheet_in, thread_of
from shared.sheets.errors import AmbiguousWrite, SheetsError, TabMissing
from shared.sheets.ledger.columns import RowCells, last_filled
from shared.sheets.ledger.examined import Examined, examined
from shared.sheets.ledger.footprint import Footprint
from shared.sheets.ledger.row_write import RowWrite, combined
from shared.sheets.ledger.tabs import KeyedTabs
from shared.sheets.ports import CellChange, Change, NewRow, Workbook
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

T = TypeVar("T")
Plan = Callable[[SeatsSheet], tuple[T, Sequence[Seat]]]
"""From what was read to an outcome, and the seats as they should be. Asked again after each write:
it must want nothing new once its wish is fulfilled."""

_FEW_ROWS: Final = 200
"""Read within a few milliseconds."""
_PASSES: Final = 6
"""A write, its check, and people in between."""


class TabUnfit(SheetsError):
    """The tab can't be written to as it is."""

    outcome = "unfit"

    def __init__(self, tab: str, why: str) -> None:
        super().__init__(f"the tab {tab!r} can't hold seats: {why}")
        self.advice = "Give its columns their headings back, or rename it: a new one is made."


class AtOdds(SheetsError):
    """What is written is undone as fast as it is written."""

    outcome = "at_odds"
    advice = "Somebody else edits these rows in the same moment. Try again."

    def __init__(self, tab: str) -> None:
        super().__init__(f"the rows of {tab!r} are not as they were written")


class SeatBook:
    """All that is promised. One change after the other; every request ends within a deadline."""

    def __init__(self, *, workbook: Workbook, tab: str, roster_tab: str, clock: Clock) -> None:
        self._workbook = workbook
        self._tab = tab
        self._roster_tab = roster_tab
        self._clock = clock
        self._tabs = KeyedTabs(workbook=workbook, tabs={tab: FIELDS}, beside=[roster_tab])
        self._footprint: Footprint | None = None
        self._one_at_a_time = asyncio.Lock()
        self._latest: SeatsSheet | None = None
        self._read_at = 0.0

    @property
    def latest(self) -> SeatsSheet | None:
        """What the last read showed; None before the first one."""
        return self._latest

    @property
    def age(self) -> float:
        """Seconds since then."""
        return self._clock.monotonic() - self._read_at

    async def change(self, plan: Plan[T]) -> tuple[T, SeatsSheet]:
        """Bring the rows into the state that `plan` asks for; what a read shows in the end.

        Raises SheetsError; then a part may be written, and the same plan may be tried again.
        """
        async with self._one_at_a_time:
            for _ in range(_PASSES):
                sheet, tab = await self._read()
                outcome, wanted = plan(sheet)
                if await self._written(sheet, tab, wanted):
                    self._footprint = None
                    return outcome, sheet
            raise AtOdds(self._tab)

    async def read(self) -> SeatsSheet:
        """The rows as they are; what our last write damaged is put right."""
        _, sheet = await self.change(lambda _: (None, ()))
        return sheet

    async def _read(self) -> tuple[SeatsSheet, Examined]:
        unverified = [self._tab] if self._footprint else []
        grids, absent = await self._tabs.read(self._clock.monotonic(), unverified)
        if why := absent.get(self._tab) or self._tabs.short_of_headers().get(self._tab):
            raise TabUnfit(self._tab, why)
        if self._roster_tab not in grids:
            raise TabMissing(self._roster_tab)
        tab = examined(grids[self._tab], FIELDS, self._footprint)
        if tab is None:
            raise TabUnfit(self._tab, self._tabs.why_not(self._tab))
        if missing := tab.whole.columns.missing:
            raise TabUnfit(self._tab, f"no column is headed {', '.join(missing)}")
        roster = grids[self._roster_tab]
        if len(tab.whole.grid) + len(roster) <= _FEW_ROWS:
            sheet = sheet_in(tab.whole.grid, tab.whole.columns, roster)
        else:
            sheet = await asyncio.to_thread(sheet_in, tab.whole.grid, tab.whole.columns, roster)
        self._latest, self._read_at = sheet, self._clock.monotonic()
        return sheet, tab

    async def _written(self, sheet: SeatsSheet, tab: Examined, wanted: Sequence[Seat]) -> bool:
        """Write what differs; whether nothing did. An answer that got lost is looked for next."""
        columns = tab.whole.columns
        updates: list[RowWrite] = []
        appends: list[tuple[str, ...]] = []
        for seat in wanted:
            placed = sheet.own.get(seat.thread)
            if placed is None:
                appends.append(columns.placed(cells_of(seat).__getitem__))
            else:
                updates += _update(placed, seat, tab)
        for double in sheet.doubles:
            updates += _update(double, replace(double.seat, state=SeatState.FREED), tab)
        if not (tab.fixes or updates or appends):
            return True
        changes = [*self._cells([*tab.fixes, *updates]), *self._rows(sheet, tab, appends)]
        self._footprint = Footprint(
            tab.whole,
            tuple(updates),
            tuple(appends),
            writes=(*tab.fixes, *updates),
            suspected=tab.suspected,
            reach=tab.reach,
            rounds=tab.rounds,
        )
        try:
            await self._workbook.apply(changes)
        except AmbiguousWrite as error:
            _log.info("seats: %s; looking", error)
        except SheetsError:
            self._footprint = None
            raise
        return False

    def _cells(self, writes: Sequence[RowWrite]) -> list[Change]:
        return [
            CellChange(self._tab, write.number, column + 1, value)
            for write in combined(writes)
            for column, value in write.cells
        ]

    def _rows(
        self, sheet: SeatsSheet, tab: Examined, appends: Sequence[tuple[str, ...]]
    ) -> list[Change]:
        grid: Sequence[RowCells] = tab.whole.grid
        last = sheet.last_row or tab.whole.columns.header_row
        below = last if last_filled(grid) > last else None
        return [NewRow(self._tab, row, below) for row in appends]


def _update(placed: Placed, wanted: Seat, tab: Examined) -> list[RowWrite]:
    """The cells that must change; what people wrote in other words and means the same stays."""
    columns = tab.whole.columns
    old, new = cells_of(placed.seat), cells_of(wanted)
    cells = tuple((columns.index(name), new[name]) for name in FIELDS if old[name] != new[name])
    key = thread_of(columns, tab.whole.grid[placed.number - 1])
    return [RowWrite(placed.number, key, cells)] if cells else []
