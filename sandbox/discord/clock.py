"""The sandbox's own time: the real one, plus what a test or a person adds to it."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta

from shared.timing.clock import Clock, SystemClock


class WorldClock:
    """Dates and durations of the world; they travel together."""

    def __init__(self, source: Clock | None = None) -> None:
        self._source = source or SystemClock()
        self._ahead = timedelta()
        self._pretended: datetime | None = None

    def now(self) -> datetime:
        """The world's date, aware, in UTC."""
        if self._pretended is not None:
            return self._pretended
        return self._source.now() + self._ahead

    def monotonic(self) -> float:
        """Seconds for durations; time that was travelled counts."""
        return self._source.monotonic() + self._ahead.total_seconds()

    def travel(self, seconds: float) -> None:
        """Let `seconds` have passed: rename limits, tokens and ages follow."""
        self._ahead += timedelta(seconds=seconds)

    @contextmanager
    def at(self, moment: datetime) -> Generator[None]:
        """What is made in this block bears the date `moment` (history for a new world)."""
        before, self._pretended = self._pretended, moment
        try:
            yield
        finally:
            self._pretended = before
