"""The keepalive as an app sees it: one object that is told about the app and runs its bot."""

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any

from aiohttp import web

from shared.keepalive.attach import AnyBot, Attachment
from shared.keepalive.components import Components
from shared.keepalive.connection import Connection
from shared.keepalive.discord_internals import point_discord_at, reconnect_resumably
from shared.keepalive.gauges import read_gauges
from shared.keepalive.health import HealthReport, Identity, report
from shared.keepalive.heartbeat import Heartbeat
from shared.keepalive.history import History
from shared.keepalive.identify import SessionBudget
from shared.keepalive.jobs import Jobs
from shared.keepalive.last_run import LastRun
from shared.keepalive.lifetime import ExitStatus, Lifetime, Step, StopRequest, end_now
from shared.keepalive.loop_guard import LoopGuard
from shared.keepalive.metrics import CONTENT_TYPE, Metrics, Reading
from shared.keepalive.pulse import Pulse
from shared.keepalive.settings import KeepaliveSettings
from shared.keepalive.status_page import PageFacts, render
from shared.keepalive.tracker import Tracker
from shared.keepalive.watchdog import Limits, Verdict, Watchdog
from shared.keepalive.webserver import Pages, PortUnavailable, WebServer, build_app
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

# A close that hangs must leave time for what is waiting to be written.
_GATEWAY_CLOSE_S = 5.0
_RECONNECT_S = 15.0
_PULSE_S = 1.0


class Keepalive:
    """Tells the host and the monitors the truth, and owns the process from start to end."""

    def __init__(
        self,
        *,
        service: str,
        settings: KeepaliveSettings,
        clock: Clock,
        end_process: Callable[[int], object] = end_now,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._end_process = end_process
        instance = settings.render_instance_id or f"{socket.gethostname()}:{os.getpid()}"
        self._identity = Identity(service, instance, settings.render_git_commit[:7])
        self._limits = Limits(
            max_disconnect_s=settings.watchdog_max_disconnect_sec,
            zombie_idle_s=settings.watchdog_zombie_idle_sec,
            zombie_latency_s=settings.watchdog_zombie_latency_sec,
            ack_timeout_s=settings.watchdog_ack_timeout_sec,
        )
        self.metrics = Metrics()
        self.components = Components(clock)
        self.jobs = Jobs(clock, count_error=self.metrics.count_error)
        self.lifetime = Lifetime(clock, deadline_s=settings.stop_deadline_sec)
        self._tracker = Tracker(clock)
        self._history = History(clock)
        self._last_run = LastRun(
            folder=settings.state_dir, service=service, instance=instance, clock=clock
        )
        self._routes: list[web.RouteDef] = []
        self._accepted = False
        self._budget: SessionBudget | None = None
        self.metrics.read_gauges_from(self._read_gauges)

    def add_routes(self, routes: Iterable[web.RouteDef]) -> None:
        """Serve an app's own routes beside the health pages; before `run`."""
        self._routes += routes

    def on_stop(self, name: str, close: Callable[[], Awaitable[None]]) -> None:
        """Close this after the gateway is dropped; what was registered last goes first."""
        self.lifetime.on_stop(name, close)

    def health(self) -> HealthReport:
        """How the process is. Never waits."""
        return report(
            self._tracker.snapshot(),
            self.components.states(),
            self._limits,
            self._identity,
            self._clock.now(),
        )

    @property
    def instance(self) -> str:
        """Which of the host's machines or processes this is."""
        return self._identity.instance

    def announcement(self) -> str:
        """A line for the log channel at the first READY, so that people see two at once."""
        identity = self._identity
        return (
            f"🟢 **{identity.service}** is online: instance `{identity.instance}`, commit "
            f"`{identity.commit or 'unknown'}`; {self._last_run.because}."
        )

    async def run(self, bot: AnyBot, token: str) -> ExitStatus:
        """Serve, connect, stay connected; returns the status after an ordered stop."""
        settings = self._settings
        point_discord_at(
            api_url=settings.discord_api_url,
            gateway_url=settings.discord_gateway_url,
            cdn_url=settings.discord_cdn_url,
        )
        self._last_run.begin()
        attachment = Attachment(bot, self._tracker)
        attachment.listen()
        server = WebServer(build_app(self._pages(), self._routes), port=settings.port)
        guard = self._loop_guard()
        heartbeat = Heartbeat(
            url=settings.heartbeat_url, every_s=settings.heartbeat_every_sec, clock=self._clock
        )
        tasks: list[asyncio.Task[None]] = []
        with self.lifetime.signals():
            guard.start()
            pulse = self._spawn("pulse", self._pulse(attachment, guard, heartbeat).run())
            try:
                await self._serve(server)
                if self.lifetime.request is None:
                    tasks += self._start(bot, token, attachment, heartbeat)
                request = await self.lifetime.requested()
                self._tracker.stopping(request.reason)
                self._history.note(f"stopping: {request.reason}")
                self._last_run.end(request)
            finally:
                # Does nothing unless this very task was cancelled; bounds the stop then as well.
                self.lifetime.request_stop(ExitStatus.STOPPED, "cancelled", cause="cancelled")
                await self._stop(bot, tasks, server)
                await _cancel([pulse])
                guard.stop()
        return request.status

    async def _serve(self, server: WebServer) -> None:
        try:
            await server.start()
        except PortUnavailable as taken:
            self.lifetime.request_stop(ExitStatus.PORT_UNAVAILABLE, str(taken), cause="port")

    def _start(
        self, bot: AnyBot, token: str, attachment: Attachment, heartbeat: Heartbeat
    ) -> list[asyncio.Task[None]]:
        tasks = [
            self._spawn("watchdog", self._watchdog(bot).run()),
            self._spawn("components", self.components.run()),
            self._spawn("jobs", self._jobs_once_ready(attachment)),
            self._spawn("connection", self._connection(bot, token).run()),
        ]
        if self._settings.heartbeat_url:
            tasks.append(self._spawn("heartbeat", heartbeat.run()))
        return tasks

    async def _stop(self, bot: AnyBot, tasks: list[asyncio.Task[None]], server: WebServer) -> None:
        """Gateway first: the other instance must not see us answer any longer than needed."""
        await self.lifetime.close_all(
            before=[
                Step("the gateway", bot.close, at_most_s=_GATEWAY_CLOSE_S),
                Step("background tasks", lambda: _cancel(tasks)),
            ],
            after=[Step("the health pages", server.close)],
        )

    async def _jobs_once_ready(self, attachment: Attachment) -> None:
        await attachment.first_ready.wait()
        await self.jobs.run()

    def _spawn(self, name: str, main: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(main, name=f"keepalive-{name}")
        task.add_done_callback(lambda done: self._ended(name, done))
        return task

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        if task.cancelled() or (error := task.exception()) is None:
            return
        _log.critical("%s ended unexpectedly", name, exc_info=error)
        self.metrics.count_error(name)
        self.lifetime.request_stop(
            ExitStatus.CRASHED, f"{name} failed: {type(error).__name__}", cause="crash"
        )

    def _connection(self, bot: AnyBot, token: str) -> Connection:
        settings = self._settings
        return Connection(
            bot=bot,
            token=token,
            tracker=self._tracker,
            lifetime=self.lifetime,
            clock=self._clock,
            identify_reserve=settings.identify_reserve,
            longest_retry_s=settings.connect_retry_max_sec,
            silence_s=settings.gateway_silence_sec,
            accepted=self._accept,
            budget_read=self._take_budget,
        )

    def _watchdog(self, bot: AnyBot) -> Watchdog:
        def restart(verdict: Verdict) -> None:
            self.lifetime.request_stop(ExitStatus.RESTART, verdict.reason, cause=verdict.cause)

        async def reconnect(verdict: Verdict) -> None:
            self._history.note(f"reconnecting: {verdict.reason}")
            self._tracker.remedied(verdict.shard_id)
            async with asyncio.timeout(_RECONNECT_S):
                await reconnect_resumably(bot, verdict.shard_id)

        return Watchdog(
            look=self._tracker.snapshot,
            limits=self._limits,
            restart=restart,
            reconnect=reconnect,
            interval_s=self._settings.watchdog_check_sec,
            clock=self._clock,
        )

    def _pulse(self, attachment: Attachment, guard: LoopGuard, heartbeat: Heartbeat) -> Pulse:
        settings = self._settings
        return Pulse(
            interval_s=min(_PULSE_S, settings.watchdog_check_sec / 2, settings.loop_stall_sec / 4),
            clock=self._clock,
            tracker=self._tracker,
            history=self._history,
            health=self.health,
            read_latency=attachment.read_latency,
            fresh_ack=heartbeat.fresh_ack,
            beat=guard.beat,
        )

    def _loop_guard(self) -> LoopGuard:
        def end(reason: str) -> None:
            # On the guard's thread, with a loop that may never turn again.
            request = self.lifetime.request or StopRequest(ExitStatus.RESTART, reason, "loop_stall")
            self._last_run.end(request)
            self._end_process(request.status)

        return LoopGuard(
            stall_s=self._settings.loop_stall_sec,
            stop_left_s=self.lifetime.left_s,
            end=end,
            clock=self._clock,
        )

    def _accept(self) -> None:
        self._accepted = True

    def _take_budget(self, budget: SessionBudget) -> None:
        self._budget = budget

    def _pages(self) -> Pages:
        return Pages(
            health=self.health,
            accepted=lambda: self._accepted,
            metrics=lambda: (self.metrics.text(), CONTENT_TYPE),
            status=self._status_page,
            strict_probe=self._settings.strict_probe,
        )

    def _status_page(self) -> str:
        return render(
            PageFacts(
                identity=self._identity,
                because=self._last_run.because,
                health=self.health(),
                jobs=self.jobs.states(),
                samples=self._history.samples(),
                notes=self._history.notes(),
                now=self._clock.now(),
            )
        )

    def _read_gauges(self) -> Reading:
        return read_gauges(
            snapshot=self._tracker.snapshot(),
            components=self.components.states(),
            jobs=self.jobs.states(),
            history=self._history,
            identity=self._identity,
            restarts=self._last_run.restarts,
            budget=self._budget,
            now=self._clock.now(),
        )


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
