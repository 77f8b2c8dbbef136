"""Whether the bots' memory stays flat: what they hold, second by second."""

import asyncio
import statistics
from collections.abc import Mapping
from typing import Final

from bench.processes import resident_mib
from tests.process.harness import BotProcess

_EVERY_S: Final = 0.5


class MemoryWatch:
    """Samples until it is cancelled."""

    def __init__(self, bots: Mapping[str, BotProcess]) -> None:
        self._bots = bots
        self._samples: dict[str, list[float]] = {name: [] for name in bots}

    async def watch(self) -> None:
        """For ever."""
        while True:
            for name, bot in self._bots.items():
                self._samples[name].append(resident_mib(bot))
            await asyncio.sleep(_EVERY_S)

    def early_and_late(self, name: str) -> tuple[float, float]:
        """MiB in the second quarter, when all caches are full, and in the last one: medians."""
        samples = self._samples[name]
        quarter = max(1, len(samples) // 4)
        return (
            statistics.median(samples[quarter : 2 * quarter] or samples),
            statistics.median(samples[-quarter:]),
        )
