"""Room for so many of the tickets that a round found; the others wait as numbers.

A ticket at work is dozens of objects: its messages, its row, its edits. Thousands of them at once
would make every garbage collection hold the event loop for longer than a health page may take.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

from apps.welcomecrew.catch_up.tally import Tally, tally
from apps.welcomecrew.closing.case import Case
from apps.welcomecrew.closing.lifecycle import State
from shared.immutable import immutable
from shared.timing.clock import Clock

MOST_AT_WORK: Final = 700
"""A pass of the ledger takes those that came since the last one: with fewer at work, the same rows
would cost more requests to Sheets."""
ROOM_FOR: Final = 60.0
"""Seconds for which a ticket takes up room: what waits for longer keeps no other one out."""
_LOOK_EVERY: Final = 1.0


@immutable
class _Inside:
    case: Case
    version: float
    until: float


class Room:
    """The tickets of one round, from when they are let in until the round ends."""

    def __init__(self, *, clock: Clock, done: Callable[[Case, float], None]) -> None:
        """`done` hears of each ticket at the end of its way, with the version that was found."""
        self._clock = clock
        self._done = done
        self._inside: deque[_Inside] = deque()
        self._aside: list[_Inside] = []
        self._tally = Tally()

    async def free(self) -> None:
        """Wait until another handful may come in; never for longer than a ticket takes up room."""
        while len(self._inside) >= MOST_AT_WORK:
            self._clear()
            if len(self._inside) >= MOST_AT_WORK:
                await self._clock.sleep(_LOOK_EVERY)

    def enter(self, case: Case, version: float) -> None:
        """It was handed to the desk."""
        self._inside.append(_Inside(case, version, self._clock.monotonic() + ROOM_FOR))

    @property
    def writing(self) -> bool:
        """Whether a row is on its way to the sheet."""
        return any(each.case.state is State.WRITING for each in (*self._inside, *self._aside))

    def leave(self) -> Tally:
        """The round is over: what all of them came to."""
        for each in (*self._inside, *self._aside):
            self._part(each)
        self._inside.clear()
        self._aside.clear()
        return self._tally

    def _clear(self) -> None:
        now, still = self._clock.monotonic(), deque[_Inside]()
        for each in self._inside:
            if each.case.idle:
                self._part(each)
            elif each.case.gets_on and now < each.until:
                still.append(each)
            else:
                self._aside.append(each)
        self._inside = still

    def _part(self, each: _Inside) -> None:
        self._tally += tally([each.case])
        self._done(each.case, each.version)
