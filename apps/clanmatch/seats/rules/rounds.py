"""A look over all rows: what time, the clans' cells and free seats make of them."""

from dataclasses import dataclass, field
from datetime import datetime

from apps.clanmatch.roster.rules.clan import folded_tag
from apps.clanmatch.seats.rules.passing import calls, expired, with_end
from apps.clanmatch.seats.rules.placing import settled
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from apps.clanmatch.seats.rules.sheet import SeatsSheet
from apps.clanmatch.seats.rules.shown import seats_shown


@dataclass(slots=True)
class Round:
    """One look, at one moment; asked again after each write, it wants nothing new."""

    now: datetime
    may_call: bool
    """Whether recruiters may be pinged at this hour."""
    passed_over: frozenset[int] = frozenset()
    """Threads whose rows can't be written now: the next of the queue is called instead."""
    _called: dict[int, Seat] = field(default_factory=dict[int, Seat])
    """By thread: whom this look has called, as they were before."""

    def changes(self, sheet: SeatsSheet) -> list[Seat]:
        """The rows that must change, as they are then."""
        rows = {seat.thread: seat for seat in sheet.active}
        before = dict(rows)

        def take(changes: list[Seat]) -> None:
            rows.update((seat.thread, seat) for seat in changes)

        take(with_end([*rows.values()], self.now))
        take(expired([*rows.values()], self.now))
        for tag in {folded_tag(seat.tag): seat.tag for seat in sheet.active}.values():
            cell = sheet.cell(tag)
            take(settled([*rows.values()], tag, cell=cell, now=self.now))
            if cell is None:
                continue
            take(self._called_in_vain(rows, tag, cell))
            if self.may_call:
                called = calls([*rows.values()], tag, cell=cell, now=self.now, but=self.passed_over)
                self._called |= {seat.thread: rows[seat.thread] for seat in called}
                take(called)
        return [seat for thread, seat in rows.items() if seat != before[thread]]

    def due(self, sheet: SeatsSheet) -> bool:
        """Whether a look would change anything, going by what was read before."""
        return bool(Round(self.now, self.may_call, self.passed_over).changes(sheet))

    def _called_in_vain(self, rows: dict[int, Seat], tag: str, cell: int) -> list[Seat]:
        """Calls of this look for seats that somebody else took while it was written."""
        over = seats_shown(rows.values(), tag, cell).over
        mine = [
            self._called[thread]
            for thread, seat in rows.items()
            if thread in self._called
            and seat.state is SeatState.CALLED
            and folded_tag(seat.tag) == folded_tag(tag)
        ]
        return mine[len(mine) - over :] if over else []
