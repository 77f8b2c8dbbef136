"""How late the event loop ran at worst, measured from inside the process, told on SIGUSR1."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from time import perf_counter

_STEP_S = 0.002
PREFIX = "longest lag "


class LagProbe:
    """Sleeps for 2 ms over and over; what takes longer is lag."""

    def __init__(self) -> None:
        self._worst_s = 0.0

    @classmethod
    @asynccontextmanager
    async def running(cls, *, wanted: bool = True) -> AsyncGenerator[None]:
        """Measure while the block lasts. Each SIGUSR1 prints the worst since the last one."""
        if not wanted:
            yield
            return
        probe = cls()
        task = asyncio.create_task(probe._measure())
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, probe._tell)
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def _tell(self) -> None:
        print(f"{PREFIX}{self._worst_s:.6f}", flush=True)
        self._worst_s = 0.0

    async def _measure(self) -> None:
        while True:
            began = perf_counter()
            await asyncio.sleep(_STEP_S)
            self._worst_s = max(self._worst_s, perf_counter() - began - _STEP_S)
