"""Several instances of a bot on one host: names, rooms of their own, and deploys."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from sandbox.hosting.restarts import ProcessState
from sandbox.hosting.supervisor import STARTED_WITHIN_S, Supervisor
from tests.fakes.clock import ManualClock

pytestmark = pytest.mark.process

# Its start page answers with what the file beside it says, and its environment is printed.
SERVES = """
import http.server, json, os, pathlib, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print("asked", self.path, flush=True)
        self.send_response(int((pathlib.Path(__file__).parent / "status").read_text()))
        self.end_headers()
    def log_message(self, *_): pass
server = http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page)
print(json.dumps(dict(os.environ)), flush=True)
server.serve_forever()
"""


OVERLAP_S = 15.0
# The host looks whether the new one has started each 0.3 s.
STEP_S = 0.3


class Hosting:
    """A supervisor of small programs, with a clock that stands still."""

    def __init__(self, folder: Path) -> None:
        self._package = folder / "apps" / "played"
        self._package.mkdir(parents=True)
        (self._package / "__main__.py").write_text(SERVES)
        self.answers(200)
        self._turn = asyncio.Event()
        self.clock = ManualClock()
        self.prepared: list[str] = []
        self.host = Supervisor(
            ["played"],
            lambda name: {"NAME": name},
            instances=2,
            prepare=self._prepare,
            clock=self.clock,
            changed=lambda _: self._turn.set(),
            code=folder,
            overlap=OVERLAP_S,
        )

    async def _prepare(self, name: str) -> None:
        self.prepared.append(name)

    def answers(self, status: int) -> None:
        (self._package / "status").write_text(str(status))

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not holds():
                self._turn.clear()
                await self._turn.wait()

    async def passing_time(self, holds: Callable[[], bool]) -> float:
        """Let time pass until something is so; gives how much of it has."""
        began = self.clock.monotonic()
        async with asyncio.timeout(20):
            while not holds():
                await self.clock.advance(STEP_S)
                await asyncio.sleep(0.01)  # what the host asked a process for takes real time
        return self.clock.monotonic() - began

    @property
    def names(self) -> list[str]:
        return list(self.host.bots)

    def was_asked(self, name: str) -> Callable[[], bool]:
        return lambda: "asked /startupz" in self.host.bots[name].report().log

    def runs(self, name: str) -> Callable[[], bool]:
        return lambda: name in self.host.bots and bool(self._environment(name))

    def _environment(self, name: str) -> dict[str, str]:
        lines = self.host.bots[name].report().log
        printed = next((line for line in lines if line.startswith("{")), "{}")
        return json.loads(printed)

    def environments(self) -> list[dict[str, str]]:
        return [self._environment(name) for name in self.names]


@pytest.fixture
async def hosting(tmp_path: Path) -> AsyncIterator[Hosting]:
    made = Hosting(tmp_path)
    async with made.host:
        made.host.start_all()
        for name in ("played", "played-2"):
            await made.until(made.runs(name))
        yield made


async def test_each_instance_has_its_own_port_name_and_folder(hosting: Hosting) -> None:
    assert hosting.names == hosting.prepared == ["played", "played-2"]
    environments = hosting.environments()
    for variable in ("PORT", "STATE_DIR", "RENDER_INSTANCE_ID", "NAME"):
        assert len({env[variable] for env in environments}) == 2, variable
    assert [env["RENDER_INSTANCE_ID"] for env in environments] == hosting.names
    reports = hosting.host.reports()
    assert [(it.app, it.name) for it in reports] == [("played", it) for it in hosting.names]


async def test_a_deploy_stops_the_oldest_some_seconds_after_the_new_one_has_started(
    hosting: Hosting,
) -> None:
    oldest = hosting.host.bots["played"]
    assert hosting.host.begin_deploy("played")
    await hosting.until(hosting.runs("played-3"))
    assert not hosting.host.begin_deploy("played"), "one at a time"
    await hosting.passing_time(hosting.was_asked("played-3"))
    overlap = await hosting.passing_time(lambda: "played" not in hosting.names)
    assert OVERLAP_S - 5 < overlap < OVERLAP_S + 5
    assert hosting.names == ["played-2", "played-3"]
    assert oldest.report().last_status == 0
    assert all(it.state is ProcessState.RUNNING for it in hosting.host.reports())


async def test_what_never_starts_is_taken_away_and_the_old_ones_stay(hosting: Hosting) -> None:
    hosting.answers(503)
    assert hosting.host.begin_deploy("played")
    await hosting.until(hosting.runs("played-3"))
    waited = await hosting.passing_time(lambda: hosting.names == ["played", "played-2"])
    assert STARTED_WITHIN_S - 5 < waited < STARTED_WITHIN_S + 5
    assert "deploy cancelled" in hosting.host.bots["played"].report().log[-1]
    assert hosting.host.begin_deploy("played"), "another one may begin"
