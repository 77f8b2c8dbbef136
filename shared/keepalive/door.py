"""Who may stay at the health pages: everybody is let in, and nobody can keep the others out.

Behind a host's proxy all visitors come from few addresses, so that no address is counted.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from aiohttp import web

from .ground.clock import Clock

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None

_log = logging.getLogger(__name__)

MOST_CONNECTIONS: Final = 256
PATIENCE_S: Final = 10.0
"""How long a connection may be open before its first whole request has come."""
_LOOK_EVERY_S: Final = 1.0


def most_connections() -> int:
    """A quarter of the files that the process may open; the gateway and Google need the rest."""
    if resource is None:
        return MOST_CONNECTIONS
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if files < 0 else max(1, min(MOST_CONNECTIONS, files // 4))


class Door:
    """Makes the protocol of each new connection, and closes an old one where there are too many.

    The first to go is the one that has waited longest without asking anything; when all have
    asked, the one whose last question is oldest.
    """

    def __init__(
        self,
        make: Callable[[], web.RequestHandler],
        *,
        clock: Clock,
        most: int,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._make = make
        self._clock = clock
        self._most = most
        self._patience_s = patience_s
        # Which came when and asked nothing yet; and who asked, in the order of the last question.
        self._silent: OrderedDict[web.RequestHandler, float] = OrderedDict()
        self._asked: OrderedDict[web.RequestHandler, None] = OrderedDict()

    def __call__(self) -> asyncio.Protocol:
        """One more connection, as asyncio's `create_server` asks for it. Never refused."""
        if len(self._silent) + len(self._asked) >= self._most:
            self._make_room()
        connection = self._make()
        self._silent[connection] = self._clock.monotonic()
        return connection

    def notice(self, request: web.BaseRequest) -> None:
        """This connection has asked something."""
        connection = request.protocol
        if connection in self._asked:
            self._asked.move_to_end(connection)
        else:
            self._silent.pop(connection, None)
            self._asked[connection] = None

    async def run(self) -> None:
        """Show those out who say nothing, until cancelled."""
        while True:
            await self._clock.sleep(_LOOK_EVERY_S)
            self._forget_the_gone()
            latest = self._clock.monotonic() - self._patience_s
            for connection, came in tuple(self._silent.items()):
                if came > latest:
                    break
                self._show_out(connection)

    def _make_room(self) -> None:
        self._forget_the_gone()
        if len(self._silent) + len(self._asked) >= self._most:
            self._show_out(next(iter(self._silent or self._asked)))

    def _show_out(self, connection: web.RequestHandler) -> None:
        self._silent.pop(connection, None)
        self._asked.pop(connection, None)
        if connection.transport is not None:
            # Not `close()`: that would wait until a visitor has read what he may never read.
            connection.transport.abort()

    def _forget_the_gone(self) -> None:
        # One that came just now may have no transport yet.
        latest = self._clock.monotonic() - _LOOK_EVERY_S
        for connection in [it for it in self._asked if it.transport is None]:
            del self._asked[connection]
        for connection, came in tuple(self._silent.items()):
            if connection.transport is None and came <= latest:
                del self._silent[connection]
