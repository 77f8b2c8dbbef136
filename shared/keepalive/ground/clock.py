"""The one door to the clock: durations are monotonic, dates are aware and in UTC."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a rule or a loop may know of time; tests pass one that they move by hand."""

    def monotonic(self) -> float:
        """Seconds since an arbitrary moment; never goes back, whatever happens to the date."""
        ...

    def now(self) -> datetime:
        """The date and time, aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds`; zero or less only gives way to other tasks."""
        ...


class SystemClock:
    """The real clock."""

    def monotonic(self) -> float:
        """See `Clock.monotonic`."""
        return time.monotonic()  # noqa: TID251 - this file is the door

    def now(self) -> datetime:
        """See `Clock.now`."""
        return datetime.now(UTC)  # noqa: TID251 - this file is the door

    async def sleep(self, seconds: float) -> None:
        """See `Clock.sleep`."""
        await asyncio.sleep(max(0.0, seconds))
