"""Sees what a ticket's thread shows at the moment, or that it can't be seen at the moment."""

from dataclasses import dataclass, field, replace
from typing import Final

import discord

from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.closing.case import Case, Doing, Event
from apps.welcomecrew.closing.lifecycle import Signal, State
from apps.welcomecrew.closing.patience import Patience
from apps.welcomecrew.question.picker import TagPicker
from apps.welcomecrew.reading.look import Looker, Sighting
from apps.welcomecrew.threads.line import Line
from apps.welcomecrew.threads.remembered import RememberedThreads
from apps.welcomecrew.tickets.naming import is_spelled_otherwise, renamed, says_tag
from shared.chat.passing import REST_FAILURES, in_words
from shared.sheets.errors import SheetsError

_FOUND_AS = {
    Signal.TAG_FOUND: State.DONE,
    Signal.TAG_MISSING: State.ASKED,
    Signal.QUESTION_STANDS: State.ASKED,
    Signal.DELETED: State.GONE,
}


AT_ONCE: Final = 8
"""Threads that are read at the same time; a thousand would keep the event loop for seconds."""


class OutOfSight(Exception):
    """The server isn't there at the moment: unavailable, or the bot is no member of it."""


TROUBLE = (*REST_FAILURES, SheetsError, OutOfSight)
"""What may pass by itself or by somebody's help; a ticket waits for it."""


@dataclass(kw_only=True, eq=False, repr=False)
class Eyes:
    """Reads threads for tickets at work; what fails is tried again for as long as it takes."""

    client: discord.Client
    looker: Looker
    clan_tags: ClanTags
    picker: TagPicker
    remembered: RememberedThreads
    patience: Patience
    _line: Line = field(default_factory=lambda: Line(AT_ONCE))

    def guild(self, case: Case) -> discord.Guild:
        """The server of the ticket. Raises OutOfSight."""
        guild = self.client.get_guild(case.guild_id)
        if guild is None:
            # Of a case from before the server was there.
            parent = self.client.get_channel(case.channel.channel_id)
            guild = parent.guild if isinstance(parent, discord.abc.GuildChannel) else None
        if guild is None or guild.unavailable:
            raise OutOfSight("the server isn't there for me at the moment")
        case.guild_id = guild.id
        return guild

    async def thread(self, case: Case) -> discord.Thread | None:
        """The thread; None once it is deleted. Archived ones are in no cache. Raises TROUBLE."""
        guild = self.guild(case)
        known = self.remembered.get(guild, case.thread_id)
        return known or await self._fetched(guild, case)

    async def look(self, case: Case) -> Event | None:
        """Read the thread; None when that failed and is tried again later."""
        try:
            async with self._line.turn(hurried=case.hurried):
                seen = await self._seen(case)
        except TROUBLE as error:
            self.patience.later(case, told(error))
            return None
        case.went_well(Doing.LOOKING)
        return Event(Signal.DELETED) if seen is None else self._noted(case, *seen)

    async def learn(self, case: Case) -> None:
        """What a ticket was about of which this process knows nothing yet."""
        found = await self.look(case)
        if found is not None:
            case.state = _FOUND_AS.get(found.signal, State.OPEN)

    async def heed_name(self, case: Case, *, settled: bool = False) -> Event | None:
        """Take over what the thread's new name says of the ticket; see `renamed`."""
        if case.ticket is None:
            return None
        try:
            tags = await self.clan_tags.get()
        except SheetsError as error:
            self.patience.later(case, told(error))
            return None
        now = renamed(case.ticket, case.name, tags, settled=settled)
        is_other_tag, is_corrected = now.tag != case.ticket.tag, now != case.ticket
        case.ticket = replace(now, tag=case.ticket.tag)
        # Ticket bots name threads at a close, too, and perhaps after us.
        is_wrong = is_spelled_otherwise(now, case.name, tags)
        case.respelled = is_wrong and case.state is State.RENAMING
        case.perhaps_reopened = settled and not says_tag(case.name, tags)
        if is_other_tag:
            return Event(Signal.TAG_FOUND, tag=now.tag)
        return Event(Signal.NAME_CORRECTED) if is_corrected or (is_wrong and settled) else None

    async def heed_number(self, case: Case) -> Event | None:
        """A thread is read only if its name holds a number; it may be closed since long ago."""
        return Event(Signal.RESTARTED) if case.ticket is None else None

    async def _seen(self, case: Case) -> tuple[discord.Thread, Sighting] | None:
        thread = await self.thread(case)
        if thread is None:
            return None
        try:
            return thread, await self.looker.look(thread, case.channel)
        except discord.NotFound:
            # The cache may be older than the deletion: what was missed while nobody listened.
            fetched = await self._fetched(self.guild(case), case)
            if fetched is None:
                return None
            raise

    async def _fetched(self, guild: discord.Guild, case: Case) -> discord.Thread | None:
        try:
            fetched = await guild.fetch_channel(case.thread_id)
        except discord.NotFound:
            return None
        return fetched if isinstance(fetched, discord.Thread) else None

    def _noted(self, case: Case, thread: discord.Thread, seen: Sighting) -> Event:
        """Take over what was seen; the signal says what it comes to."""
        case.fresh, case.told = False, None
        case.ticket, case.name = seen.ticket, thread.name
        case.close_id, case.by_marker = seen.close_id, seen.by_marker
        case.asked_id = seen.asked_id
        if seen.question is not None:
            case.question_id = seen.question.id
            self.picker.resume(seen.question)
        case.shut = case.shut or thread.archived or seen.reopened_by_us or seen.left_open
        case.unlocked = case.unlocked or seen.unlocked_by_us
        if seen.ticket is None:
            return Event(Signal.NAME_UNREADABLE)
        if not seen.closed:
            return Event(Signal.ASLEEP if seen.asleep else Signal.NOT_CLOSED)
        if seen.ticket.tag:
            return Event(Signal.TAG_FOUND, tag=seen.ticket.tag)
        return Event(Signal.QUESTION_STANDS if seen.question else Signal.TAG_MISSING)


def told(error: BaseException) -> str:
    """The trouble for people."""
    return in_words(error) if isinstance(error, REST_FAILURES) else str(error)
