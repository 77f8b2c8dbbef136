"""A clock on which waits pass a hundred times faster, for tests that let things happen."""

import asyncio
import time
from datetime import UTC, datetime


class HurriedClock:
    """Implements `shared.timing.clock.Clock`; dates are real, durations are hurried."""

    def __init__(self, times: float = 100.0) -> None:
        self._times = times

    def monotonic(self) -> float:
        return time.perf_counter() * self._times

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - messages in the simulated Discord have real dates

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self._times)
