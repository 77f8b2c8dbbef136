"""Puts the control side together: the hosted bots, the probe of their health, and every route."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping, Sequence

from aiohttp import web

from sandbox.control import bots, demo_world, documents, faults, page, people, sheets, tickets
from sandbox.control.changes import Changes
from sandbox.control.feed import LiveFeed
from sandbox.control.guard import Guard
from sandbox.control.health_probe import HealthProbe
from sandbox.control.people import Room
from sandbox.control.store import StoreDesk
from sandbox.control.switches.kinds import FaultDesk, Rooms
from sandbox.control.tickets import TicketDesk
from sandbox.hosting.supervisor import Supervisor
from sandbox.server import Sandbox
from sandbox.valkey.store import Store
from shared.timing.clock import SystemClock

BOTS = ("clanmatch", "welcomecrew")

# Minutes become seconds, so that a person can watch the watchdog at work.
SHORT_LIMITS = {
    "WATCHDOG_CHECK_SEC": "5",
    "WATCHDOG_MAX_DISCONNECT_SEC": "30",
    "WATCHDOG_ACK_TIMEOUT_SEC": "30",
    "WATCHDOG_ZOMBIE_IDLE_SEC": "60",
    "WATCHDOG_ZOMBIE_LATENCY_SEC": "10",
}
HEARTBEAT_SEC = 5.0
LIMITS_NOTE = (
    "In this demo the watchdog's limits are short enough to watch: it looks every 5 s and restarts "
    "a bot after 30 s without a gateway or 30 s without an ACK (by default: 60 s, 600 s, 180 s)."
)
STORE_NOTE = (
    "One instance of each bot speaks, the others stand by; the store's own faults are in the tab "
    "Faults. A deploy starts one more, and the oldest goes five seconds after it has started."
)


class Stage:
    """One sandbox with its bots and its page."""

    def __init__(
        self,
        box: Sandbox,
        *,
        apps: Sequence[str] = BOTS,
        settings: Mapping[str, str] = SHORT_LIMITS,
        instances: int = 1,
        store: Store | None = None,
    ) -> None:
        self.box = box
        self._settings = settings
        self.clock = SystemClock()
        self.changes = Changes()
        self.feed = LiveFeed(self.changes, self.clock)
        self.supervisor = Supervisor(
            apps,
            self.environment,
            instances=instances,
            prepare=self._prepare,
            clock=self.clock,
            changed=lambda _: self.changes.tell("bots"),
        )
        self.probe = HealthProbe(
            lambda: {name: bot.url for name, bot in self.supervisor.bots.items()},
            clock=self.clock,
            changed=lambda _: self.changes.tell("bots"),
        )
        users = {name: app.user_id for name, app in box.world.apps.items()}
        rooms = Rooms(box.upkeep, box.places.channels, users)
        self.desk = FaultDesk(
            box.faults,
            box.sheets.faults,
            tuple(apps),
            rooms,
            revoke_tokens=box.sheets.tokens.revoke_all,
        )
        self.store = store and StoreDesk(
            store,
            names=lambda: self.supervisor.bots,
            changed=lambda: self.changes.tell("faults"),
        )

    def routes(self) -> list[web.RouteDef]:
        """The page and everything below /sandbox."""
        guard, room = Guard(self.box.url), Room(self.box)
        return [
            *page.routes(guard),
            *documents.routes(guard),
            *self.feed.routes(guard),
            *bots.routes(guard, self.supervisor, self.probe, self._note()),
            *faults.routes(guard, self.desk, self.store),
            *sheets.routes(guard, self.box.sheets),
            *people.routes(guard, room),
            *tickets.routes(guard, TicketDesk(self.box, room)),
        ]

    def environment(self, name: str) -> dict[str, str]:
        """All that the process of this instance is given."""
        bot = self.supervisor.bots[name]
        environment = {
            **self.box.bot_env(bot.app, bot.port),
            **demo_world.more_env(bot.app, self.box.places),
            "RUNBOOK_URL": f"{self.box.url}{documents.RUNBOOK}",
            **self._settings,
        }
        if self.store is not None:
            environment["REDIS_URL"] = self.store.store.ways[name].url
        return environment

    async def _prepare(self, name: str) -> None:
        if self.store is not None:
            await self.store.welcome(name)

    def _note(self) -> str:
        return LIMITS_NOTE if self.store is None else f"{LIMITS_NOTE} {STORE_NOTE}"

    def _on_sheet(self, _spreadsheet: str, _tab: str) -> None:
        self.changes.tell("sheets")

    @contextlib.asynccontextmanager
    async def running(self, *, start: bool = True) -> AsyncGenerator[None]:
        """The bots live and the page is told of everything, until the block is left."""
        ends = [
            self.box.subscribe(self.changes.on_world_event),
            self.box.sheets.subscribe(self._on_sheet),
        ]
        self.box.faults.on_change(lambda _: self.changes.tell("faults"))
        self.box.sheets.faults.on_change(lambda: self.changes.tell("faults"))
        probing = asyncio.create_task(self.probe.run(), name="health probe")
        try:
            async with self.supervisor:
                if start:
                    self.supervisor.start_all()
                yield
        finally:
            probing.cancel()
            await asyncio.gather(probing, return_exceptions=True)
            for end in ends:
                end()
            await self.feed.close()


@contextlib.asynccontextmanager
async def open_stage(
    port: int = 0,
    *,
    apps: Sequence[str] = BOTS,
    settings: Mapping[str, str] = SHORT_LIMITS,
    heartbeat: float = HEARTBEAT_SEC,
    start: bool = True,
    instances: int = 1,
) -> AsyncGenerator[Stage]:
    """A sandbox on `port` (0: any free one) with the sample world, its bots and its page.

    Several instances of a bot get a store of their own. Raises StoreMissing and StoreFailed.
    """
    made: list[Stage] = []

    async with contextlib.AsyncExitStack() as stack:
        store = await stack.enter_async_context(Store.open()) if instances > 1 else None

        def more_routes(box: Sandbox) -> list[web.RouteDef]:
            made.append(Stage(box, apps=apps, settings=settings, instances=instances, store=store))
            return made[0].routes()

        opened = Sandbox.open(
            port, demo_world.build, heartbeat_interval=heartbeat, more_routes=more_routes
        )
        async with opened as box:
            demo_world.fill_sheet(box.sheets, box.places, box.world.clock.now())
            async with made[0].running(start=start):
                yield made[0]
