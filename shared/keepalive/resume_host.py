"""Where to go when the host that keeps a session doesn't take it back.

discord.py 2.7.1 asks that host for ever, with pauses that grow to 17 minutes. It is left only for a
default gateway that answers: while all of Discord is away, the session is kept.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import aiohttp

S = TypeVar("S")

Connect = Callable[[str], Awaitable[S]]
"""Opens a socket at an address. Raises whatever keeps it from that."""

_PATIENT_TRIES: Final = 2
_OPENS_WITHIN_S: Final = 10.0


class ResumeHost:
    """Counts the tries at it since Discord last greeted this client."""

    def __init__(self) -> None:
        self._tries = 0
        self._opened = False

    def greeted(self) -> None:
        """A session goes on, or a new one began."""
        self._tries, self._opened = 0, False

    async def open(self, connect: Connect[S], *, there: str, home: str) -> S:
        """A socket `there`, at the session's host, or at the default gateway, `home`."""
        self._tries += 1
        if self._tries <= _PATIENT_TRIES:
            return await self._open_there(connect, there)
        if self._opened and self._tries % 2:
            # It lets us in and then says nothing.
            return await connect(home)
        try:
            async with asyncio.timeout(_OPENS_WITHIN_S):
                return await self._open_there(connect, there)
        except (OSError, TimeoutError, aiohttp.ClientError):
            # Where the default gateway fails as well, that is what is told.
            return await connect(home)

    async def _open_there(self, connect: Connect[S], there: str) -> S:
        socket = await connect(there)
        self._opened = True
        return socket
