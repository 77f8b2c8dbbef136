"""One place on a host: a process of a bot, started again when it ends."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
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


@dataclass(eq=False, slots=True)
class HostedBot:
    """One instance of a bot: a process at a time, its output, and what was asked for."""

    app: str
    environment: Callable[[str], Mapping[str, str]]
    _: KW_ONLY
    folder: Path
    clock: Clock
    changed: Callable[[str], None]
    name: str = ""
    """That of the bot, unless said otherwise."""
    code: Path = REPOSITORY
    stop_within: float = STOP_WITHIN
    heard: Callable[[str], None] = lambda _: None
    more_code: Sequence[Path] = ()
    """Folders in which Python looks before it looks in `code`."""
    port: int = field(init=False, default_factory=free_port)
    _log: deque[str] = field(init=False, default_factory=lambda: deque[str](maxlen=KEPT_LINES))
    _state: ProcessState = field(init=False, default=ProcessState.STOPPED)
    _words: str = field(init=False, default="not started yet")
    _process: asyncio.subprocess.Process | None = field(init=False, default=None)
    _host: asyncio.Task[None] | None = field(init=False, default=None)
    _stay_off: bool = field(init=False, default=False)
    _pausing: bool = field(init=False, default=False)
    _frozen: bool = field(init=False, default=False)
    _restarts: int = field(init=False, default=0)
    _last_status: int | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.name = self.name or self.app

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
        done, _ = await asyncio.wait({host}, timeout=self.stop_within)
        if not done:
            self.note(f"still there after {self.stop_within:.0f} s: killed")
            self.signal(signal.SIGKILL)
            await asyncio.wait({host}, timeout=self.stop_within)
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
        self.changed(self.name)

    async def _keep_running(self) -> None:
        pause = 0.0
        while True:
            began = self.clock.monotonic()
            status = await self._run_once()
            outcome = after_exit(status, asked_to_stay_off=self._stay_off, log=self._log)
            self._last_status = status
            self._show(outcome.state, outcome.words)
            self.note(outcome.words)
            if outcome.state is not ProcessState.RESTARTING:
                return
            pause = pause_before_restart(self.clock.monotonic() - began, pause)
            await self._pause(pause)
            self._restarts += 1

    async def _pause(self, seconds: float) -> None:
        self._pausing = True
        try:
            await self.clock.sleep(seconds)
        finally:
            self._pausing = False

    async def _run_once(self) -> int:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            f"apps.{self.app}",
            # Its own folder and session: no stray .env is read, and Ctrl-C in the terminal
            # reaches the sandbox alone, which then stops the bots in order.
            cwd=self.folder,
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
        state = self.folder / self.name
        state.mkdir(exist_ok=True)
        return {
            "PYTHONUNBUFFERED": "1",
            "STATE_DIR": str(state),
            "RENDER_INSTANCE_ID": self.name,
            "PATH": os.defpath,
            **self.environment(self.name),
            "PORT": str(self.port),
            "PYTHONPATH": os.pathsep.join(map(str, (*self.more_code, self.code))),
        }

    async def _capture(self, stream: asyncio.StreamReader | None) -> None:
        rest = b""
        while stream is not None and (chunk := await stream.read(65536)):
            *lines, rest = (rest + chunk).split(b"\n")
            rest = rest[:_MOST_WAITING]
            for line in lines:
                self._take(_readable(line))
            if lines:
                self.changed(self.name)
        if rest:
            self._take(_readable(rest))

    def _take(self, line: str) -> None:
        self._log.append(line)
        self.heard(line)

    def _show(self, state: ProcessState, words: str) -> None:
        self._state, self._words = state, words
        self.changed(self.name)


def _readable(line: bytes) -> str:
    return _ESCAPE_CODES.sub("", line.decode(errors="replace")).rstrip()[:LINE_LIMIT]
