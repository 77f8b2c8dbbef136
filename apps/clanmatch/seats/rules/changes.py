"""What must be written so that rows say what they should. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from apps.clanmatch.seats.rules.rows import FIELDS, THREAD, cells_of
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from apps.clanmatch.seats.rules.sheet import Placed, SeatsSheet, thread_of
from shared.sheets.ledger.columns import last_filled
from shared.sheets.ledger.examined import Examined
from shared.sheets.ledger.isolation import Key
from shared.sheets.ledger.row_write import RowWrite
from shared.sheets.ledger.units import Unit, with_fixes


@dataclass(slots=True)
class SeatUnit(Unit):
    """One ticket's row; a repair of a row that nobody asked to change has no seat."""

    seat: Seat | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether a plan asks for it: what is only tidied up may wait."""
        return self.key.kind in {"new", "change"}


def units_of(name: str, tab: Examined, sheet: SeatsSheet, wanted: Sequence[Seat]) -> list[SeatUnit]:
    """What differs, row by row; rows that a ticket has beside its own are freed."""
    columns = tab.whole.columns
    last = sheet.last_row or columns.header_row
    below = last if last_filled(tab.whole.grid) > last else None
    units: list[SeatUnit] = []
    for seat in wanted:
        placed = sheet.own.get(seat.thread)
        if placed is None:
            row = columns.placed(cells_of(seat).__getitem__)
            key = Key(name, str(seat.thread), "new")
            units.append(SeatUnit(key, append=row, below=below, seat=seat))
        elif updates := _update(placed, seat, tab):
            key = Key(name, str(seat.thread), "change")
            units.append(SeatUnit(key, updates, seat=seat))
    changing = {seat.thread for seat in wanted}
    for placed in sheet.own.values():
        if placed.lost and placed.seat.thread not in changing:
            key = Key(name, str(placed.seat.thread), "thread")
            units.append(SeatUnit(key, _update(placed, placed.seat, tab), seat=placed.seat))
    for double in sheet.doubles:
        freed = replace(double.seat, state=SeatState.FREED)
        if updates := _update(double, freed, tab):
            key = Key(name, f"{freed.thread} {double.number}", "double")
            units.append(SeatUnit(key, updates, seat=freed))
    return with_fixes(name, units, tab.fixes, SeatUnit)


def _update(placed: Placed, wanted: Seat, tab: Examined) -> list[RowWrite]:
    """The cells that must change; what people wrote in other words and means the same stays."""
    columns = tab.whole.columns
    old, new = cells_of(placed.seat), cells_of(wanted)
    cells = tuple(
        (columns.index(name), new[name])
        for name in FIELDS
        if old[name] != new[name] or (placed.lost and name == THREAD)
    )
    key = new[THREAD] if placed.lost else thread_of(columns, tab.whole.grid[placed.number - 1])
    return [RowWrite(placed.number, key, cells)] if cells else []
