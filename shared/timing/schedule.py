"""When a job runs next, right across daylight-saving changes. Pure: every moment is passed in.

A wall-clock time that a spring change skips runs at the first moment after the gap; one that an
autumn change repeats runs once, at its first occurrence.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from shared.immutable import immutable
from shared.keepalive.ground.schedule import Every, Schedule

__all__ = ["Daily", "Every", "Schedule", "wall_clock_moment"]

_ONE_DAY = timedelta(days=1)


@immutable
class Daily:
    """Due at each of `times` (naive wall-clock times, at least one) every day in `zone`."""

    times: tuple[time, ...]
    zone: tzinfo

    def __post_init__(self) -> None:
        """Refuse a schedule that would never be due."""
        if not self.times:
            raise ValueError("a daily schedule needs at least one time of day")

    def next_after(self, moment: datetime) -> datetime:
        """See `Schedule.next_after`."""
        today = moment.astimezone(self.zone).date()
        return min(due for due in self._around(today) if due > moment)

    def last_until(self, moment: datetime) -> datetime:
        """See `Schedule.last_until`."""
        today = moment.astimezone(self.zone).date()
        return max(due for due in self._around(today) if due <= moment)

    def _around(self, day: date) -> Iterator[datetime]:
        # A day either side is enough: a gap or fold moves a run by hours, never by a day.
        for offset in (-1, 0, 1):
            for clock_time in self.times:
                yield wall_clock_moment(day + offset * _ONE_DAY, clock_time, self.zone)


def wall_clock_moment(day: date, clock_time: time, zone: tzinfo) -> datetime:
    """The moment (UTC) at which clocks in `zone` first show `clock_time` on `day`, or skip it."""
    local = datetime.combine(day, clock_time.replace(fold=0), tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    # In a gap fold=0 uses the offset before the change, fold=1 the one after it; the change
    # itself lies between the two and is found by halving.
    before, after = local.replace(fold=1).astimezone(UTC), moment
    old_offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == old_offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
