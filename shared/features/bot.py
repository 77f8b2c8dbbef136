"""The discord.py bot that is made of features."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from contextvars import Context
from functools import partial
from typing import Any, Generic, TypeVar

import discord
from discord.ext import commands

from shared.chat.bot import ChatBot
from shared.chat.discord_clock import DiscordClock
from shared.chat.gate import CommandGate
from shared.chat.home import Home
from shared.features.feature import Brings, Run
from shared.features.ground import Ground
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.service import Keepalive
from shared.turn.shards import ShardPlan

_log = logging.getLogger(__name__)

G = TypeVar("G", bound=Ground)


class FeatureBot(ChatBot, Generic[G]):
    """Made first, as the client that the features work with; then equipped with them."""

    ground: G
    brings: Mapping[str, Brings]
    """What each feature brought, by its name."""

    def __init__(
        self,
        *,
        intents: discord.Intents,
        gate: CommandGate,
        home: Home,
        keepalive: Keepalive,
        shards: ShardPlan | None,
        discord_clock: DiscordClock,
    ) -> None:
        super().__init__(
            intents=intents,
            gate=gate,
            home=home,
            observer=keepalive.metrics,
            turn=keepalive.turn,
            shards=shards,
            discord_clock=discord_clock,
        )
        self._keepalive = keepalive
        self._basic_cogs: Sequence[commands.Cog] = ()
        self._announced = False
        self._running: list[asyncio.Task[None]] = []

    def equip(
        self, ground: G, brings: Mapping[str, Brings], *, basic_cogs: Sequence[commands.Cog]
    ) -> None:
        """Take what the features bring; before the start."""
        self.ground = ground
        self.brings = brings
        self._basic_cogs = basic_cogs

    async def add_cogs(self) -> None:
        """Those of every bot, then those of each feature in the order of the list."""
        for cog in (*self._basic_cogs, *self._all_cogs()):
            await self.add_cog(cog)
        for each in self.brings.values():
            self.add_dynamic_items(*each.pressables)
        if idle := self.gate.unused(c.qualified_name for c in self.walk_commands()):
            raise LookupError(f"rows in the access table without a command: {idle}")

    async def setup_hook(self) -> None:
        """Begin what goes on for as long as the process."""
        await super().setup_hook()
        for each in self.brings.values():
            self._running += map(self._begun, each.runs)

    async def close(self) -> None:
        """Leave the gateway first; what still waits is written after that, by what closes."""
        await super().close()
        for task in self._running:
            task.cancel()

    async def on_ready(self) -> None:
        """Say once per process in the log channel which instance this is."""
        if self._announced:
            return
        self._announced = True
        line = self._keepalive.announcement()
        await self.ground.log_channel.say(line, about=("online", line))

    def _all_cogs(self) -> Iterable[commands.Cog]:
        return (cog for each in self.brings.values() for cog in each.cogs)

    def _begun(self, run: Run) -> "asyncio.Task[None]":
        work: Coroutine[Any, Any, None] = _as_coroutine(run)
        # In a context of its own: it belongs to no command.
        task = Context().run(asyncio.create_task, work, name=run.name)
        task.add_done_callback(partial(self._run_ended, run.name))
        return task

    def _run_ended(self, name: str, task: "asyncio.Task[None]") -> None:
        if task.cancelled() or (error := task.exception()) is None:
            return
        _log.critical("%s ended unexpectedly", name, exc_info=error)
        self._keepalive.lifetime.request_stop(
            ExitStatus.CRASHED, f"{name} failed: {type(error).__name__}", cause="crash"
        )


class ShardedFeatureBot(FeatureBot[G], commands.AutoShardedBot):
    """The same over several connections."""


async def _as_coroutine(run: Run) -> None:
    await run.work()
