"""Asks each bot's /healthz once a second, as a host or a monitor would, and keeps the answers."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import aiohttp

from sandbox.discord.wire import Json, as_object
from shared.timing.clock import Clock

EVERY_SEC = 1.0
ANSWER_WITHIN = 2.0
KEPT = 120
NO_ANSWER = 0
STANDS_BY = 1
"""In place of the 503 of an instance that has nothing to do: no trouble, as the others are."""


@dataclass(frozen=True, slots=True)
class HealthAnswer:
    """What /healthz said."""

    status: int
    body: Json


class HealthProbe:
    """The last answer of each instance, and the codes of the last two minutes."""

    def __init__(
        self,
        addresses: Callable[[], Mapping[str, str]],
        *,
        clock: Clock,
        changed: Callable[[str], None],
    ) -> None:
        self._addresses = addresses
        self._clock = clock
        self._changed = changed
        self._last: dict[str, HealthAnswer | None] = {}
        self._codes: dict[str, deque[int]] = {}

    def last(self, name: str) -> HealthAnswer | None:
        """The newest answer; None when there was none."""
        return self._last.get(name)

    def codes(self, name: str) -> list[int]:
        """One code a second, oldest first; see also NO_ANSWER and STANDS_BY."""
        return list(self._codes.get(name, ()))

    async def run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                await self.step(session)
                await self._clock.sleep(EVERY_SEC)

    async def step(self, session: aiohttp.ClientSession) -> None:
        """Ask each instance once; those that are gone are forgotten."""
        addresses = self._addresses()
        for gone in self._codes.keys() - addresses.keys():
            del self._codes[gone], self._last[gone]
        await asyncio.gather(*(self._ask(session, *address) for address in addresses.items()))

    async def _ask(self, session: aiohttp.ClientSession, name: str, url: str) -> None:
        try:
            async with session.get(f"{url}/healthz") as response:
                answer = HealthAnswer(response.status, await response.json())
        except (aiohttp.ClientError, TimeoutError, ValueError):
            answer = None
        codes = self._codes.setdefault(name, deque(maxlen=KEPT))
        codes.append(_code(answer))
        self._last[name] = answer
        self._changed(name)


def _code(answer: HealthAnswer | None) -> int:
    if answer is None:
        return NO_ANSWER
    return STANDS_BY if as_object(answer.body).get("state") == "standby" else answer.status
