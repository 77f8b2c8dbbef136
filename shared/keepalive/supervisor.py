"""systemd, where it asks to be told: READY once Discord took the token, WATCHDOG while we live."""

import asyncio
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .health import HealthReport
from .supervision import Supervision

_log = logging.getLogger(__name__)

_EVERY_S: Final = 10.0
# Of TimeoutStartSec, which would end a process that waits for Discord in good order.
_MORE_TIME_S: Final = 60


@dataclass(eq=False, repr=False)
class Supervisor:
    """Tells it from the event loop, so that a loop that stands still is silent."""

    supervision: Supervision
    accepted: Callable[[], bool]
    health: Callable[[], HealthReport]
    _ready: bool = False

    @property
    def listens(self) -> bool:
        """Whether there is anybody to tell."""
        return bool(self.supervision.socket)

    async def run(self) -> None:
        """Tell again and again, until cancelled."""
        every_s = min(_EVERY_S, self.supervision.watchdog_us / 3e6 or _EVERY_S)
        while True:
            self._tell(*self._news())
            # The start is over within a second of its being so.
            await asyncio.sleep(every_s if self._ready else min(every_s, 1.0))

    def stopping(self) -> None:
        """The ordered stop begins."""
        if self.listens:
            self._tell("STOPPING=1", self._status())

    def _news(self) -> list[str]:
        news = [self._status()]
        if self.supervision.watchdog_us:
            news.append("WATCHDOG=1")
        if not self._ready:
            self._ready = self.accepted()
            more = f"EXTEND_TIMEOUT_USEC={_MORE_TIME_S * 1_000_000}"
            news.append("READY=1" if self._ready else more)
        return news

    def _status(self) -> str:
        return f"STATUS={self.health().reason}"

    def _tell(self, *lines: str) -> None:
        address = self.supervision.socket
        if address.startswith("@"):
            address = f"\0{address[1:]}"
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
                out.settimeout(0)
                out.sendto("\n".join(lines).encode(errors="replace"), address)
        except OSError as error:
            _log.warning("systemd can't be told: %s", error)
