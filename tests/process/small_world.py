"""A sandbox with many small bots, so that each fault meets one of its own at the same time."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.discord.scenes import sample_world
from sandbox.discord.scenes.guild_builder import Places
from sandbox.discord.world.world import World
from sandbox.environment import discord_env
from sandbox.ports import free_port
from sandbox.server import Sandbox
from tests.process.harness import BotProcess

TINY = "tests.process.tiny_bot"

# Short enough for a test, long enough for a busy machine with two cores.
CHECK_S = 0.2
LIMIT_S = 2.0
HEARTBEAT_S = 1.0
START_S = 40.0


@dataclass(frozen=True, slots=True)
class SmallWorld:
    """The sandbox and the folder in which its bots run."""

    box: Sandbox
    folder: Path

    def env(self, bot: str, **more: str) -> dict[str, str]:
        """The environment of one small bot, with limits of seconds instead of minutes."""
        return {
            **discord_env(self.box.url, bot),
            "DISCORD_TOKEN": self.box.world.apps[bot].token,
            "PORT": str(free_port()),
            "WATCHDOG_CHECK_SEC": str(CHECK_S),
            "WATCHDOG_MAX_DISCONNECT_SEC": str(LIMIT_S),
            "CONNECT_RETRY_MAX_SEC": "0.5",
            "STOP_DEADLINE_SEC": "6",
            "FATAL_HOLD_SEC": "0",
            **more,
        }

    @asynccontextmanager
    async def tiny(self, bot: str, **more: str) -> AsyncGenerator[BotProcess]:
        """A small bot as a process."""
        async with BotProcess.open(TINY, self.env(bot, **more), folder=self.folder) as process:
            yield process

    @asynccontextmanager
    async def ready(self, bot: str, **more: str) -> AsyncGenerator[BotProcess]:
        """One that is ready."""
        async with self.tiny(bot, **more) as process:
            await process.wait_until_ready(within=START_S)
            yield process

    def steps(self, bot: str) -> list[str]:
        """What the gateway saw of this bot: connect, identify, resume and so on."""
        return [event.kind for event in self.box.records.gateway if event.bot == bot]


@asynccontextmanager
async def small_world(bots: Sequence[str], folder: Path) -> AsyncGenerator[SmallWorld]:
    """The sample server, with these bots as further members."""

    def seed(world: World) -> Places:
        places = sample_world.build(world)
        for name in bots:
            world.backend.add_member(places.guild_id, world.add_app(name).user_id)
        return places

    async with Sandbox.open(seed=seed, heartbeat_interval=HEARTBEAT_S) as box:
        yield SmallWorld(box, folder)


Way = Callable[[SmallWorld, str], Coroutine[None, None, None]]


async def all_at_once(ways: Mapping[str, Way], folder: Path) -> None:
    """Each way with a small bot of its own, all of them in one world at the same time."""
    async with small_world(list(ways), folder) as world, asyncio.TaskGroup() as group:
        for name, way in ways.items():
            group.create_task(way(world, name), name=name)
