"""Catch-up: what was closed while nobody looked, found again from Discord and the sheet alone.

Names and rows tell of most threads that nothing is missing, without a request for each. Only
the others are looked at. Each channel is read by itself: one that can't be is named, and the other
one done all the same. Search puts the likely threads first; it decides about none.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import discord

from apps.welcomecrew.catch_up.looked_at import LookedAt
from apps.welcomecrew.catch_up.room import Room
from apps.welcomecrew.catch_up.tally import in_words, not_read
from apps.welcomecrew.catch_up.unfinished import horizon, is_finished, version
from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.ledger.finding import RowIndex
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.reading.listing import archived, threads_saying
from apps.welcomecrew.reading.sight import Parent, Sight, Unseen
from apps.welcomecrew.tickets.scope import Channel, Scope
from shared.chat import passing
from shared.chat.text import count
from shared.tickets.tags import KnownTags
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

_AT_ONCE: Final = 5
_SETTLE_SECONDS: Final = 30.0
_PACE: Final = 1.0
"""Seconds between two handfuls of threads that search named no reason to look at."""
_AT_A_TIME: Final = 20
"""Threads that are judged before anything else may go on."""


Found = tuple[datetime, int, int, float]
"""When a thread was archived, its id, its channel's id, and its version.

No more is kept of it until its turn comes; garbage collections don't look into plain tuples.
"""


@dataclass(kw_only=True, eq=False, repr=False)
class CatchUp:
    """One round at a time; one that is asked for meanwhile follows it."""

    client: discord.Client
    scope: Scope
    sight: Sight
    ledger: Ledger
    clan_tags: ClanTags
    desk: Desk
    clock: Clock
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)
    _looked: LookedAt = field(default_factory=LookedAt)
    _tags: KnownTags = field(default_factory=KnownTags)
    """With which threads were looked at: a new clan's tag may stand in their names."""
    _listed: set[int] = field(default_factory=set[int])
    unread: Mapping[Channel, str] = field(default_factory=dict[Channel, str])
    """Channels that the last round could not read, and why."""
    left_out: int = 0
    """Threads that the last round did not look at, because search did not name them."""
    to_come: int = 0
    """Threads that this round found, and that it is not the turn of yet."""
    found: str = ""
    """What the last round found, in words; empty when nothing was missing."""
    last_words: str = "not yet"

    @property
    def words(self) -> str:
        """How the last round ended, or how far this one is."""
        if not self.to_come:
            return self.last_words
        return f"goes on: {count(self.to_come, 'thread')} still to be looked at"

    def forget_looks(self) -> None:
        """Nothing was heard for a while: what was looked at may have changed unseen.

        That goes for what a round which is under way has yet to note as well.
        """
        self._looked = LookedAt()

    async def step(self, *, thorough: bool = True, paced: bool = False) -> str:
        """One round; what it found, in words, empty when nothing was missing.

        Not `thorough`: of the open threads only those that search names. `paced`: a few threads
        per second. Raises SheetsError when it can't see enough to judge.
        """
        async with self._one:
            self.desk.begin_round()
            self._listed, self.left_out = set(), 0
            unread: dict[Channel, str] = {}
            found = await self._find(unread, thorough=thorough)
            self.unread = unread
            # The oldest first: ended in the middle, the next round starts from the last close.
            found.sort()
            if not unread:
                self._looked.keep(self._listed)
            room = Room(clock=self.clock, done=self._looked.note)
            await self._hand_over(found, room, paced=paced)
            await self._written(room)
            outside = self.desk.status().outside
            self.found = in_words(room.leave(), outside=outside)
            words = "; ".join(filter(None, (self.found, not_read(unread))))
            self.last_words = words or "nothing was missing"
            return words

    async def _find(self, unread: dict[Channel, str], *, thorough: bool) -> list[Found]:
        """What to look at, channel by channel; `unread` takes those that can't be read."""
        tags = await self.clan_tags.get()
        if tags != self._tags:
            self.forget_looks()
        self._tags = tags
        async with self.ledger.at_hand() as rows:
            return await self._found(rows, tags, unread, thorough=thorough)

    async def _found(
        self,
        rows: Mapping[str, RowIndex],
        tags: KnownTags,
        unread: dict[Channel, str],
        *,
        thorough: bool,
    ) -> list[Found]:
        found: list[Found] = []
        for channel in self.scope.channels.values():
            if not channel.scanned:
                continue
            try:
                parent = self.sight.parent(channel)
                threads = await self._unfinished(parent, rows[channel.tab], tags, thorough=thorough)
            except Unseen as unseen:
                unread[channel] = str(unseen)
            except passing.REST_FAILURES as error:
                unread[channel] = passing.in_words(error)
            else:
                found += [
                    (each.archive_timestamp, each.id, channel.channel_id, version(each))
                    for each in threads
                ]
            if channel in unread:
                _log.warning("can't read the %s tickets: %s", channel.kind.value, unread[channel])
        return found

    async def _unfinished(
        self, parent: Parent, index: RowIndex, tags: KnownTags, *, thorough: bool
    ) -> list[discord.Thread]:
        now, zone = self.clock.now(), self.scope.zone
        # Beside the event loop, as their reading: ten thousand dates take 50 ms.
        since = await asyncio.to_thread(horizon, index.rows, now, zone)
        # Asked for, not remembered: what discord.py knows may be from before an outage.
        active = [t for t in await parent.guild.active_threads() if t.parent_id == parent.id]
        unfinished = await _unfinished(active, index, tags)
        if not thorough:
            unfinished = await self._likely(parent, unfinished, since)
        shut = [thread async for thread in archived(parent, since=since)]
        unfinished += await _unfinished(shut, index, tags)
        self._listed.update(thread.id for thread in (*active, *shut))
        # One that is being archived just now is in both lists.
        return [
            thread
            for thread in {each.id: each for each in unfinished}.values()
            if not self._looked.is_unchanged(thread.id, version(thread))
        ]

    async def _likely(
        self, parent: Parent, threads: list[discord.Thread], since: datetime
    ) -> list[discord.Thread]:
        """Open threads in which search finds a marker, where there is one; the rest comes later."""
        ids = (thread.id for thread in threads)
        saying = await threads_saying(
            self.client, parent.guild.id, ids, words="closed by", since=since
        )
        if saying is None:
            return threads
        likely = [thread for thread in threads if thread.id in saying or thread.locked]
        self.left_out += len(threads) - len(likely)
        return likely

    async def _hand_over(self, found: Sequence[Found], room: Room, *, paced: bool) -> None:
        """Have threads looked at, a handful at once, as long as there is room for more."""
        try:
            for start in range(0, len(found), _AT_ONCE):
                self.to_come = len(found) - start
                await room.free()
                batch = found[start : start + _AT_ONCE]
                looks = (
                    self._look(thread, parent, seen, room) for _, thread, parent, seen in batch
                )
                await asyncio.gather(*looks)
                if paced:
                    await self.clock.sleep(_PACE)
        finally:
            self.to_come = 0

    async def _look(self, thread_id: int, channel_id: int, seen: float, room: Room) -> None:
        case = self.desk.found(thread_id, channel_id)
        if case is not None:
            room.enter(case, seen)
            await self.desk.settled(thread_id)

    async def _written(self, room: Room) -> None:
        """Wait a little for the rows."""
        for _ in range(int(_SETTLE_SECONDS)):
            if not room.writing:
                break
            await self.clock.sleep(1)


async def _unfinished(
    threads: Sequence[discord.Thread], rows: RowIndex, tags: KnownTags
) -> list[discord.Thread]:
    """Those of which something may be missing; other work goes on between handfuls of them."""
    found: list[discord.Thread] = []
    for start in range(0, len(threads), _AT_A_TIME):
        some = threads[start : start + _AT_A_TIME]
        found += [thread for thread in some if not is_finished(thread, rows, tags)]
        await asyncio.sleep(0)
    return found
