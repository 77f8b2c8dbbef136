"""One run of one bot: its tasks, who watches them, and the order of its end."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from .archive import Archive
from .attachment import AnyBot, Attachment
from .canary import ANSWER_WITHIN_S, Canary, ask_for_myself, ask_for_sounds
from .components import Components
from .connection import Connection
from .discord_internals import (
    fence,
    pace_sweeps,
    reconnect_resumably,
    say_goodbye,
)
from .ground.clock import Clock
from .ground.turn import Turn
from .health import HealthReport
from .heartbeat import Heartbeat
from .history import History
from .identify import SessionBudget
from .jobs import Jobs
from .last_run import LastRun
from .lifetime import ExitStatus, Lifetime, Step, StopRequest
from .listening import PortUnavailable
from .loop_guard import LoopGuard
from .metrics.port import Figures
from .pulse import Pulse
from .settings import KeepaliveSettings
from .tracker import Tracker
from .watchdog import Cause, Limits, Verdict, Watchdog
from .webserver import WebServer

_log = logging.getLogger(__name__)

# A close that hangs must leave time for what is waiting to be written.
_GATEWAY_CLOSE_S = 5.0
_RECONNECT_S = 15.0
_PULSE_S = 1.0
# Of a stop that somebody else waits for: longer silence helps nobody, catch-up finds the rest.
_HAND_OVER_S = 6.0
_KEEP_HISTORY_S = 2.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What the keepalive is made of, for as long as the process lives."""

    settings: KeepaliveSettings
    clock: Clock
    limits: Limits
    tracker: Tracker
    history: History
    archive: Archive
    last_run: LastRun
    lifetime: Lifetime
    turn: Turn
    components: Components
    jobs: Jobs
    figures: Figures
    health: Callable[[], HealthReport]
    accepted: Callable[[], None]
    budget_read: Callable[[SessionBudget], None]
    end_process: Callable[[int], object]


class Running:
    """Starts everything around a bot, waits for a request to stop, stops it in order."""

    def __init__(self, parts: Parts, *, bot: AnyBot, token: str, server: WebServer) -> None:
        self._parts = parts
        self._bot = bot
        self._token = token
        self._server = server
        self._attachment = Attachment(bot, parts.tracker)
        self._guard = self._make_guard()
        self._heartbeat = Heartbeat(
            url=parts.settings.heartbeat_url,
            every_s=parts.settings.heartbeat_every_sec,
            clock=parts.clock,
        )
        self._tasks: list[asyncio.Task[None]] = []

    async def run(self) -> StopRequest:
        """From the first page served to the last thing closed."""
        parts = self._parts
        fence(self._bot, parts.turn.check)
        pace_sweeps(self._bot, parts.clock)
        say_goodbye(self._bot)
        self._attachment.listen()
        with parts.lifetime.signals():
            self._guard.start()
            pulse = self._spawn("pulse", self._make_pulse().run())
            try:
                await self._start()
                request = await parts.lifetime.requested()
                parts.tracker.stopping(request.reason)
                parts.history.note(f"stopping: {request.reason}")
                parts.last_run.end(request)
            finally:
                # Does nothing unless this very task was cancelled; bounds the stop then as well.
                parts.lifetime.request_stop(ExitStatus.STOPPED, "cancelled", cause="cancelled")
                await self._stop()
                await _cancel([pulse])
                self._guard.stop()
        return self._last_word(request)

    def _last_word(self, request: StopRequest) -> StopRequest:
        # A signal during the stop may have made it final.
        last = self._parts.lifetime.request or request
        if last is not request:
            self._parts.last_run.end(last)
        return last

    async def _start(self) -> None:
        parts = self._parts
        try:
            await self._server.start()
        except PortUnavailable as taken:
            parts.lifetime.request_stop(ExitStatus.PORT_UNAVAILABLE, str(taken), cause="port")
            return
        self._tasks += [
            # The watchdog first: a login that never ends is watched as well.
            self._spawn("watchdog", self._make_watchdog().run()),
            self._spawn("components", parts.components.run()),
            self._spawn("jobs", self._jobs_once_ready()),
            self._spawn("archive", parts.archive.run()),
            self._spawn("connection", self._make_connection().run()),
            self._spawn("turn", self._until_turn_is_lost()),
        ]
        if parts.settings.canary_quiet_sec:
            self._tasks.append(self._spawn("canary", self._make_canary().run()))
        if parts.settings.heartbeat_url:
            self._tasks.append(self._spawn("heartbeat", self._heartbeat.run()))

    async def _stop(self) -> None:
        """Gateway first: the other instance must not see us answer any longer than needed."""
        await self._parts.lifetime.close_all(
            before=[
                Step("the gateway", self._bot.close, at_most_s=_GATEWAY_CLOSE_S),
                Step("background tasks", lambda: _cancel(self._tasks)),
            ],
            after=[
                Step("the turn", self._parts.turn.give_up),
                Step("the history", self._parts.archive.save, at_most_s=_KEEP_HISTORY_S),
                Step("the health pages", self._server.close),
            ],
        )

    async def _jobs_once_ready(self) -> None:
        await self._attachment.first_ready.wait()
        # Nobody could give one before.
        self._parts.figures.expect_commands(it.qualified_name for it in self._bot.walk_commands())
        await self._end_long_outage()
        await self._parts.jobs.run()

    async def _end_long_outage(self) -> None:
        last_run = self._parts.last_run
        if (outage := last_run.long_outage) is not None:
            words = f"back: {outage}"
            _log.warning("%s", words)
            self._parts.history.note(words)
        await asyncio.to_thread(last_run.outage_over)

    async def _until_turn_is_lost(self) -> None:
        loss = await self._parts.turn.lost()
        self._parts.lifetime.request_stop(
            ExitStatus.STAND_BY, loss.words, cause="turn", within_s=_HAND_OVER_S
        )

    def _spawn(self, name: str, main: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self._parts.figures.expect_errors(name)
        task = asyncio.create_task(main, name=f"keepalive-{name}")
        task.add_done_callback(lambda done: self._ended(name, done))
        return task

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        if task.cancelled() or (error := task.exception()) is None:
            return
        if self._parts.lifetime.request is not None:
            # discord.py trips when its connections are closed under it; the stop goes on.
            _log.info("%s was cut short by the stop: %r", name, error)
            return
        _log.critical("%s ended unexpectedly", name, exc_info=error)
        self._parts.figures.count_error(name)
        self._parts.lifetime.request_stop(
            ExitStatus.CRASHED, f"{name} failed: {type(error).__name__}", cause="crash"
        )

    def _make_connection(self) -> Connection:
        parts = self._parts
        return Connection(
            bot=self._bot,
            token=self._token,
            tracker=parts.tracker,
            lifetime=parts.lifetime,
            turn=parts.turn,
            clock=parts.clock,
            identify_reserve=parts.settings.identify_reserve,
            longest_retry_s=parts.settings.connect_retry_max_sec,
            silence_s=parts.settings.gateway_silence_sec,
            hold_s=parts.settings.fatal_hold_sec,
            accepted=parts.accepted,
            budget_read=parts.budget_read,
        )

    def _make_watchdog(self) -> Watchdog:
        parts = self._parts

        def restart(verdict: Verdict) -> None:
            parts.lifetime.request_stop(ExitStatus.RESTART, verdict.reason, cause=verdict.cause)

        async def reconnect(verdict: Verdict) -> None:
            parts.history.note(f"reconnecting: {verdict.reason}")
            if verdict.cause is Cause.DEAF:
                self._attachment.read_events()
                parts.tracker.deafness_remedied(verdict.shard_id)
            else:
                parts.tracker.remedied(verdict.shard_id)
            try:
                async with asyncio.timeout(_RECONNECT_S):
                    await reconnect_resumably(self._bot, verdict.shard_id)
            except TimeoutError:
                # The closing was cut short, and that closed the socket; discord.py goes on.
                _log.warning("the old connection did not close within %g s", _RECONNECT_S)

        return Watchdog(
            look=parts.tracker.snapshot,
            limits=parts.limits,
            restart=restart,
            reconnect=reconnect,
            interval_s=parts.settings.watchdog_check_sec,
            clock=parts.clock,
        )

    def _make_canary(self) -> Canary:
        quiet_s = self._parts.settings.canary_quiet_sec
        return Canary(
            tracker=self._parts.tracker,
            ask=partial(ask_for_myself, self._bot, min(ANSWER_WITHIN_S, quiet_s)),
            ask_other=partial(ask_for_sounds, self._bot),
            read_events=self._attachment.read_events,
            quiet_s=quiet_s,
            clock=self._parts.clock,
        )

    def _make_pulse(self) -> Pulse:
        parts, settings = self._parts, self._parts.settings
        return Pulse(
            interval_s=min(_PULSE_S, settings.watchdog_check_sec / 2, settings.loop_stall_sec / 4),
            clock=parts.clock,
            tracker=parts.tracker,
            history=parts.history,
            health=parts.health,
            read_events=self._attachment.read_events,
            read_latency=self._attachment.read_latency,
            fresh_ack=self._heartbeat.fresh_ack,
            beat=self._guard.beat,
        )

    def _make_guard(self) -> LoopGuard:
        parts = self._parts

        def end(reason: str) -> None:
            # On the guard's thread, with a loop that may never turn again.
            stalled = StopRequest(ExitStatus.RESTART, reason, "loop_stall")
            request = parts.lifetime.request or stalled
            parts.last_run.end(request)
            parts.end_process(request.status)

        return LoopGuard(
            stall_s=parts.settings.loop_stall_sec,
            stop_left_s=parts.lifetime.left_s,
            end=end,
            clock=parts.clock,
        )


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
