"""Things done so often a second, by the clock."""

import asyncio
from collections.abc import Callable
from time import perf_counter


async def paced(seconds: float, per_second: float, act: Callable[[int], None]) -> None:
    """`act` with 0, 1, 2 …, each at its time."""
    began = perf_counter()
    for turn in range(round(seconds * per_second)):
        ahead = began + turn / per_second - perf_counter()
        # Also when it is late: the sandbox runs in the same loop.
        await asyncio.sleep(max(0.0, ahead))
        act(turn)
