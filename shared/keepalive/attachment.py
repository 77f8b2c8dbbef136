"""Listens to the client's events and reads its latency, and tells the tracker."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

import discord

from .discord_internals import hear, heartbeat_interval_s, leave_dead_resume_host, sequence
from .ground.lately import SaidLately
from .tracker import Tracker

_log = logging.getLogger(__name__)

UNREAD: Final = "a gateway event"
"""How unreadable ones are counted."""


class Attachment:
    """Ties one bot to a tracker; sharded bots are followed shard by shard."""

    def __init__(
        self,
        bot: discord.Client,
        tracker: Tracker,
        *,
        count_error: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._bot = bot
        self._tracker = tracker
        self._count_error = count_error
        self._unread = SaidLately()
        self._sequences: dict[int, int] = {}
        self._greeted: Callable[[], None] = lambda: None
        self.first_ready = asyncio.Event()

    def listen(self) -> None:
        """Hear its events from now on, and take up what it is already."""
        if isinstance(self._bot, discord.AutoShardedClient):
            hear(
                self._bot,
                shard_connect=self._on_shard_connect,
                shard_ready=self._on_shard_ready,
                shard_resumed=self._on_shard_resumed,
                shard_disconnect=self._on_shard_disconnect,
                ready=self._on_all_ready,
                frame_unread=self._on_frame_unread,
            )
        else:
            hear(
                self._bot,
                connect=self._on_connect,
                ready=self._on_ready,
                resumed=self._on_resumed,
                disconnect=self._on_disconnect,
                frame_unread=self._on_frame_unread,
            )
        self._greeted = leave_dead_resume_host(self._bot)
        if self._bot.is_ready():
            self._take_up()

    def _take_up(self) -> None:
        for shard_id in self._shard_ids():
            if sequence(self._bot, shard_id) is not None:
                self._tracker.connected(shard_id)
                self._tracker.ready(shard_id)
        self.first_ready.set()

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

    def _on_connect(self) -> None:
        self._greeted()
        self._tracker.connected()

    def _on_ready(self) -> None:
        self._tracker.ready()
        self.first_ready.set()

    def _on_resumed(self) -> None:
        self._greeted()
        # What was replayed first, so that only what comes later counts as heard since.
        self.read_events()
        self._tracker.resumed()

    def _on_disconnect(self) -> None:
        self._tracker.disconnected()

    def _on_frame_unread(self, error: Exception) -> None:
        """Discord said what discord.py can't take; counted each time, told in full once."""
        self._count_error(UNREAD)
        if self._unread.is_new(repr(error)):
            _log.error("Discord said something that can't be read, which is lost", exc_info=error)

    def _on_all_ready(self) -> None:
        self.first_ready.set()

    def _on_shard_connect(self, shard_id: int) -> None:
        self._tracker.connected(shard_id)

    def _on_shard_ready(self, shard_id: int) -> None:
        self._tracker.ready(shard_id)

    def _on_shard_resumed(self, shard_id: int) -> None:
        self.read_events()
        self._tracker.resumed(shard_id)

    def _on_shard_disconnect(self, shard_id: int) -> None:
        self._tracker.disconnected(shard_id)
