"""One place on a host: a process of a bot, started again when it ends."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.hosting.restarts import ProcessState, after_exit, pause_before_restart
from sandbox.ports import free_port
from shared.timing.clock import Clock

KEPT_LINES = 300
LINE_LIMIT = 600
# Of a line whose end hasn't come yet: more than is shown, for colours are taken out of it.
_MOST_WAITING = 4 * LINE_LIMIT
STOP_WITHIN = 15.0
REPOSITORY = Path(__file__).resolve().parents[2]
_ESCAPE_CODES = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class BotReport:
    """One instance of a bot as the host sees it."""

    name: str
    app: str
    state: ProcessState
    words: str
    pid: int | None
    frozen: bool
    url: str
    restarts: int
    last_status: int | None
    log: tuple[str, ...]


class HostedBot:
    """One instance of a bot: a process at a time, its output, and what was asked for."""

    def __init__(
        self,
        app: str,
        environment: Callable[[str], Mapping[str, str]],
        *,
        folder: Path,
        clock: Clock,
        changed: Callable[[str], None],
        name: str | None = None,
        code: Path = REPOSITORY,
        stop_within: float = STOP_WITHIN,
        heard: Callable[[str], None] = lambda _: None,
        more_code: Sequence[Path] = (),
    ) -> None:
        """`more_code`: folders in which Python looks before it looks in `code`."""
        self.app = app
        self.name = name or app
        self._more_code = more_code
        self._heard = heard
        self._code = code
        self._stop_within = stop_within
        self.port = free_port()
        self._environment = environment
        self._folder = folder
        self._clock = clock
        self._changed = changed
        self._log: deque[str] = deque(maxlen=KEPT_LINES)
        self._state = ProcessState.STOPPED
        self._words = "not started yet"
        self._process: asyncio.subprocess.Process | None = None
        self._host: asyncio.Task[None] | None = None
        self._stay_off = False
        self._pausing = False
        self._frozen = False
        self._restarts = 0
        self._last_status: int | None = None

    @property
    def url(self) -> str:
        """Where its web server listens, the same through all restarts."""
        return f"http://127.0.0.1:{self.port}"

    def report(self) -> BotReport:
        return BotReport(
            name=self.name,
            app=self.app,
            state=self._state,
            words=self._words,
            pid=self._process.pid if self._process else None,
            frozen=self._frozen,
            url=self.url,
            restarts=self._restarts,
            last_status=self._last_status,
            log=tuple(self._log),
        )

    def start(self) -> None:
        """Have it run, from now on."""
        if self._host is None or self._host.done():
            self._stay_off = False
            self._host = asyncio.create_task(self._keep_running(), name=f"host:{self.name}")

    async def stop(self) -> None:
        """SIGTERM and no restart; SIGKILL when it takes longer than a host would allow."""
        self._stay_off = True
        host = self._host
        if host is None:
            return
        if self._pausing:
            host.cancel()
        self.signal(signal.SIGTERM)
        self.thaw()
        done, _ = await asyncio.wait({host}, timeout=self._stop_within)
        if not done:
            self.note(f"still there after {self._stop_within:.0f} s: killed")
            self.signal(signal.SIGKILL)
            await asyncio.wait({host}, timeout=self._stop_within)
        if self._state is ProcessState.RESTARTING:
            self._show(ProcessState.STOPPED, "stopped by request")

    def freeze(self) -> None:
        """Hold the process, as a starved machine does: its sockets stay open."""
        if self._process is not None:
            self.signal(signal.SIGSTOP)
            self._frozen = True
            self.note("frozen (SIGSTOP)")

    def thaw(self) -> None:
        if self._frozen:
            self.signal(signal.SIGCONT)
            self._frozen = False
            self.note("goes on (SIGCONT)")

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process, if there is one."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)

    def note(self, words: str) -> None:
        """Write a line of the host's own between the bot's."""
        self._take(f"— host: {words}")
        self._changed(self.name)

    async def _keep_running(self) -> None:
        pause = 0.0
        while True:
            began = self._clock.monotonic()
            status = await self._run_once()
            outcome = after_exit(status, asked_to_stay_off=self._stay_off, log=self._log)
            self._last_status = status
            self._show(outcome.state, outcome.words)
            self.note(outcome.words)
            if outcome.state is not ProcessState.RESTARTING:
                return
            pause = pause_before_restart(self._clock.monotonic() - began, pause)
            await self._pause(pause)
            self._restarts += 1

    async def _pause(self, seconds: float) -> None:
        self._pausing = True
        try:
            await self._clock.sleep(seconds)
        finally:
            self._pausing = False

    async def _run_once(self) -> int:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            f"apps.{self.app}",
            # Its own folder and session: no stray .env is read, and Ctrl-C in the terminal
            # reaches the sandbox alone, which then stops the bots in order.
            cwd=self._folder,
            start_new_session=True,
            env=self._process_environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._process = process
        self._show(ProcessState.RUNNING, "running")
        if self._stay_off:  # asked to stop while it was being started
            self.signal(signal.SIGTERM)
        try:
            await self._capture(process.stdout)
            return await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            self._process = None
            self._frozen = False

    def _process_environment(self) -> dict[str, str]:
        state = self._folder / self.name
        state.mkdir(exist_ok=True)
        return {
            "PYTHONUNBUFFERED": "1",
            "STATE_DIR": str(state),
            "RENDER_INSTANCE_ID": self.name,
            "PATH": os.defpath,
            **self._environment(self.name),
            "PORT": str(self.port),
            "PYTHONPATH": os.pathsep.join(map(str, (*self._more_code, self._code))),
        }

    async def _capture(self, stream: asyncio.StreamReader | None) -> None:
        rest = b""
        while stream is not None and (chunk := await stream.read(65536)):
            *lines, rest = (rest + chunk).split(b"\n")
            rest = rest[:_MOST_WAITING]
            for line in lines:
                self._take(_readable(line))
            if lines:
                self._changed(self.name)
        if rest:
            self._take(_readable(rest))

    def _take(self, line: str) -> None:
        self._log.append(line)
        self._heard(line)

    def _show(self, state: ProcessState, words: str) -> None:
        self._state, self._words = state, words
        self._changed(self.name)


def _readable(line: bytes) -> str:
    return _ESCAPE_CODES.sub("", line.decode(errors="replace")).rstrip()[:LINE_LIMIT]
