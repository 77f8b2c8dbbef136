"""A line before something that only a few may do at once, with a door for those in a hurry."""

import asyncio
from collections import deque


class Line:
    """Who is in a hurry goes before all who are not: people wait for them, and they are few."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._hurried: deque[asyncio.Future[None]] = deque()
        self._patient: deque[asyncio.Future[None]] = deque()

    def turn(self, *, hurried: bool) -> "Turn":
        """To be waited for with `async with`; it lasts as long as the block."""
        return Turn(self, hurried=hurried)

    async def come(self, *, hurried: bool) -> None:
        """Wait for a turn, which `leave` ends."""
        if self._free:
            self._free -= 1
            return
        line = self._hurried if hurried else self._patient
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                # Called in the moment in which it went away: the next one's turn.
                self.leave()
            raise

    def leave(self) -> None:
        """The next one's turn."""
        for line in (self._hurried, self._patient):
            while line:
                called = line.popleft()
                # Whoever went away is passed over.
                if not called.done():
                    called.set_result(None)
                    return
        self._free += 1


class Turn:
    """One turn. Hundreds may wait for theirs: a generator would be five objects more for each."""

    __slots__ = ("_hurried", "_line")

    def __init__(self, line: Line, *, hurried: bool) -> None:
        self._line = line
        self._hurried = hurried

    async def __aenter__(self) -> None:
        await self._line.come(hurried=self._hurried)

    async def __aexit__(self, *_: object) -> None:
        self._line.leave()
