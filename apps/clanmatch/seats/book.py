"""The `Seats` tab: read with the roster, planned, written as one, and read back.

Nothing from an earlier read decides where a write goes, and a seat counts only when a read shows
it. So an answer that got lost, a second writer and a person who sorts are all met in the same way:
by reading again and asking the plan again, which finds nothing left to do when all is right. A row
that Google refuses is isolated, so that the others are written.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from apps.clanmatch.seats.rules.changes import SeatUnit, units_of
from apps.clanmatch.seats.rules.rows import FIELDS
from apps.clanmatch.seats.rules.seat import Seat
from apps.clanmatch.seats.rules.sheet import SeatsSheet, sheet_in
from shared.sheets.errors import AmbiguousWrite, SheetsError, TabMissing
from shared.sheets.ledger.examined import Examined, examined
from shared.sheets.ledger.footprint import Footprint
from shared.sheets.ledger.isolation import Isolation, Key
from shared.sheets.ledger.tabs import KeyedTabs
from shared.sheets.ledger.troubles import Trouble, in_short
from shared.sheets.ledger.units import footprint_of, send
from shared.sheets.ports import Workbook
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
_REFUSALS: Final = 24
"""Batches that Google may decline until the refused row is found, by halves, among thousands."""


class TabUnfit(SheetsError):
    """The tab can't be written to as it is."""

    outcome = "unfit"

    def __init__(self, tab: str, why: str) -> None:
        super().__init__(f"the tab {tab!r} can't hold seats: {why}")
        self.advice = (
            "Give the tab its name and its columns their headings back; or, to begin anew, remove "
            "a heading and rename the tab."
        )


class RowRefused(SheetsError):
    """Google declines to change these rows, whatever else is written."""

    outcome = "row_refused"
    advice = "Mostly its cells are protected: whoever did that must let the bot edit them."

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__(f"the sheet doesn't take the seat of {in_short(troubles)}")
        self.troubles = troubles


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
        self._tabs = KeyedTabs(
            workbook=workbook, tabs={tab: FIELDS}, beside=[roster_tab], complete=True
        )
        self._footprint: Footprint | None = None
        self._one_at_a_time = asyncio.Lock()
        self._latest: SeatsSheet | None = None
        self._read_at = 0.0
        self._isolation = Isolation()
        self.troubles: tuple[Trouble, ...] = ()
        """What `follow` could not write the last time."""

    @property
    def latest(self) -> SeatsSheet | None:
        """What the last read showed; None before the first one."""
        return self._latest

    @property
    def age(self) -> float:
        """Seconds since then."""
        return self._clock.monotonic() - self._read_at

    @property
    def refused(self) -> frozenset[int]:
        """Threads whose rows `follow` can't write, until it tries them again."""
        return frozenset(int(key.owner) for key in self._put_off() if key.owner.isdecimal())

    async def read(self) -> SeatsSheet:
        """The rows as they are; what our last write damaged is put right."""
        _, sheet, _ = await self._carry_out(lambda _: (None, ()), self._isolation)
        return sheet

    async def change(self, plan: Plan[T]) -> tuple[T, SeatsSheet]:
        """Bring the rows into the state that `plan` asks for; what a read shows in the end.

        Raises SheetsError, RowRefused for rows of the plan; then the others are written, and the
        same plan may be tried again.
        """
        isolation = Isolation()
        outcome, sheet, units = await self._carry_out(plan, isolation)
        refused = [unit for unit in units if unit.is_wanted and unit.key in isolation.refused]
        if refused:
            raise RowRefused([_trouble(unit, isolation) for unit in refused])
        return outcome, sheet

    async def follow(self, plan: Plan[T]) -> tuple[T, SeatsSheet]:
        """The same for a plan about all rows: what is refused is noted, and tried now and then."""
        outcome, sheet, units = await self._carry_out(plan, self._isolation)
        self._isolation.forget_all_but({*self._put_off(), *(unit.key for unit in units)})
        refused = self._isolation.refused
        self.troubles = tuple(
            _trouble(unit, self._isolation) for unit in units if unit.key in refused
        )
        return outcome, sheet

    def _put_off(self) -> list[Key]:
        now = self._clock.monotonic()
        return [key for key, it in self._isolation.refused.items() if it.again_at > now]

    async def _carry_out(
        self, plan: Plan[T], isolation: Isolation
    ) -> tuple[T, SeatsSheet, list[SeatUnit]]:
        """Until nothing is left to write but what is refused: that is among the units."""
        async with self._one_at_a_time:
            written = refused = 0
            while written < _PASSES and refused < _REFUSALS:
                sheet, tab = await self._read()
                outcome, wanted = plan(sheet)
                units = units_of(self._tab, tab, sheet, wanted)
                taken = await self._written(tab, units, isolation)
                if taken is None:
                    return outcome, sheet, units
                written += taken
                refused += not taken
            raise AtOdds(self._tab)

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
        if twice := tab.whole.columns.twice:
            raise TabUnfit(self._tab, f"two columns are headed {', '.join(twice)}")
        threads = self._latest.threads if self._latest else {}
        if len(tab.whole.grid) + len(roster) <= _FEW_ROWS:
            sheet = sheet_in(tab.whole.grid, tab.whole.columns, roster, threads)
        else:
            sheet = await asyncio.to_thread(
                sheet_in, tab.whole.grid, tab.whole.columns, roster, threads
            )
        self._latest, self._read_at = sheet, self._clock.monotonic()
        return sheet, tab

    async def _written(
        self, tab: Examined, units: Sequence[SeatUnit], isolation: Isolation
    ) -> bool | None:
        """Whether Google took what may be sent; None when nothing is left to send.

        An answer that got lost is looked for next.
        """
        now = self._clock.monotonic()
        changes = {unit.key: each for unit in units if (each := unit.changes())}
        chosen = isolation.chosen([*changes], now)
        before, self._footprint = self._footprint, None
        if not chosen:
            return None
        # Before it is sent: a task that is cancelled meanwhile may have written all the same.
        self._footprint = footprint_of(tab, [unit for unit in units if unit.key in chosen])
        batch = [(key, change) for key in chosen for change in changes[key]]
        try:
            taken = await send(self._workbook, batch, isolation, now)
        except AmbiguousWrite as error:
            _log.info("seats: %s; looking", error)
            return True
        except SheetsError:
            self._footprint = before
            raise
        if not taken:
            self._footprint = before
        return taken


def _trouble(unit: SeatUnit, isolation: Isolation) -> Trouble:
    """In words, of a unit that is refused."""
    where = f"row {unit.number}: " if unit.number else ""
    words = where + isolation.refused[unit.key].reason
    number, thread = (unit.seat.number, str(unit.seat.thread)) if unit.seat else ("", "")
    return Trouble(unit.key.tab, number, words, thread)
