"""Real discord.py bots in the test's own process, pointed at a sandbox."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import discord
import pytest
import yarl
from discord.asset import Asset
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from sandbox.discord.wire import Payload
from sandbox.server import Sandbox


class EchoBot(commands.Bot):
    """Answers `!ping` and `!echo`, and remembers what its gateway told."""

    def __init__(
        self,
        intents: discord.Intents | None = None,
        *,
        shard_id: int | None = None,
        shard_count: int | None = None,
    ) -> None:
        super().__init__(
            "!",
            intents=intents or discord.Intents.all(),
            help_command=None,
            guild_ready_timeout=0.05,
            enable_debug_events=True,
            shard_id=shard_id,
            shard_count=shard_count,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.seen: list[str] = []
        self.heard: list[discord.Message] = []
        self._frames: list[Payload] = []
        self._changed = asyncio.Event()

    async def setup_hook(self) -> None:
        @self.command()
        async def ping(ctx: commands.Context[commands.Bot]) -> None:
            await ctx.send("pong")

        @self.command()
        async def echo(ctx: commands.Context[commands.Bot], *, text: str) -> None:
            await ctx.reply(embed=discord.Embed(title="echo", description=text))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify again without discord.py's pause of five seconds."""

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        self.seen.append(event)
        if event == "message":
            self.heard += [item for item in args if isinstance(item, discord.Message)]
        if event == "socket_raw_receive":
            self._frames += [json.loads(item) for item in args if isinstance(item, str)]
        self._changed.set()
        super().dispatch(event, *args, **kwargs)

    def came(self, event: str) -> list[Payload]:
        """What the gateway sent by this name, as it came over the wire."""
        return [frame["d"] for frame in self._frames if frame["t"] == event]

    async def until(self, event: str, count: int = 1) -> None:
        """Wait until `event` was dispatched `count` times."""
        async with asyncio.timeout(10):
            while self.seen.count(event) < count:
                self._changed.clear()
                await self._changed.wait()


@pytest.fixture
async def box(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sandbox]:
    """A sandbox with quick heartbeats; discord.py of this process points to it."""
    async with Sandbox.open(heartbeat_interval=0.2) as opened:
        monkeypatch.setattr(Route, "BASE", f"{opened.url}/api/v10")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(opened.gateway.base_url))
        monkeypatch.setattr(Asset, "BASE", f"{opened.url}/cdn")
        yield opened


@asynccontextmanager
async def running(bot: EchoBot, box: Sandbox, app: str = "clanmatch") -> AsyncGenerator[EchoBot]:
    """The bot logged in and ready, closed at the end."""
    task = asyncio.create_task(bot.start(box.world.apps[app].token))
    try:
        async with asyncio.timeout(10):
            await asyncio.wait(
                {task, asyncio.create_task(bot.until("ready"))},
                return_when=asyncio.FIRST_COMPLETED,
            )
        if task.done():
            await task
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)


def take_from_bots(box: Sandbox, *names: str) -> None:
    """Take these permissions from the role of both bots."""
    role = box.world.backend.get_role(box.places.guild_id, box.places.roles["bots"])
    held = discord.Permissions(role.permissions)
    held.update(**dict.fromkeys(names, False))
    role.permissions = held.value
