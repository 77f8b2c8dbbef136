"""Hours of the day in which something may happen."""

from datetime import datetime, time

from shared.immutable import immutable


@immutable
class Hours:
    """From `begin` until before `end`, wall-clock; they may span midnight."""

    begin: time
    end: time

    def include(self, moment: datetime) -> bool:
        """Whether `moment`, in the zone that is meant, lies within. Equal ends: the whole day."""
        at = moment.time().replace(tzinfo=None)
        if self.begin == self.end:
            return True
        if self.begin < self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"
