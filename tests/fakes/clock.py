"""A clock that only moves when told to."""

import asyncio
import heapq
from datetime import UTC, datetime, timedelta


class ManualClock:
    """Implements `shared.timing.clock.Clock`; `advance` wakes the sleepers that became due."""

    def __init__(self, start: datetime = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)) -> None:
        self._start = start
        self._elapsed = 0.0
        self._jump = timedelta()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def monotonic(self) -> float:
        return 1000.0 + self._elapsed

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed) + self._jump

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        self._count += 1
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, self._count, woken))
        await woken

    def jump_wall_clock(self, delta: timedelta) -> None:
        """The date changes under the process; durations don't."""
        self._jump += delta

    def move(self, seconds: float) -> None:
        """Let time pass without giving anyone a turn (for code that doesn't sleep)."""
        self._elapsed += seconds

    async def advance(self, seconds: float) -> None:
        """Let time pass; each sleeper that becomes due runs, in order, until all are idle again."""
        target = self._elapsed + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= target:
            due, _, woken = heapq.heappop(self._sleepers)
            self._elapsed = max(self._elapsed, due)
            if not woken.done():
                woken.set_result(None)
            await settle()
        self._elapsed = target
        await settle()


async def settle(turns: int = 20) -> None:
    """Give every runnable task its turn."""
    for _ in range(turns):
        await asyncio.sleep(0)
