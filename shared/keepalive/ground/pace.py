"""So many at once, then one at a time."""

import asyncio
from typing import Final


class Pace:
    """Lets `at_once` pass in a row, then one each `every_s` seconds."""

    def __init__(self, *, at_once: int, every_s: float) -> None:
        self._every_s: Final = every_s
        self._ahead_s: Final = (at_once - 1) * every_s
        self._free_from = float("-inf")

    async def passes(self) -> None:
        """Wait until this one may go."""
        now = asyncio.get_running_loop().time()
        due = max(self._free_from, now)
        # Taken at once, so that those who wait beside this one come later.
        self._free_from = due + self._every_s
        await asyncio.sleep(max(0.0, due - now - self._ahead_s))
