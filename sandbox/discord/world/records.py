"""What happened on the wire, for tests to ask about and for the page to show."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class RestCall:
    """One REST request and the status that it got."""

    bot: str
    method: str
    route: str
    path: str
    status: int
    at: datetime


@dataclass(frozen=True, slots=True)
class GatewayEvent:
    """One step in a gateway connection's life, such as `connect`, `identify` or `resume`."""

    kind: str
    bot: str
    shard: int
    detail: str
    at: datetime


@dataclass(slots=True)
class Records:
    """The last few thousand steps, and counts of all."""

    rest: deque[RestCall] = field(default_factory=lambda: deque[RestCall](maxlen=_KEPT))
    gateway: deque[GatewayEvent] = field(default_factory=lambda: deque[GatewayEvent](maxlen=_KEPT))
    rest_counts: Counter[tuple[str, str, int]] = field(
        default_factory=Counter[tuple[str, str, int]]
    )
    gateway_counts: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    # Sessions with an open socket, by bot and shard, and the most there ever were at once.
    live: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])
    most_live: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])
    _waiters: set[asyncio.Event] = field(default_factory=set[asyncio.Event])

    def add_rest(self, call: RestCall) -> None:
        self.rest.append(call)
        self.rest_counts[call.bot, f"{call.method} {call.route}", call.status] += 1
        self.touch()

    def add_gateway(self, event: GatewayEvent) -> None:
        self.gateway.append(event)
        self.gateway_counts[event.bot, event.kind] += 1
        self.touch()

    def session_up(self, bot: str, shard: int) -> None:
        self.live[bot, shard] += 1
        self.most_live[bot, shard] = max(self.most_live[bot, shard], self.live[bot, shard])
        self.touch()

    def session_down(self, bot: str, shard: int) -> None:
        self.live[bot, shard] -= 1
        self.touch()

    def count(self, kind: str, bot: str) -> int:
        """How often a bot did this on the gateway (`identify`, `resume`, `heartbeat`)."""
        return self.gateway_counts[bot, kind]

    def calls(self, bot: str, method: str = "", route: str = "") -> Iterator[RestCall]:
        """The bot's recent requests whose method is `method` and whose route holds `route`."""
        for call in self.rest:
            if call.bot == bot and method in ("", call.method) and route in call.route:
                yield call

    def touch(self) -> None:
        """Something changed: whoever waits looks again."""
        for waiter in self._waiters:
            waiter.set()

    async def until(self, condition: Callable[[], bool], within: float = 10.0) -> None:
        """Wait until `condition` holds; TimeoutError when it doesn't in time."""
        changed = asyncio.Event()
        self._waiters.add(changed)
        try:
            async with asyncio.timeout(within):
                while not condition():
                    await changed.wait()
                    changed.clear()
        finally:
            self._waiters.discard(changed)
