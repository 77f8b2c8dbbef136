"""The end of the process: one reason, one order, one deadline."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable

from shared.keepalive.lifetime import ExitStatus, Lifetime, Step
from shared.timing.clock import SystemClock
from tests.fakes.clock import ManualClock


def test_the_table_of_statuses() -> None:
    assert {status.name: int(status) for status in ExitStatus} == {
        "STOPPED": 0,
        "RESTART": 1,
        "PORT_UNAVAILABLE": 69,
        "CRASHED": 70,
        "STAND_BY": 75,
        "CONFIGURATION": 78,
    }


async def test_the_first_request_wins() -> None:
    lifetime = Lifetime(ManualClock(), deadline_s=20)
    waiting = asyncio.create_task(lifetime.requested())
    await asyncio.sleep(0)
    lifetime.request_stop(ExitStatus.RESTART, "outage", cause="outage")
    lifetime.request_stop(ExitStatus.STOPPED, "SIGTERM came later")
    request = await waiting
    assert (request.status, request.reason, request.cause) == (1, "outage", "outage")
    assert await lifetime.requested() is request


async def test_a_signal_asks_for_a_stop() -> None:
    lifetime = Lifetime(ManualClock(), deadline_s=20)
    with lifetime.signals():
        os.kill(os.getpid(), signal.SIGTERM)
        request = await lifetime.requested()
    assert (request.status, request.reason) == (ExitStatus.STOPPED, "received SIGTERM")
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL, "handlers are taken down again"


def closer(log: list[str], name: str) -> Callable[[], Awaitable[None]]:
    async def close() -> None:
        log.append(name)

    return close


async def test_gateway_first_then_the_last_registered_then_the_pages() -> None:
    log: list[str] = []
    lifetime = Lifetime(ManualClock(), deadline_s=20)
    lifetime.on_stop("sheets", closer(log, "sheets"))
    lifetime.on_stop("outbox", closer(log, "outbox"))
    lifetime.request_stop(ExitStatus.STOPPED, "test")
    await lifetime.close_all(
        before=[Step("gateway", closer(log, "gateway"))], after=[Step("web", closer(log, "web"))]
    )
    assert log == ["gateway", "outbox", "sheets", "web"]


async def test_what_hangs_or_fails_is_left_behind_within_the_deadline() -> None:
    log: list[str] = []
    clock = SystemClock()
    lifetime = Lifetime(clock, deadline_s=0.8)

    async def hang() -> None:
        await asyncio.Event().wait()

    async def fail() -> None:
        raise RuntimeError("broken")

    lifetime.on_stop("last", closer(log, "last"))
    lifetime.on_stop("fails", fail)
    lifetime.on_stop("hangs", hang)
    lifetime.request_stop(ExitStatus.STOPPED, "test")
    began = clock.monotonic()
    await lifetime.close_all(
        before=[Step("gateway", hang, at_most_s=0.1)], after=[Step("web", closer(log, "web"))]
    )
    assert log == ["last", "web"]
    assert 0.1 < clock.monotonic() - began < 0.8
