"""The last things that were done, for `!watch_status`."""

from collections import deque
from datetime import datetime
from typing import Final

from apps.welcomecrew.closing.case import Case
from shared.immutable import immutable
from shared.timing.clock import Clock

_SHOWN: Final = 5


@immutable
class Deed:
    """One thing done."""

    thread_id: int
    words: str
    at: datetime


class Deeds:
    """Remembers a few."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: deque[Deed] = deque(maxlen=_SHOWN)

    def did(self, case: Case, words: str) -> None:
        """Something was done about a ticket."""
        self._last.append(Deed(case.thread_id, words, self._clock.now()))

    def last(self) -> tuple[Deed, ...]:
        """The oldest first."""
        return tuple(self._last)
