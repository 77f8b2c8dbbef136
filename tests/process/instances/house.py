"""Several instances of both bots on one host, with a store between them and people who go on."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import aiohttp
import pytest

from sandbox.discord.world.records import GatewayEvent
from sandbox.hosting.hosted import HostedBot
from sandbox.hosting.restarts import ProcessState
from sandbox.hosting.supervisor import Supervisor
from sandbox.server import Sandbox
from sandbox.valkey.server import StoreMissing
from sandbox.valkey.store import Store

APPS = ("clanmatch", "welcomecrew")
TTL_S = 4.0
TAKEN_OVER_WITHIN_S = TTL_S + 5
# The gateway closes a frozen process's socket after two and a half of these and a second. That is
# sooner than anybody may take over; at Discord the frozen one's session counts for longer.
HEARTBEAT_S = 0.8
START_S = 40.0
_LOOK_EVERY_S = 0.1
_SETTINGS = {"LEASE_TTL_SEC": str(TTL_S), "STOP_DEADLINE_SEC": "10"}


T = TypeVar("T")
Healths = list[tuple[HostedBot, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Speaker:
    """The instance that speaks, and which turn that is."""

    bot: HostedBot
    term: int


class House:
    """The host, the store, the sandbox."""

    def __init__(
        self, box: Sandbox, store: Store, host: Supervisor, web: aiohttp.ClientSession
    ) -> None:
        self.box = box
        self.store = store
        self.host = host
        self._web = web

    async def health(self, bot: HostedBot) -> dict[str, Any]:
        """What `/healthz` says; empty when nobody answers."""
        with suppress(aiohttp.ClientError, TimeoutError):
            async with self._web.get(f"{bot.url}/healthz") as answer:
                return await answer.json()
        return {}

    async def reads(
        self, bot: HostedBot, wanted: Callable[[dict[str, Any]], bool], *, within: float = 20.0
    ) -> dict[str, Any]:
        """Ask one instance until it says the wanted thing."""
        said: dict[str, Any] = {}
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while True:
                    if wanted(said := await self.health(bot)):
                        return said
                    await asyncio.sleep(_LOOK_EVERY_S)
        raise AssertionError(f"{bot.name} says {said}\n{self.logs(bot.app)}")

    async def healths(self, app: str) -> Healths:
        """Every instance of a bot that runs and isn't frozen, and what it says."""
        running = [
            bot
            for bot in self.host.of(app)
            if (report := bot.report()).state is ProcessState.RUNNING and not report.frozen
        ]
        return list(zip(running, await asyncio.gather(*map(self.health, running)), strict=True))

    async def one_speaks(
        self, app: str, *, within: float = START_S, among: Sequence[HostedBot] = ()
    ) -> Speaker:
        """Wait until one instance is ready (one of `among`, if given) and all others stand by."""

        def speaker(healths: Healths) -> Speaker | None:
            ready = [(bot, said) for bot, said in healths if said.get("state") == "ready"]
            standing = sum(said.get("state") == "standby" for _, said in healths)
            if len(ready) != 1 or standing != len(healths) - 1:
                return None
            bot, said = ready[0]
            return Speaker(bot, said["term"]) if bot in among or not among else None

        return await self._until(app, speaker, within, f"of {app} not one speaks")

    async def all_stand_by(self, app: str, *, because: str, within: float) -> None:
        """Wait until nobody speaks and everybody says why."""

        def all_do(healths: Healths) -> bool | None:
            standing = [
                said.get("state") == "standby" and because in said["reason"] for _, said in healths
            ]
            return (bool(standing) and all(standing)) or None

        await self._until(app, all_do, within, f"{app} doesn't stand by")

    async def _until(
        self, app: str, found: Callable[[Healths], T | None], within: float, complaint: str
    ) -> T:
        """Ask all instances until something is found in what they say."""
        last: Healths = []
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while (seen := found(last := await self.healths(app))) is None:  # noqa: ASYNC110 - pages are asked, they don't tell
                    await asyncio.sleep(_LOOK_EVERY_S)
                return seen
        said = "\n".join(f"{bot.name}: {words}" for bot, words in last)
        raise AssertionError(f"{complaint} after {within} s:\n{said}\n{self.logs(app)}")

    def others(self, app: str, bot: HostedBot) -> list[HostedBot]:
        """The instances beside this one."""
        return [it for it in self.host.of(app) if it is not bot]

    def sessions(self, app: str) -> int:
        """How many sessions this bot has begun so far."""
        return self.box.records.count("identify", app)

    async def stays(self, holds: Callable[[], bool], for_s: float) -> None:
        """Fail as soon as something is no longer so; give it so many seconds."""
        with suppress(TimeoutError):
            await self.box.records.until(lambda: not holds(), for_s)
            raise AssertionError("it changed")

    def longest_silence(self, app: str) -> float:
        """Seconds without a session, the longest time of all but the first."""
        steps = [
            it
            for it in self.box.records.gateway
            if it.bot == app and it.kind in ("identify", "resume", "disconnect")
        ]
        return max((_gap(*pair) for pair in pairwise(steps)), default=0.0)

    def ends(self, app: str) -> list[str]:
        """The close codes of this bot's connections that are over, in order."""
        steps = self.box.records.gateway
        return [it.detail for it in steps if it.bot == app and it.kind == "disconnect"]

    def logs(self, app: str) -> str:
        """What all instances printed lately."""
        return "\n".join(
            f"--- {report.name}\n" + "\n".join(report.log[-60:])
            for report in self.host.reports()
            if report.app == app
        )

    def is_sound(self, app: str) -> None:
        """What must be true of any run: never two sessions at once, nothing crashed."""
        assert self.box.records.most_live[app, 0] == 1, self.logs(app)
        for report in self.host.reports():
            if report.app == app:
                log = "\n".join(report.log)
                assert "Traceback" not in log, log
                assert " CRITICAL " not in log, log


def _gap(before: GatewayEvent, after: GatewayEvent) -> float:
    silent = before.kind == "disconnect" and after.kind != "disconnect"
    return (after.at - before.at).total_seconds() if silent else 0.0


@asynccontextmanager
async def open_house(*, instances: int = 2) -> AsyncGenerator[House]:
    """So many instances of each bot, started at the same time, and one of each speaks."""
    async with AsyncExitStack() as stack:
        try:
            store = await stack.enter_async_context(Store.open())
        except StoreMissing as missing:
            pytest.skip(str(missing))
        box = await stack.enter_async_context(Sandbox.open(heartbeat_interval=HEARTBEAT_S))
        timeout = aiohttp.ClientTimeout(total=2)
        web = await stack.enter_async_context(aiohttp.ClientSession(timeout=timeout))

        async def prepare(name: str) -> None:
            await store.way(name)

        def environment(name: str) -> dict[str, str]:
            bot = host.bots[name]
            way = {"REDIS_URL": store.ways[name].url}
            return {**box.bot_env(bot.app, bot.port), **_SETTINGS, **way}

        host = Supervisor(APPS, environment, instances=instances, prepare=prepare, overlap=1.0)
        house = House(box, store, host, web)
        await stack.enter_async_context(host)
        host.start_all()
        await for_each_bot(house.one_speaks)
        yield house


async def for_each_bot(scene: Callable[[str], Any]) -> None:
    """Both bots live through it at the same time."""
    async with asyncio.TaskGroup() as group:
        for app in APPS:
            group.create_task(scene(app))
