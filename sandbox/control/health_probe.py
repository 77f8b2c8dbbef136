"""Asks each bot's /healthz once a second, as a host or a monitor would, and keeps the answers."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import aiohttp

from sandbox.discord.wire import Json
from shared.timing.clock import Clock

EVERY_SEC = 1.0
ANSWER_WITHIN = 2.0
KEPT = 120
NO_ANSWER = 0


@dataclass(frozen=True, slots=True)
class HealthAnswer:
    """What /healthz said."""

    status: int
    body: Json


class HealthProbe:
    """The last answer of each bot, and the codes of the last two minutes."""

    def __init__(
        self,
        addresses: Mapping[str, str],
        *,
        clock: Clock,
        changed: Callable[[str], None],
    ) -> None:
        self._addresses = addresses
        self._clock = clock
        self._changed = changed
        self._last: dict[str, HealthAnswer | None] = dict.fromkeys(addresses)
        self._codes = {app: deque[int](maxlen=KEPT) for app in addresses}

    def last(self, app: str) -> HealthAnswer | None:
        """The newest answer; None when there was none."""
        return self._last[app]

    def codes(self, app: str) -> list[int]:
        """One code a second, oldest first; 0 for no answer."""
        return list(self._codes[app])

    async def run(self) -> None:
        """Ask for ever."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                await self.step(session)
                await self._clock.sleep(EVERY_SEC)

    async def step(self, session: aiohttp.ClientSession) -> None:
        """Ask each bot once."""
        asked = (self._ask(session, app, url) for app, url in self._addresses.items())
        await asyncio.gather(*asked)

    async def _ask(self, session: aiohttp.ClientSession, app: str, url: str) -> None:
        try:
            async with session.get(f"{url}/healthz") as response:
                answer = HealthAnswer(response.status, await response.json())
        except (aiohttp.ClientError, TimeoutError, ValueError):
            answer = None
        self._codes[app].append(answer.status if answer else NO_ANSWER)
        self._last[app] = answer
        self._changed(app)
