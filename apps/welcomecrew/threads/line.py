"""A line before something that only a few may do at once, with a door for those in a hurry."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Line:
    """Who is in a hurry goes before all who are not: people wait for them, and they are few."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._hurried: deque[asyncio.Future[None]] = deque()
        self._patient: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def turn(self, *, hurried: bool) -> AsyncGenerator[None]:
        """Wait for a turn, which lasts as long as the block."""
        await self._come(self._hurried if hurried else self._patient)
        try:
            yield
        finally:
            self._leave()

    async def _come(self, line: deque[asyncio.Future[None]]) -> None:
        if self._free:
            self._free -= 1
            return
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                # Called in the moment in which it went away: the next one's turn.
                self._leave()
            raise

    def _leave(self) -> None:
        for line in (self._hurried, self._patient):
            while line:
                called = line.popleft()
                # Whoever went away is passed over.
                if not called.done():
                    called.set_result(None)
                    return
        self._free += 1
