"""When a job is due. Pure: every moment is passed in."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from .immutable import immutable


class Schedule(Protocol):
    """Says when something is due."""

    def next_after(self, moment: datetime) -> datetime:
        """The first due moment strictly after `moment`; both aware, the answer in UTC."""
        ...

    def last_until(self, moment: datetime) -> datetime:
        """The latest due moment at or before `moment`; both aware, the answer in UTC."""
        ...


@immutable
class Every:
    """Due each `interval`, counted from `start` (aware), so that restarts don't shift it."""

    interval: timedelta
    start: datetime = datetime(2026, 1, 1, tzinfo=UTC)  # any fixed day will do

    def next_after(self, moment: datetime) -> datetime:
        """See `Schedule.next_after`."""
        return self.last_until(moment) + self.interval

    def last_until(self, moment: datetime) -> datetime:
        """See `Schedule.last_until`."""
        periods = (moment - self.start) // self.interval
        return (self.start + periods * self.interval).astimezone(UTC)
