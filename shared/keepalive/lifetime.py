"""One owner of the process's life: who asked it to end, why, in what order, with what status."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine, Generator, Sequence
from enum import IntEnum
from typing import Any, NoReturn

from .ground.clock import Clock, SystemClock
from .ground.immutable import immutable
from .turns import WatchedLoop

_log = logging.getLogger(__name__)

Closer = Callable[[], Awaitable[None]]

# Between the end of the ordered stop and the interpreter's own end: threads that hang in a
# request must not keep the process alive.
EXIT_GRACE_S = 3.0
LAST_GRACE_S = 1.0
"""So much of it is left to a stop that used up its time."""

STANDBY_OPTION = "--standby"
"""Of the command line: wait until nobody has the turn, instead of asking for it."""


class ExitStatus(IntEnum):
    """Why the process ended, for the host and the reader. From 64 on as in BSD's sysexits.h."""

    STOPPED = 0
    """Asked to stop: SIGTERM, SIGINT, or a command. Hosts that keep a service up start it again."""
    RESTART = 1
    """The watchdog or the loop guard: only a fresh process can help."""
    PORT_UNAVAILABLE = 69
    """The port of the health pages is taken or forbidden."""
    CRASHED = 70
    """An unexpected failure of our own; the log has its traceback."""
    STAND_BY = 75
    """Gave its turn to speak away. The program is begun anew in the same process, to stand by."""
    CONFIGURATION = 78
    """Settings, credentials or intents that no restart will mend."""


_AS_PLANNED = frozenset({ExitStatus.STOPPED, ExitStatus.STAND_BY})


@immutable
class StopRequest:
    """The first request to end, which wins. `cause` is a short label for counting."""

    status: ExitStatus
    reason: str
    cause: str = "other"


def say(stop: StopRequest) -> None:
    """Write to the log that the process ends, with what status, and why."""
    _log.log(
        logging.INFO if stop.status in _AS_PLANNED else logging.ERROR,
        "stopping with status %d (%s): %s",
        stop.status,
        stop.status.name,
        stop.reason,
    )


@immutable
class Step:
    """One thing to close at the end."""

    name: str
    close: Closer
    at_most_s: float = float("inf")


class Lifetime:
    """Takes the request to stop from anyone on the loop; closes what was registered, in order."""

    def __init__(self, clock: Clock, *, deadline_s: float) -> None:
        self._clock = clock
        self._deadline_s = deadline_s
        self._stop: asyncio.Future[StopRequest] | None = None
        self._request: StopRequest | None = None
        self._stop_by = float("inf")
        self._doomed: StopRequest | None = None
        self._closers: list[tuple[str, Closer]] = []

    @property
    def request(self) -> StopRequest | None:
        """The request that is being carried out, if any; a signal makes a `STAND_BY` final."""
        return self._request

    def on_stop(self, name: str, close: Closer) -> None:
        """Close this when the process ends; the last registered goes first."""
        self._closers.append((name, close))

    def doom(self, status: ExitStatus, reason: str) -> None:
        """The end is certain, only not yet: whatever asks for a stop ends it with this status."""
        self._doomed = StopRequest(status, reason, "configuration")

    def request_stop(
        self,
        status: ExitStatus,
        reason: str,
        *,
        cause: str = "other",
        within_s: float = float("inf"),
    ) -> None:
        """Ask the process to end, sooner than by its deadline if need be; the first one wins."""
        if self._request is not None:
            _log.debug("already stopping (%s); also asked: %s", self._request.reason, reason)
            return
        self._request = StopRequest(status, reason, cause)
        self._stop_by = self._clock.monotonic() + min(self._deadline_s, within_s)
        say(self._request)
        if self._stop is not None and not self._stop.done():
            self._stop.set_result(self._request)

    async def requested(self) -> StopRequest:
        """Wait until someone asks the process to end."""
        if self._request is not None:
            return self._request
        if self._stop is None:
            self._stop = asyncio.get_running_loop().create_future()
        return await asyncio.shield(self._stop)

    @contextlib.contextmanager
    def signals(self) -> Generator[None]:
        """SIGTERM and SIGINT ask for a stop instead of ending the process in mid-write."""
        loop = asyncio.get_running_loop()
        handled: list[signal.Signals] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            # Windows and threads other than the main one have no such handlers.
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, self._on_signal, number)
                handled.append(number)
        if handled:
            # Those that came before were held back.
            signal.pthread_sigmask(signal.SIG_UNBLOCK, handled)
        try:
            yield
        finally:
            for number in handled:
                loop.remove_signal_handler(number)

    def left_s(self) -> float:
        """Seconds until the stop's deadline; infinite while nobody asked for a stop."""
        return self._stop_by - self._clock.monotonic()

    def exit_grace_s(self) -> float:
        """Seconds that what comes after the ordered stop may take, so that the sum stays small."""
        return max(LAST_GRACE_S, min(EXIT_GRACE_S, self.left_s()))

    async def close_all(self, *, before: Sequence[Step], after: Sequence[Step]) -> None:
        """Close `before`, then what was registered in reverse order, then `after`.

        What fails or hangs is left behind: a step gets at most half of the time that is left, so
        that those after it have theirs.
        """
        registered = [Step(name, close) for name, close in reversed(self._closers)]
        steps = [*before, *registered, *after]
        for step in steps:
            last = step is steps[-1]
            share = self.left_s() if last else self.left_s() / 2
            await _close(step, within=max(0.1, min(share, step.at_most_s)))

    def _on_signal(self, number: signal.Signals) -> None:
        stop = StopRequest(ExitStatus.STOPPED, f"received {number.name}", cause="signal")
        if self._request is not None and self._request.status is ExitStatus.STAND_BY:
            # Whoever wants the process gone doesn't want it to begin anew.
            _log.info("the stop is for good: %s", stop.reason)
            self._request = stop
        if self._doomed is not None:
            stop = self._doomed
        self.request_stop(stop.status, stop.reason, cause=stop.cause)


async def _close(step: Step, *, within: float) -> None:
    task = asyncio.ensure_future(_as_coroutine(step.close))
    done, _ = await asyncio.wait({task}, timeout=within)
    if not done:
        _log.warning("closing %s took longer than %.1f s; going on", step.name, within)
        task.cancel()
    elif not task.cancelled() and (error := task.exception()) is not None:
        _log.error("closing %s failed", step.name, exc_info=error)


async def _as_coroutine(close: Closer) -> None:
    await close()


def end_now(status: int) -> NoReturn:
    """The last resort, and the only place that leaves without any order. From any thread."""
    with contextlib.suppress(Exception):
        if status == ExitStatus.STAND_BY:
            # Not by the host: it would start one that asks for the turn that was just given away.
            begin_anew(sys.orig_argv, STANDBY_OPTION)
        sys.stderr.flush()
    os._exit(status)


def stand_by() -> NoReturn:
    """The program begins anew with the option that says so."""
    begin_anew(sys.orig_argv, STANDBY_OPTION)


def bound_the_rest(status: ExitStatus, *, within_s: float = EXIT_GRACE_S) -> None:
    """Whatever hangs from now on, the process ends: resources, threads, the interpreter itself."""
    timer = threading.Timer(within_s, end_now, [int(status)])
    timer.daemon = True
    timer.start()


def run_process(
    main: Coroutine[Any, Any, ExitStatus], *, anew: Callable[[], NoReturn] = stand_by
) -> NoReturn:
    """Run `main` and leave with its status, even when a thread hangs in a request.

    Python waits for worker threads before it ends; Google or a DNS server can make that long.
    A process that gave its turn away doesn't end: it begins `anew`, to stand by.
    """

    async def then_bound_the_rest() -> ExitStatus:
        status = await main
        bound_the_rest(status)
        return status

    # What was imported stays for good. A full collection that walks through all of it each time
    # holds the event loop, and with it every page, for 60 ms.
    gc.freeze()
    gc.enable()
    with asyncio.Runner(loop_factory=lambda: WatchedLoop(SystemClock())) as runner:
        status = runner.run(then_bound_the_rest())
    if status is ExitStatus.STAND_BY:
        anew()
    sys.exit(status)


def hold_signals_back() -> None:
    """A stop that is asked for from now on is kept until `Lifetime.signals` can carry it out.

    Without a handler it would end the process in disorder or, as the first one of a container, be
    lost. Threads begun meanwhile leave signals to the main one.
    """
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})


def begin_anew(command: Sequence[str], *options: str) -> NoReturn:
    """Run the same program in this process from its start, with these options more.

    Nothing of the past can speak then: no task, no thread, no connection. A stop that is asked
    for in between reaches the new program.
    """
    hold_signals_back()
    sys.stdout.flush()
    sys.stderr.flush()
    more = [option for option in options if option not in command]
    os.execv(sys.executable, [sys.executable, *command[1:], *more])  # noqa: S606 - our own program
