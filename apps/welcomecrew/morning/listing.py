"""What ticket threads there are: one request for the open ones, a few for those that sleep."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import discord

from apps.welcomecrew.catch_up.tally import named
from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.morning.history import Seen
from apps.welcomecrew.morning.rules.talk import Thread
from apps.welcomecrew.reading.listing import archived
from apps.welcomecrew.reading.look import is_asleep
from apps.welcomecrew.reading.sight import Parent, Sight, Unseen
from apps.welcomecrew.tickets.scope import Channel, Scope
from shared.chat.passing import REST_FAILURES, in_words
from shared.tickets.thread_name import parse_thread_name

_AT_A_TIME: Final = 25


@dataclass(slots=True, eq=False, repr=False)
class Found:
    """Threads, server by server, and what could not be looked at."""

    guilds: dict[discord.Guild, list[Seen]] = field(default_factory=dict[discord.Guild, list[Seen]])
    notes: list[str] = field(default_factory=list[str])

    def threads(self) -> list[Thread]:
        """What the rules know of all of them, each once."""
        by_id = {thread.id: thread for seen in self.guilds.values() for _, thread in seen}
        return list(by_id.values())


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Listing:
    """Lists the threads of both ticket channels; what fails is named in what was found."""

    scope: Scope
    sight: Sight
    clan_tags: ClanTags

    async def open_threads(self) -> Found:
        """The threads that are not archived: one request for each server."""
        found = Found()
        actives: dict[int, list[discord.Thread]] = {}
        for channel, parent in self._parents(found):
            guild = parent.guild
            try:
                if guild.id not in actives:
                    actives[guild.id] = list(await guild.active_threads())
            except REST_FAILURES as error:
                found.notes.append(f"{named(channel)} can't be read: {in_words(error)}")
                continue
            mine = [t for t in actives[guild.id] if t.parent_id == parent.id]
            found.guilds.setdefault(guild, []).extend(await self._seen(mine, channel))
        return found

    async def all_threads(self, since: datetime) -> Found:
        """Those, and the ones that were archived since then: a request for each hundred."""
        found = await self.open_threads()
        async for channel, parent, shut in self._archived(since, found):
            listed = found.guilds.setdefault(parent.guild, [])
            # One that is archived during the listing comes twice.
            known = {thread.id for _, thread in listed}
            new = [thread for thread in shut if thread.id not in known]
            listed += await self._seen(new, channel)
        return found

    async def sleepers(self, since: datetime, found: Found) -> dict[int, Thread]:
        """Those that Discord archived since then, though nobody closed them."""
        sleepers: dict[int, Thread] = {}
        async for channel, _, shut in self._archived(since, found):
            seen = await self._seen(filter(is_asleep, shut), channel)
            sleepers |= {thread.id: thread for _, thread in seen}
        return sleepers

    async def _archived(
        self, since: datetime, found: Found
    ) -> AsyncIterator[tuple[Channel, Parent, list[discord.Thread]]]:
        for channel, parent in self._parents(Found()):
            try:
                shut = [thread async for thread in archived(parent, since=since)]
            except REST_FAILURES as error:
                words = f"{named(channel)}: the archived threads can't be read: {in_words(error)}"
                found.notes.append(words)
            else:
                yield channel, parent, shut

    def _parents(self, found: Found) -> Iterable[tuple[Channel, Parent]]:
        for channel in self.scope.channels.values():
            try:
                yield channel, self.sight.parent(channel)
            except Unseen as unseen:
                found.notes.append(f"{named(channel)} can't be read: {unseen}")

    async def _seen(self, threads: Iterable[discord.Thread], channel: Channel) -> list[Seen]:
        """Those that are tickets, by their names; other work goes on between handfuls of them."""
        tags = self.clan_tags.at_hand()
        seen: list[Seen] = []
        for number, thread in enumerate(threads, start=1):
            if parts := parse_thread_name(thread.name, tags):
                seen.append((thread, _seen_of(thread, channel, parts.number)))
            if number % _AT_A_TIME == 0:
                await asyncio.sleep(0)
        return seen


def _seen_of(thread: discord.Thread, channel: Channel, number: str) -> Thread:
    """What Discord says of a thread along with the list of them."""
    return Thread(
        id=thread.id,
        name=thread.name,
        channel_id=channel.channel_id,
        number=number,
        created_at=discord.utils.snowflake_time(thread.id),
        owner_id=thread.owner_id or 0,
        version=thread.last_message_id or 0,
        shut=thread.archived or thread.locked,
        asleep=is_asleep(thread),
        archived_at=thread.archive_timestamp if thread.archived else None,
    )
