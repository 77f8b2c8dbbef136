"""What is around a bot, whoever runs it: who listens, who judges, who tells."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

import discord

from .attachment import UNREAD, Attachment
from .canary import ANSWER_WITHIN_S, Canary, ask_for_myself, ask_for_sounds
from .discord_internals import fence, pace_sweeps, reconnect_resumably, say_goodbye
from .heartbeat import Heartbeat
from .lifetime import ExitStatus, StopRequest
from .loop_guard import LoopGuard
from .parts import Parts
from .pulse import Pulse
from .supervisor import Supervisor
from .watchdog import Cause, Verdict, Watchdog

_log = logging.getLogger(__name__)

_RECONNECT_S = 15.0
_PULSE_S = 1.0
_COMPONENTS_WAIT_S = 5.0

Ended = Callable[[str, BaseException | None], None]
"""Hears that a task ended by itself, which none should: its name, and what it failed with."""


class Around:
    """The tasks around one bot."""

    def __init__(self, parts: Parts, bot: discord.Client, *, ended: Ended) -> None:
        self._parts = parts
        self._bot = bot
        self._tell_ended = ended
        parts.figures.expect_errors(UNREAD)
        self.attachment = Attachment(bot, parts.tracker, count_error=parts.figures.count_error)
        self._guard = self._make_guard()
        self._heartbeat = Heartbeat(
            url=parts.settings.heartbeat_url,
            every_s=parts.settings.heartbeat_every_sec,
            clock=parts.clock,
        )
        self._supervisor = Supervisor(
            parts.settings.supervision, accepted=parts.accepted, health=parts.health
        )
        self._tasks: list[asyncio.Task[None]] = []
        self._pulse: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Listen, feel the loop's pulse, and have it guarded from outside."""
        fence(self._bot, self._parts.turn.check)
        pace_sweeps(self._bot, self._parts.clock)
        say_goodbye(self._bot)
        self.attachment.listen()
        self._guard.start()
        self._pulse = self._spawn("pulse", self._make_pulse().run())

    def watch(self) -> None:
        """Judge it from now on."""
        parts = self._parts
        # The watchdog first: a login that never ends is watched as well.
        self.add("watchdog", self._make_watchdog().run())
        self.add("components", self._components_once_there_is_time())
        self.add("archive", parts.archive.run())
        if parts.settings.canary_quiet_sec:
            self.add("canary", self._make_canary().run())
        if parts.settings.heartbeat_url:
            self.add("heartbeat", self._heartbeat.run())
        if self._supervisor.listens:
            self.add("supervisor", self._supervisor.run())

    def add(self, name: str, main: Coroutine[Any, Any, None]) -> None:
        """One more task that ends with the others."""
        self._tasks.append(self._spawn(name, main))

    async def end_long_outage(self) -> None:
        """It is ready: what an earlier process saw begin is over."""
        last_run = self._parts.last_run
        if (outage := last_run.long_outage) is not None:
            words = f"back: {outage}"
            _log.warning("%s", words)
            self._parts.history.note(words)
        await asyncio.to_thread(last_run.outage_over)

    def says_stopping(self, request: StopRequest) -> None:
        """Pages, history, the next process and the supervisor know from now on."""
        self._parts.tracker.stopping(request.reason)
        self._parts.history.note(f"stopping: {request.reason}")
        self._parts.last_run.end(request)
        self._supervisor.stopping()

    async def end_tasks(self) -> None:
        """All but the pulse, without which the guard would see a loop that stands still."""
        await _cancel(self._tasks)

    def unguard(self) -> None:
        """Nobody watches the loop from outside any more."""
        self._guard.stop()

    async def end(self) -> None:
        """The pulse and the guard, when all else is closed."""
        if self._pulse is not None:
            await _cancel([self._pulse])
        self._guard.stop()

    async def _components_once_there_is_time(self) -> None:
        # Their checks load what they ask with, Google's libraries above all: a tenth of a second
        # that the way to Discord goes before, unless that way is long.
        ready = asyncio.create_task(self._is_ready())
        patience = asyncio.create_task(self._parts.clock.sleep(_COMPONENTS_WAIT_S))
        try:
            await asyncio.wait({ready, patience}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _cancel([ready, patience])
        await self._parts.components.run()

    async def _is_ready(self) -> None:
        await self.attachment.first_ready.wait()

    def _spawn(self, name: str, main: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self._parts.figures.expect_errors(name)
        task = asyncio.create_task(main, name=f"keepalive-{name}")
        task.add_done_callback(lambda done: self._ended(name, done))
        return task

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            self._tell_ended(name, task.exception())

    def _make_watchdog(self) -> Watchdog:
        parts = self._parts

        def restart(verdict: Verdict) -> None:
            parts.lifetime.request_stop(ExitStatus.RESTART, verdict.reason, cause=verdict.cause)

        async def reconnect(verdict: Verdict) -> None:
            parts.history.note(f"reconnecting: {verdict.reason}")
            if verdict.cause is Cause.DEAF:
                self.attachment.read_events()
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
            read_events=self.attachment.read_events,
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
            read_events=self.attachment.read_events,
            read_latency=self.attachment.read_latency,
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
            turns=parts.turns,
        )


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
