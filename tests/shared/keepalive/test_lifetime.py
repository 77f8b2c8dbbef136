"""The end of the process: one reason, one order, one deadline."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from sandbox.ports import free_port
from shared.keepalive.lifetime import (
    EXIT_GRACE_S,
    LAST_GRACE_S,
    ExitStatus,
    Lifetime,
    Step,
)
from shared.keepalive.loop_guard import LOOKS_EVERY_S
from shared.keepalive.settings import KeepaliveSettings
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


async def test_a_signal_makes_the_stop_of_a_handover_final() -> None:
    lifetime = Lifetime(ManualClock(), deadline_s=20)
    with lifetime.signals():
        lifetime.request_stop(ExitStatus.STAND_BY, "handing over", cause="turn", within_s=6)
        os.kill(os.getpid(), signal.SIGTERM)
        # The loop hears of a signal through a socket of its own.
        await asyncio.sleep(0.05)
    request = lifetime.request
    assert request is not None
    assert (request.status, request.reason) == (ExitStatus.STOPPED, "received SIGTERM")
    assert lifetime.left_s() == 6, "somebody still waits for the turn"


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


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


PROGRAM = """
import asyncio, os, signal, sys
from shared.keepalive.lifetime import ExitStatus, Lifetime, run_process
from shared.timing.clock import SystemClock

async def main():
    lifetime = Lifetime(SystemClock(), deadline_s=5)
    print(os.getpid(), *sys.argv[1:], flush=True)
    with lifetime.signals():
        if "--standby" not in sys.argv:
            return ExitStatus.STAND_BY
        request = await lifetime.requested()
    print(request.reason, flush=True)
    return request.status

if "--standby" not in sys.argv:
    # Held back until the program that comes next can hear it.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    os.kill(os.getpid(), signal.SIGTERM)
    unblock, signal.pthread_sigmask = signal.pthread_sigmask, lambda *_: set()
run_process(main())
"""


@pytest.mark.process
def test_who_gave_its_turn_away_begins_anew_and_still_hears_a_stop() -> None:
    done = run(PROGRAM, "one")
    before, after, reason = done.stdout.splitlines()
    assert done.returncode == ExitStatus.STOPPED, done.stderr
    pid = before.split()[0]
    assert (before, after) == (f"{pid} one", f"{pid} one --standby")
    assert reason == "received SIGTERM"


HUNG = """
import asyncio, sys, time
from shared.keepalive.lifetime import ExitStatus, run_process

async def main():
    print(*sys.argv[1:], flush=True)
    if "--standby" in sys.argv:
        return ExitStatus.STOPPED
    asyncio.get_running_loop().run_in_executor(None, time.sleep, 60)
    return ExitStatus.STAND_BY

run_process(main())
"""


@pytest.mark.process
def test_a_thread_that_hangs_keeps_nobody_from_beginning_anew() -> None:
    done = run(HUNG, "one")
    assert done.stdout.splitlines() == ["one", "one --standby"], done.stderr
    assert done.returncode == ExitStatus.STOPPED


STOPPED_WHILE_HANDING_OVER = """
import os, signal, sys
import discord
from discord.ext import commands
from shared.keepalive.lifetime import run_process
from shared.keepalive.service import Keepalive
from shared.keepalive.settings import KeepaliveSettings
from shared.timing.clock import SystemClock
from shared.turn.turn import OnlyInstance, TurnLost

class Lost(OnlyInstance):
    async def lost(self):
        return TurnLost("handing over to instance second", in_peace=True)

async def main():
    settings = KeepaliveSettings(
        discord_token="x" * 60, port=int(sys.argv[2]), discord_api_url="http://127.0.0.1:9",
        state_dir=sys.argv[1],
    )
    keepalive = Keepalive(service="tiny", settings=settings, clock=SystemClock(), turn=Lost())

    async def is_stopped_too():
        os.kill(os.getpid(), signal.SIGTERM)

    keepalive.on_stop("what waits", is_stopped_too)
    print("begins", flush=True)
    bot = commands.Bot("!", intents=discord.Intents.none())
    return await keepalive.run(bot, "x" * 60)

if "--standby" in sys.argv:
    sys.exit("it began anew")
run_process(main())
"""


@pytest.mark.process
def test_a_stop_during_a_handover_ends_the_process(tmp_path: Path) -> None:
    done = run(STOPPED_WHILE_HANDING_OVER, str(tmp_path), str(free_port()))
    assert (done.returncode, done.stdout) == (0, "begins\n"), done.stderr
    record = (tmp_path / "tiny-last-run.json").read_text(encoding="utf-8")
    assert "received SIGTERM" in record


@pytest.mark.process
def test_a_full_collection_leaves_out_what_was_imported() -> None:
    program = """
import gc
from shared.keepalive.lifetime import ExitStatus, run_process

async def main():
    print(gc.get_freeze_count(), len(gc.get_objects()), int(gc.isenabled()))
    return ExitStatus.STOPPED

gc.disable()  # as the bots begin
run_process(main())
"""
    done = run(program)
    assert done.returncode == 0, done.stderr
    frozen, others, enabled = map(int, done.stdout.split())
    assert frozen > 20 * others
    assert enabled


async def test_a_stop_that_somebody_waits_for_is_shorter() -> None:
    clock = ManualClock()
    lifetime = Lifetime(clock, deadline_s=20)
    lifetime.request_stop(ExitStatus.STAND_BY, "handing over", within_s=6)
    assert lifetime.left_s() == 6
    long = Lifetime(clock, deadline_s=4)
    long.request_stop(ExitStatus.STAND_BY, "handing over", within_s=6)
    assert long.left_s() == 4


def test_what_comes_after_the_stop_has_what_the_stop_left() -> None:
    clock = ManualClock()
    lifetime = Lifetime(clock, deadline_s=20)
    assert lifetime.exit_grace_s() == EXIT_GRACE_S, "nobody waits for its end"
    lifetime.request_stop(ExitStatus.STOPPED, "test")
    assert lifetime.exit_grace_s() == EXIT_GRACE_S
    clock.move(18)
    assert lifetime.exit_grace_s() == 2
    clock.move(5)
    assert lifetime.exit_grace_s() == LAST_GRACE_S


def test_the_worst_of_all_stops_ends_within_the_patience_of_hosts() -> None:
    """Render, Docker and systemd, as our files set them: 30 s, in which it may be frozen, too."""
    settings = KeepaliveSettings(discord_token="x" * 60)  # pyright: ignore[reportCallIssue, reportArgumentType]
    assert settings.stop_deadline_sec + LOOKS_EVERY_S + LAST_GRACE_S <= 30 - 5
