"""The sandbox: a Discord and a Google Sheets on one port, for bots that think they are real."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager

from aiohttp import web

from sandbox.discord.cdn import routes as cdn
from sandbox.discord.clock import WorldClock
from sandbox.discord.faults import Faults
from sandbox.discord.gateway import info as gateway_info
from sandbox.discord.gateway.gateway import Gateway
from sandbox.discord.gateway.identifies import WINDOW_S
from sandbox.discord.people.person import Person
from sandbox.discord.people.upkeep import Upkeep
from sandbox.discord.rest.limits import DISCORD, Limits
from sandbox.discord.rest.rest import Rest
from sandbox.discord.rules.auto_archive import AutoArchive
from sandbox.discord.scenes import sample_world
from sandbox.discord.scenes.guild_builder import Places
from sandbox.discord.tickets.ticket_bot import TicketBot
from sandbox.discord.world.feed import Watcher
from sandbox.discord.world.world import World
from sandbox.environment import app_env, connection_env
from sandbox.ports import free_port
from sandbox.sheets import routes as sheets_wire
from sandbox.sheets.sample import add_samples
from sandbox.sheets.service import SheetsService

WorldSeed = Callable[[World], Places]
MoreRoutes = Callable[["Sandbox"], Iterable[web.AbstractRouteDef]]
# Longer than what REST takes: it is REST that says no, as Discord does.
_LONGEST_LINE = 64 * 1024
_LOOK_FOR_QUIET_EVERY_S = 1.0
_MOST_BODY = 32 * 1024 * 1024


class Sandbox:
    """`open()` makes one."""

    def __init__(
        self,
        url: str,
        seed: WorldSeed,
        *,
        heartbeat_interval: float,
        identify_window: float,
        limits: Limits,
    ) -> None:
        self.url = url
        self.sheets = SheetsService()
        self.world = world = World(clock=WorldClock(), cdn_base=f"{url}{cdn.PREFIX}")
        self.faults = Faults(search=world.search)
        self.places = places = seed(world)
        add_samples(self.sheets)
        self.gateway = Gateway(
            world,
            self.faults,
            base_url=f"{url}/gateway".replace("http://", "ws://"),
            heartbeat_interval=heartbeat_interval,
            identify_window=identify_window,
        )
        self.rest = Rest(world, self.faults, gateway_info.routes(self.gateway), limits)
        self.records = world.records
        self.upkeep = Upkeep(world)
        self.auto_archive = AutoArchive(world)
        # Whoever waits for something of the sheets needn't wait until something happens at Discord.
        self.sheets.subscribe_requests(lambda _: world.records.touch())
        self.tickets = TicketBot(
            world,
            self.person("ticketbot"),
            welcome_id=places.channels["welcome_tickets"],
            promo_id=places.channels["promo_tickets"],
        )

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        port: int = 0,
        seed: WorldSeed = sample_world.build,
        *,
        heartbeat_interval: float = 41.25,
        identify_window: float = WINDOW_S,
        limits: Limits = DISCORD,
        more_routes: MoreRoutes = lambda _: (),
    ) -> AsyncGenerator["Sandbox"]:
        """Serve on 127.0.0.1 (port 0: any free one) until the block ends.

        Shards of one bucket that identify within `identify_window` seconds are told to come again;
        0 switches that rule off. `limits` are those of REST.
        """
        with socket.create_server(("127.0.0.1", port)) as listener:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            box = cls(
                url,
                seed,
                heartbeat_interval=heartbeat_interval,
                identify_window=identify_window,
                limits=limits,
            )
            runner = web.AppRunner(
                box._application(more_routes),
                access_log=None,
                shutdown_timeout=1.0,
                max_line_size=_LONGEST_LINE,
            )
            try:
                await runner.setup()
                await web.SockSite(runner, listener).start()
                async with _while_open(box.archive_quiet_threads()):
                    yield box
            finally:
                box.sheets.faults.clear()
                await box.gateway.close_all()
                await runner.cleanup()

    async def archive_quiet_threads(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_FOR_QUIET_EVERY_S)
            self.auto_archive.look()

    def _application(self, more_routes: MoreRoutes) -> web.Application:
        app = web.Application(client_max_size=_MOST_BODY)
        app.add_routes(self.gateway.routes())
        app.add_routes(self.rest.routes())
        app.add_routes(cdn.routes(self.world.backend.files))
        app.add_routes(sheets_wire.routes(self.sheets))
        app.add_routes(more_routes(self))
        return app

    def person(self, key: str) -> Person:
        """A person of the server by key: owner, admin, lead, recruiter, scout, member, newcomer."""
        return Person(self.world, self.places.people[key])

    def bot_env(self, app: str, port: int | None = None) -> dict[str, str]:
        """The complete environment for a bot process; `port` is where its own pages listen."""
        token = self.world.apps[app].token
        key_file = self.sheets.service_account_json(f"{self.url}/sheets")
        return {
            **connection_env(self.url, app, token, key_file),
            **app_env(app, self.places, port or free_port()),
        }

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """Tell `watcher` of every event of the world, until the returned function is called."""
        return self.world.feed.subscribe(watcher)


@asynccontextmanager
async def _while_open(work: Coroutine[None, None, None]) -> AsyncGenerator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
