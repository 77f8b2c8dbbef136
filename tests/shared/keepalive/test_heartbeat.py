"""The dead man's switch: only after fresh ACKs, not too often, harmless when it fails."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from shared.keepalive.heartbeat import Heartbeat
from tests.fakes.clock import ManualClock


class Monitor:
    def __init__(self) -> None:
        self.calls = 0
        self.status = 200
        self.called = asyncio.Event()

    async def handle(self, _request: web.Request) -> web.Response:
        self.calls += 1
        self.called.set()
        return web.Response(status=self.status)

    async def wait(self) -> None:
        async with asyncio.timeout(5):
            await self.called.wait()
        self.called.clear()
        await asyncio.sleep(0.02)


@pytest.fixture
def monitor() -> Monitor:
    return Monitor()


@pytest.fixture
async def address(monitor: Monitor) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/secret-id", monitor.handle)
    async with TestServer(app) as server:
        yield str(server.make_url("/secret-id"))


async def test_it_calls_after_fresh_acks_only(monitor: Monitor, address: str) -> None:
    clock = ManualClock()
    heartbeat = Heartbeat(url=address, every_s=60, clock=clock)
    running = asyncio.create_task(heartbeat.run())
    await clock.advance(600)
    assert monitor.calls == 0
    heartbeat.fresh_ack()
    await monitor.wait()
    # More ACKs within the minute make one more call, at its end.
    for _ in range(5):
        heartbeat.fresh_ack()
    await clock.advance(59)
    assert monitor.calls == 1
    await clock.advance(2)
    await monitor.wait()
    assert monitor.calls == 2
    running.cancel()
    await asyncio.wait({running})


async def test_a_monitor_that_fails_is_logged_once(
    monitor: Monitor, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    monitor.status = 500
    clock = ManualClock()
    heartbeat = Heartbeat(url=address, every_s=1, clock=clock)
    with caplog.at_level(logging.WARNING):
        running = asyncio.create_task(heartbeat.run())
        for _ in range(3):
            heartbeat.fresh_ack()
            await monitor.wait()
            await clock.advance(2)
        running.cancel()
        await asyncio.wait({running})
    assert [record.getMessage() for record in caplog.records] == [
        "HEARTBEAT_URL failed: status 500"
    ]
    assert "secret-id" not in caplog.text
