"""The pages of a bot, as they are; how the bot is, the test decides."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.ports import free_port
from shared.keepalive.health import HealthReport, Identity, report
from shared.keepalive.snapshot import GatewaySnapshot, GatewayState
from shared.keepalive.watchdog import Limits
from shared.keepalive.webserver import Pages, WebServer, build_app
from shared.timing.clock import SystemClock
from tests.shared.keepalive.facts import gateway, shard


class How(Enum):
    """How a bot is, and what `/healthz` says of it."""

    WELL = 200
    ZOMBIE = 206
    AWAY = 503


_FACTS: Final = {
    How.WELL: gateway(),
    How.ZOMBIE: gateway(
        shard(readings=(None, None, None), latency_s=None), event_age_s=700.0, last_ack_age_s=700.0
    ),
    How.AWAY: gateway(shard(state=GatewayState.DISCONNECTED, outage_s=5.0)),
}


@dataclass
class Bot:
    """Its port, how it is, and what was asked of it (`GET /healthz?strict=1`)."""

    port: int
    how: How = How.WELL
    accepted: bool = True
    asked: list[str] = field(default_factory=list[str])

    @property
    def _snapshot(self) -> GatewaySnapshot:
        return _FACTS[self.how]

    def _health(self) -> HealthReport:
        identity = Identity("clanmatch", "srv-1", "abc1234")
        return report(self._snapshot, (), Limits(), identity, datetime(2026, 1, 5, tzinfo=UTC))

    def pages(self) -> Pages:
        return Pages(
            health=self._health,
            accepted=lambda: self.accepted,
            metrics=lambda: (
                f"keepalive_gateway_up {int(self.how is not How.AWAY)}\n".encode(),
                "text/plain; version=0.0.4",
            ),
            status=lambda: "<!doctype html><p>the status page",
            strict_probe=False,
        )

    @web.middleware
    async def note(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.asked.append(f"{request.method} {request.raw_path}")
        return await handler(request)


@asynccontextmanager
async def bot() -> AsyncGenerator[Bot]:
    """One that is well."""
    one = Bot(free_port())
    app = build_app(one.pages())
    app.middlewares.insert(0, one.note)
    server = WebServer(app, port=one.port, clock=SystemClock())
    await server.start()
    try:
        yield one
    finally:
        await server.close()
