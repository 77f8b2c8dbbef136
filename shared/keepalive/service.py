"""The keepalive as an app sees it: one object that is told about the app and runs its bot."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import discord
from aiohttp import web

from .archive import Archive
from .canary import canary_words
from .components import About, ComponentFailing, Components
from .discord_internals import breathe_between_frames, observe_requests, point_discord_at
from .first_light import FirstLight, Visitors
from .gauges import read_gauges
from .ground.clock import Clock
from .ground.redact import Redactor
from .ground.schedule import Every
from .ground.turn import OnlyInstance, Turn
from .health import RUNBOOK, HealthReport
from .history import History
from .identify import SessionBudget
from .incidents import Alarm, Call, Incidents, Post
from .jobs import Job, Jobs
from .kept import Kept
from .lifetime import ExitStatus, Lifetime, end_now
from .metrics.port import Figures, figures
from .metrics.reading import Reading
from .parts import Parts
from .rest import RestCalls
from .running import Running
from .servers import check_servers
from .settings import WatchSettings
from .snapshot import Waiting
from .status_page import PageFacts, render
from .turns import turns_here
from .vitals import Vitals
from .webserver import Pages, WebServer, build_app

if TYPE_CHECKING:
    from .metrics.prometheus import Metrics

# Shorter than a lease: a store that is away should show before the bot falls silent.
_TURN_TTL_S = 2.0
_MINUTE = timedelta(minutes=1)
_ORIGIN = datetime(2026, 1, 1, tzinfo=UTC)
_CANARY_TTL_S = 15.0
_SERVERS_TTL_S = 5.0
_REST_TTL_S = 5.0
_REST = About(
    title="Discord's REST API",
    lost="answers and posts of this time; rows and tickets wait",
    section="discords-rest-is-failing",
    next_step="wait: it goes on by itself once Discord answers; don't restart it",
)
_TURN = About(title="the turn", section="standby")
_SERVERS = About(
    title="Discord's servers",
    lost="commands said there meanwhile",
    section="a-server-is-unavailable",
    next_step="wait: Discord brings it back by itself; don't restart the bot",
    calls_people=False,
)
_CANARY = About(title="Discord's member service", section="deaf", calls_people=False)


class Keepalive:
    """Tells the host and the monitors the truth, and owns the process from start to end."""

    def __init__(
        self,
        *,
        service: str,
        settings: WatchSettings,
        clock: Clock,
        turn: Turn | None = None,
        end_process: Callable[[int], object] = end_now,
        first_light: FirstLight | None = None,
        runbook: str = RUNBOOK,
        about_rest: About = _REST,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._end_process = end_process
        self._first_light = first_light
        self._vitals = (
            first_light.vitals
            if first_light
            else Vitals(service=service, settings=settings, clock=clock, runbook=runbook)
        )
        self.turn = turn or OnlyInstance()
        self._figures: Figures = figures()
        self.components = Components(clock, without_secrets=Redactor(settings.secrets()))
        self.jobs = Jobs(
            clock,
            count_error=self._figures.count_error,
            expect_error=self._figures.expect_errors,
        )
        self.lifetime = Lifetime(clock, deadline_s=settings.stop_deadline_sec)
        self._history = History(clock)
        self._archive = Archive(
            self._history, folder=settings.state_dir, service=service, clock=clock
        )
        self._routes: list[web.RouteDef] = []
        self._accepted = False
        self._loop_stalls: Callable[[], int | None] = lambda: 0
        # Once: reckoned anew at each look it would seem to change, and each change is a start.
        self._started_at = clock.now().timestamp()
        self._budget: SessionBudget | None = None
        self._figures.read_gauges_from(self._read_gauges)
        self._rest = RestCalls(clock)
        self.components.register("rest", self._rest.check, ttl=_REST_TTL_S, about=about_rest)
        if not isinstance(self.turn, OnlyInstance):
            self.components.register("turn", self._check_turn, ttl=_TURN_TTL_S, about=_TURN)

    @property
    def metrics(self) -> "Metrics":
        """For counters of the app's own. Raises ModuleNotFoundError without prometheus-client."""
        from .metrics.prometheus import Metrics  # noqa: PLC0415 - an extra, and not there everywhere

        if not isinstance(self._figures, Metrics):
            raise TypeError("prometheus-client was installed after the start")
        return self._figures

    def add_routes(self, routes: Iterable[web.RouteDef]) -> None:
        """Serve an app's own routes beside the health pages; before `run`."""
        self._routes += routes

    def on_stop(self, name: str, close: Callable[[], Awaitable[None]]) -> None:
        """Close this after the gateway is dropped; what was registered last goes first."""
        self.lifetime.on_stop(name, close)

    def call_people(self, call: Call, *, say: Post) -> None:
        """Have `call` ring when a component fails for half an hour, `say` tell of its end."""
        alarm = Alarm(
            states=self.components.states,
            call=call,
            say=say,
            incidents=Incidents(runbook=self.runbook),
        )
        self.jobs.add(Job("alarm", Every(_MINUTE, _ORIGIN), alarm.step, often=True))

    def health(self) -> HealthReport:
        """How the process is. Never waits."""
        return self._vitals.report(self.components.states(), self.jobs.states())

    @property
    def runbook(self) -> str:
        """Where people read on."""
        return self._vitals.runbook

    @property
    def instance(self) -> str:
        """Which of the host's machines or processes this is."""
        return self._vitals.identity.instance

    def announcement(self) -> str:
        """A line for the log channel at the first READY, so that people see two at once."""
        identity, plan = self._vitals.identity, self._settings.shard_plan
        which = f", shards {plan.group}" if plan else ""
        # The turn's number counts from a date: it tells instances apart in metrics, people nothing.
        which += ", its turn to speak" if self.turn.term is not None else ""
        return (
            f"🟢 **{identity.service}** is online: instance `{identity.instance}`, commit "
            f"`{identity.commit or 'unknown'}`{which}; {self._vitals.last_run.because}."
        )

    async def run(self, bot: discord.Client, token: str) -> ExitStatus:
        """Serve, connect, stay connected; returns the status after an ordered stop."""
        server = await self.prepare(bot)
        request = await Running(self.parts(), bot=bot, token=token, server=server).run()
        return request.status

    async def prepare(self, bot: discord.Client) -> WebServer:
        """All that comes before the first page; the pages themselves are not served yet."""
        settings = self._settings
        point_discord_at(
            api_url=settings.discord_api_url,
            gateway_url=settings.discord_gateway_url,
            cdn_url=settings.discord_cdn_url,
        )
        breathe_between_frames()
        self.components.register(
            "servers", partial(check_servers, bot), ttl=_SERVERS_TTL_S, about=_SERVERS
        )
        if settings.canary_quiet_sec:
            # The last one: whatever else fails is worse.
            self.components.register("canary", self._check_canary, ttl=_CANARY_TTL_S, about=_CANARY)
        observe_requests(bot, self._rest.ended)
        await self._archive.begin()
        visitors = await asyncio.to_thread(self._begin)
        self._history.note(f"started: {self._vitals.last_run.because}")
        app = build_app(self._pages(), self._routes)
        return WebServer(app, port=settings.port, clock=self._clock, visitors=visitors)

    def _begin(self) -> Visitors | None:
        """Read the record of the last process, unless the first pages needed it already."""
        if self._first_light is not None:
            return self._first_light.hand_over()
        self._vitals.last_run.begin()
        return None

    def waits(self, waiting: Waiting) -> None:
        """Nothing is away for now, and this is why."""
        self._vitals.tracker.wait(waiting)

    def parts(self) -> Parts:
        """What it is made of, for whoever runs it, within the loop."""
        turns = turns_here()
        # Of a loop that somebody else made nothing is known, which is not the same as none.
        self._loop_stalls = lambda: None if turns is None else turns.long
        return Parts(
            settings=self._settings,
            clock=self._clock,
            limits=self._vitals.limits,
            tracker=self._vitals.tracker,
            history=self._history,
            archive=self._archive,
            last_run=self._vitals.last_run,
            lifetime=self.lifetime,
            turn=self.turn,
            components=self.components,
            jobs=self.jobs,
            figures=self._figures,
            health=self.health,
            accept=self._accept,
            accepted=lambda: self._accepted,
            budget_read=self._take_budget,
            turns=turns,
            end_process=self._end_process,
        )

    async def _check_turn(self) -> str:
        if trouble := self.turn.trouble:
            raise ComponentFailing(trouble)
        return "standing by" if self.turn.term is None else "this instance speaks"

    async def _check_canary(self) -> str:
        return canary_words(self._vitals.tracker.snapshot().canary)

    def _accept(self) -> None:
        self._accepted = True

    def _take_budget(self, budget: SessionBudget) -> None:
        self._budget = budget

    def _pages(self) -> Pages:
        return Pages(
            health=Kept(self.health, self._clock),
            accepted=lambda: self._accepted,
            metrics=Kept(lambda: (self._figures.text(), self._figures.content_type), self._clock),
            status=self._status_page,
            strict_probe=self._settings.strict_probe,
        )

    def _status_page(self) -> str:
        return render(
            PageFacts(
                identity=self._vitals.identity,
                because=self._vitals.last_run.because,
                health=self.health(),
                jobs=self.jobs.states(),
                samples=self._history.samples(),
                notes=self._history.notes(),
                keeps_history=self._archive.keeps,
                now=self._clock.now(),
            )
        )

    def _read_gauges(self) -> Reading:
        return read_gauges(
            snapshot=self._vitals.tracker.snapshot(),
            components=self.components.states(),
            jobs=self.jobs.states(),
            history=self._history,
            identity=self._vitals.identity,
            restarts=self._vitals.last_run.restarts,
            budget=self._budget,
            started_at=self._started_at,
            now=self._clock.now(),
            loop_stalls=self._loop_stalls(),
        )
