"""The dead man's switch: calls an address after fresh heartbeat ACKs, so that silence tells."""

import asyncio
import logging
from dataclasses import dataclass, field

import aiohttp

from .ground.clock import Clock

_log = logging.getLogger(__name__)

_TIMEOUT = aiohttp.ClientTimeout(total=10.0)
_FIRST_ERROR = 400


@dataclass(kw_only=True, eq=False, repr=False)
class Heartbeat:
    """Pushes at most once per interval, only after real progress, and never gets in the way."""

    url: str = field(repr=False)  # whoever knows it can say that the bot lives
    every_s: float
    clock: Clock
    _fresh: asyncio.Event = field(default_factory=asyncio.Event)
    _well: bool = True

    def fresh_ack(self) -> None:
        """Discord has just answered a heartbeat."""
        self._fresh.set()

    async def run(self) -> None:
        """Push until cancelled."""
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            while True:
                await self._fresh.wait()
                self._fresh.clear()
                await self._push(session)
                await self.clock.sleep(self.every_s)

    async def _push(self, session: aiohttp.ClientSession) -> None:
        try:
            async with session.get(self.url) as response:
                well, words = response.status < _FIRST_ERROR, f"status {response.status}"
        # The last: a redirect to what is no address.
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            well, words = False, type(error).__name__
        if well != self._well:
            # One line per change: an address that is down for a day must not fill the log. The
            # address itself is as good as a password and stays out of it.
            _log.warning("HEARTBEAT_URL %s", "answers again" if well else f"failed: {words}")
        self._well = well
