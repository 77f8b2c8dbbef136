"""The host of the sandbox: what it restarts, what it leaves alone, what it shows."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from sandbox.hosting.hosted import LINE_LIMIT, HostedBot
from sandbox.hosting.restarts import AfterExit, ProcessState, after_exit, pause_before_restart
from sandbox.hosting.supervisor import Supervisor
from tests.fakes.clock import ManualClock

SAYS_AND_WAITS = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print("\\x1b[31mhello\\x1b[0m " + "x" * 2000, flush=True)
time.sleep(60)
"""
COUNTS = """
import itertools, time
for number in itertools.count():
    print(number, flush=True)
    time.sleep(0.02)
"""
IGNORES_SIGTERM = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("hello", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize(
    ("status", "asked", "expected"),
    [
        (0, True, AfterExit(ProcessState.STOPPED, "stopped by request, exit status 0")),
        (-9, True, AfterExit(ProcessState.STOPPED, "stopped by request, killed by SIGKILL")),
        (0, False, AfterExit(ProcessState.RESTARTING, "ended, exit status 0; starting it again")),
        (1, False, AfterExit(ProcessState.RESTARTING, "ended, exit status 1; starting it again")),
        (
            -9,
            False,
            AfterExit(ProcessState.RESTARTING, "ended, killed by SIGKILL; starting it again"),
        ),
        (
            78,
            False,
            AfterExit(
                ProcessState.REFUSED, "not restarted: configuration. Its words: no token here"
            ),
        ),
    ],
)
def test_what_a_host_does(status: int, asked: bool, expected: AfterExit) -> None:
    log = ["first", "no token here"]
    assert after_exit(status, asked_to_stay_off=asked, log=log) == expected


def test_the_pause_doubles_while_a_process_dies_young() -> None:
    pauses = [0.0]
    for _ in range(6):
        pauses.append(pause_before_restart(0.5, pauses[-1]))
    assert pauses[1:] == [1, 2, 4, 8, 15, 15]
    assert pause_before_restart(61, 15) == 1


class Host:
    """A supervisor whose bots are small programs written by the test."""

    def __init__(self, folder: Path, clock: ManualClock) -> None:
        self.clock = clock
        self._folder = folder
        self.bot = HostedBot(
            "played",
            lambda _: {},
            folder=folder,
            clock=clock,
            changed=lambda _: self._turn.set(),
            code=folder,
            stop_within=1.5,
        )
        self._turn = asyncio.Event()

    def plays(self, code: str) -> None:
        """From its next start the bot runs this."""
        package = self._folder / "apps" / "played"
        package.mkdir(parents=True, exist_ok=True)
        (package / "__main__.py").write_text(code)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something to be so; every change of the bot looks again."""
        async with asyncio.timeout(10):
            while not holds():
                self._turn.clear()
                await self._turn.wait()

    def says(self, words: str) -> Callable[[], bool]:
        return lambda: any(words in line for line in self.bot.report().log)


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[Host]:
    made = Host(tmp_path, ManualClock())
    yield made
    await made.bot.stop()


async def test_output_is_kept_clipped_and_without_colours(host: Host) -> None:
    host.plays(SAYS_AND_WAITS)
    host.bot.start()
    await host.until(host.says("hello"))
    report = host.bot.report()
    assert report.log[0].startswith("hello xxx")
    assert len(report.log[0]) == LINE_LIMIT
    assert (report.state, report.words) == (ProcessState.RUNNING, "running")
    assert report.pid is not None


async def test_a_stop_is_a_stop(host: Host) -> None:
    host.plays(SAYS_AND_WAITS)
    host.bot.start()
    await host.until(host.says("hello"))
    await host.bot.stop()
    report = host.bot.report()
    assert (report.state, report.last_status, report.pid) == (ProcessState.STOPPED, 0, None)
    assert report.restarts == 0


async def test_who_ignores_sigterm_is_killed(host: Host) -> None:
    host.plays(IGNORES_SIGTERM)
    host.bot.start()
    await host.until(host.says("hello"))
    await host.bot.stop()
    assert host.bot.report().last_status == -signal.SIGKILL


async def test_a_killed_bot_is_started_again_on_the_same_port(host: Host) -> None:
    host.plays(SAYS_AND_WAITS)
    host.bot.start()
    await host.until(host.says("hello"))
    before = host.bot.report()
    host.bot.signal(signal.SIGKILL)
    await host.until(lambda: host.bot.report().state is ProcessState.RESTARTING)
    await host.until(host.says("starting it again"))
    await host.clock.advance(1)
    await host.until(lambda: host.bot.report().state is ProcessState.RUNNING)
    after = host.bot.report()
    assert after.restarts == 1
    assert after.url == before.url
    assert after.pid != before.pid


async def test_a_wrong_configuration_is_not_restarted_but_can_be_tried_again(host: Host) -> None:
    host.plays("import sys; print('DISCORD_TOKEN is missing'); sys.exit(78)")
    host.bot.start()
    await host.until(lambda: host.bot.report().state is ProcessState.REFUSED)
    report = host.bot.report()
    assert report.words == "not restarted: configuration. Its words: DISCORD_TOKEN is missing"
    host.plays(SAYS_AND_WAITS)
    await asyncio.sleep(0)
    host.bot.start()
    await host.until(host.says("hello"))


async def test_a_stop_between_two_lives_cancels_the_restart(host: Host) -> None:
    host.plays("raise SystemExit(1)")
    host.bot.start()
    await host.until(host.says("starting it again"))
    await host.bot.stop()
    assert host.bot.report().state is ProcessState.STOPPED
    await host.clock.advance(60)
    assert host.bot.report().restarts == 0


async def test_a_frozen_process_says_nothing_until_it_goes_on_and_can_be_stopped(
    host: Host,
) -> None:
    host.plays(COUNTS)
    host.bot.freeze()
    assert not host.bot.report().frozen, "nothing runs yet"
    host.bot.start()
    await host.until(host.says("3"))
    host.bot.freeze()
    assert host.bot.report().frozen
    await asyncio.sleep(0.2)  # what it had said before arrives
    before = host.bot.report().log
    await asyncio.sleep(0.2)
    assert host.bot.report().log == before
    host.bot.thaw()
    await host.until(
        lambda: host.bot.report().log[-1] not in (*before, "— host: goes on (SIGCONT)")
    )
    host.bot.freeze()
    await asyncio.wait_for(host.bot.stop(), 1)
    assert not host.bot.report().frozen
    assert host.bot.report().last_status == -signal.SIGTERM


async def test_the_environment_is_only_what_the_sandbox_gives(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a real one of the person at the keyboard")
    package = tmp_path / "apps" / "played"
    package.mkdir(parents=True)
    (package / "__main__.py").write_text(
        "import os; print(sorted(os.environ)); raise SystemExit(78)"
    )
    refused = asyncio.Event()

    def look(_: str) -> None:
        if supervisor.reports()[0].state is ProcessState.REFUSED:
            refused.set()

    supervisor = Supervisor(["played"], lambda app: {"NAME": app}, changed=look, code=tmp_path)
    async with supervisor, asyncio.timeout(10):
        supervisor.start_all()
        await refused.wait()
        printed = supervisor.reports()[0].log[0]
    assert "'NAME'" in printed
    assert "'PORT'" in printed
    assert "DISCORD_TOKEN" not in printed
