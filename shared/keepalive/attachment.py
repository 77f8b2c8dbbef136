"""Listens to the client's events and reads its latency, and tells the tracker."""

import asyncio

import discord
from discord.ext import commands

from .discord_internals import heartbeat_interval_s, sequence
from .tracker import Tracker

AnyBot = commands.Bot | commands.AutoShardedBot


class Attachment:
    """Ties one bot to a tracker; sharded bots are followed shard by shard."""

    def __init__(self, bot: AnyBot, tracker: Tracker) -> None:
        self._bot = bot
        self._tracker = tracker
        self._sequences: dict[int, int] = {}
        self.first_ready = asyncio.Event()

    def listen(self) -> None:
        """Add the listeners."""
        add = self._bot.add_listener
        if isinstance(self._bot, discord.AutoShardedClient):
            add(self._on_shard_connect, "on_shard_connect")
            add(self._on_shard_ready, "on_shard_ready")
            add(self._on_shard_resumed, "on_shard_resumed")
            add(self._on_shard_disconnect, "on_shard_disconnect")
            add(self._on_all_ready, "on_ready")
            return
        add(self._on_connect, "on_connect")
        add(self._on_ready, "on_ready")
        add(self._on_resumed, "on_resumed")
        add(self._on_disconnect, "on_disconnect")

    def read_events(self) -> None:
        """Count what was dispatched since the last look.

        From the connections' own sequence numbers: a listener would cost a task for every event.
        """
        for shard_id in self._shard_ids():
            seen, last = sequence(self._bot, shard_id), self._sequences.get(shard_id, 0)
            if seen is None or seen == last:
                continue
            # A smaller number is a new session, which counts from 1 again.
            self._tracker.events_came(seen - last if seen > last else seen, shard_id)
            self._sequences[shard_id] = seen

    def read_latency(self) -> bool:
        """Take the latency of every connection; True when a fresh ACK shows in any of them."""
        bot = self._bot
        if not isinstance(bot, discord.AutoShardedClient):
            return self._tracker.latency(0, bot.latency, heartbeat_interval_s(bot, 0))
        self._tracker.expect(self._shard_ids())
        fresh = [
            self._tracker.latency(shard_id, seconds, heartbeat_interval_s(bot, shard_id))
            for shard_id, seconds in bot.latencies
        ]
        return any(fresh)

    def _shard_ids(self) -> tuple[int, ...]:
        bot = self._bot
        if not isinstance(bot, discord.AutoShardedClient):
            return (0,)
        # None until Discord was asked for it, whatever its annotation says.
        return tuple(bot.shard_ids or range(bot.shard_count or 0))

    async def _on_connect(self) -> None:
        self._tracker.connected()

    async def _on_ready(self) -> None:
        self._tracker.ready()
        self.first_ready.set()

    async def _on_resumed(self) -> None:
        # What was replayed first, so that only what comes later counts as heard since.
        self.read_events()
        self._tracker.resumed()

    async def _on_disconnect(self) -> None:
        self._tracker.disconnected()

    async def _on_all_ready(self) -> None:
        self.first_ready.set()

    async def _on_shard_connect(self, shard_id: int) -> None:
        self._tracker.connected(shard_id)

    async def _on_shard_ready(self, shard_id: int) -> None:
        self._tracker.ready(shard_id)

    async def _on_shard_resumed(self, shard_id: int) -> None:
        self.read_events()
        self._tracker.resumed(shard_id)

    async def _on_shard_disconnect(self, shard_id: int) -> None:
        self._tracker.disconnected(shard_id)
