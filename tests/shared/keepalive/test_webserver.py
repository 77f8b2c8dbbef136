"""The routes: statuses, HEAD, no-store, an app's own routes, and what fails behind them."""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession as Client
from aiohttp import web

from sandbox.ports import free_port
from shared.keepalive.health import HealthReport, Identity, report
from shared.keepalive.listening import PortUnavailable
from shared.keepalive.snapshot import GatewaySnapshot, GatewayState
from shared.keepalive.status_page import script_hash
from shared.keepalive.watchdog import Limits
from shared.keepalive.webserver import Pages, WebServer, build_app
from tests.fakes.clock import ManualClock
from tests.shared.keepalive.facts import gateway, shard

ZOMBIE = gateway(shard(readings=(None, None, None), latency_s=None), event_age_s=700.0)
AWAY = gateway(shard(state=GatewayState.DISCONNECTED, outage_s=5.0))


@dataclass
class Facts:
    snapshot: GatewaySnapshot = field(default_factory=gateway)
    accepted: bool = False

    def health(self) -> HealthReport:
        identity = Identity("tiny", "srv-1", "abc1234")
        return report(self.snapshot, (), Limits(), identity, datetime(2026, 1, 5, tzinfo=UTC))

    def pages(self, *, strict: bool = False) -> Pages:
        return Pages(
            health=self.health,
            accepted=lambda: self.accepted,
            metrics=lambda: (b"up 1\n", "text/plain; version=1.0.0; charset=utf-8"),
            status=lambda: "<!doctype html><p>all is well",
            strict_probe=strict,
        )


async def crash(_request: web.Request) -> web.Response:
    raise ValueError("a secret")


async def own(_request: web.Request) -> web.Response:
    return web.Response(text="mine", headers={"Cache-Control": "max-age=60"})


@pytest.fixture
def facts() -> Facts:
    return Facts()


@asynccontextmanager
async def served(pages: Pages, routes: Iterable[web.RouteDef] = ()) -> AsyncGenerator[Client]:
    port = free_port()
    server = WebServer(build_app(pages, routes), port=port, clock=ManualClock())
    await server.start()
    try:
        async with Client(f"http://127.0.0.1:{port}") as session:
            yield session
    finally:
        await server.close()


@pytest.fixture
async def client(facts: Facts) -> AsyncIterator[Client]:
    async with served(facts.pages(), [web.get("/crash", crash), web.get("/own", own)]) as opened:
        yield opened


@pytest.fixture
async def strict(facts: Facts) -> AsyncIterator[Client]:
    async with served(facts.pages(strict=True)) as opened:
        yield opened


TABLE = [(gateway(), 200, 200), (ZOMBIE, 206, 503), (AWAY, 503, 503)]


@pytest.mark.parametrize(("snapshot", "plain", "strictly"), TABLE)
async def test_healthz(
    client: Client, facts: Facts, snapshot: GatewaySnapshot, plain: int, strictly: int
) -> None:
    facts.snapshot = snapshot
    for path, status in (("/healthz", plain), ("/healthz?strict=1", strictly)):
        answer = await client.get(path)
        assert answer.status == status
        assert await answer.json() == facts.health().body


@pytest.mark.parametrize(("snapshot", "status"), [row[:2] for row in TABLE])
async def test_probes(
    client: Client, strict: Client, facts: Facts, snapshot: GatewaySnapshot, status: int
) -> None:
    facts.snapshot = snapshot
    for path in ("/", "/ready", "/health"):
        lenient = await client.get(path)
        assert lenient.status == 200
        assert await lenient.json() == facts.health().body | {"strict_probe": False}
        answer = await strict.get(path)
        assert answer.status == status
        assert await answer.json() == facts.health().body


@pytest.mark.parametrize(("snapshot", "plain", "strictly"), TABLE)
async def test_balancers_may_ask_by_options(
    client: Client, facts: Facts, snapshot: GatewaySnapshot, plain: int, strictly: int
) -> None:
    facts.snapshot = snapshot
    wanted = {"/healthz": plain, "/healthz?strict=1": strictly, "/": 200, "/startupz": 503}
    for path, status in wanted.items():
        answer = await client.options(path)
        assert (answer.status, answer.headers["Cache-Control"]) == (status, "no-store"), path
    # HAProxy's and Apache's question about the server as a whole.
    port = (await client.get("/")).url.port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"OPTIONS * HTTP/1.0\r\n\r\n")
    assert (await reader.readline()).split()[1] == str(strictly).encode()
    writer.close()


async def test_startupz_is_about_the_token_only(client: Client, facts: Facts) -> None:
    facts.snapshot = AWAY
    assert (await client.get("/startupz")).status == 503
    facts.accepted = True
    assert (await client.get("/startupz")).status == 200


@pytest.mark.parametrize(
    "path", ["/", "/ready", "/health", "/healthz", "/startupz", "/metrics", "/status"]
)
async def test_head_and_no_store(client: Client, path: str) -> None:
    answer = await client.get(path)
    head = await client.head(path)
    assert head.status == answer.status
    assert await head.read() == b""
    assert answer.headers["Cache-Control"] == head.headers["Cache-Control"] == "no-store"
    assert (await client.post(path)).status == 405


async def test_what_fails_says_nothing_of_the_inside(client: Client) -> None:
    answer = await client.get("/crash")
    assert answer.status == 500
    assert await answer.json() == {"error": "internal error"}
    assert (await client.get("/nowhere")).status == 404


async def test_an_app_has_routes_and_headers_of_its_own(client: Client) -> None:
    answer = await client.get("/own")
    assert await answer.text() == "mine"
    assert answer.headers["Cache-Control"] == "max-age=60"


async def test_the_status_page_loads_nothing_from_elsewhere(client: Client) -> None:
    policy = (await client.get("/status")).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert f"script-src '{script_hash()}';" in policy, "its own script and no other"


async def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = WebServer(build_app(Facts().pages()), port=port, clock=ManualClock())
        with pytest.raises(PortUnavailable, match=f"port {port}"):
            await server.start()


async def test_a_hundred_askers_at_once(client: Client) -> None:
    answers = await asyncio.gather(*(client.get("/healthz") for _ in range(100)))
    assert {answer.status for answer in answers} == {200}
