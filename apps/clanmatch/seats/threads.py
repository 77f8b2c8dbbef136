"""Which ticket is meant, and what the names of tickets say of seats."""

import logging
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import discord
from discord.utils import snowflake_time

from apps.clanmatch.seats.rules.placing import is_closed_name
from apps.clanmatch.seats.rules.unheard import ClosedTicket
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words, passes_by, persistently
from shared.chat.places import PlaceMissing, find_place
from shared.immutable import immutable
from shared.tickets.tags import KnownTags
from shared.tickets.thread_name import parse_thread_name

_log = logging.getLogger(__name__)

NO_CLAN: Final = ("NONE", "LEFT")
"""Answers at the place of a tag: the person went to no clan."""
_MOST_OPEN: Final = 200
_MOST_ARCHIVED: Final = 100
"""As many as one request gives."""
_ID: Final = re.compile(r"(?<![0-9])([0-9]{15,20})(?![0-9])")


@immutable
class TicketName:
    """What the name of a ticket's thread says."""

    number: str
    person: str
    closed: bool
    tag: str = ""
    """The clan, as the roster writes it; empty for none, NONE and LEFT."""


def ticket_name(name: str, tags: Iterable[str]) -> TicketName | None:
    """Read a thread's name; None where it holds no ticket number. `tags`: of the roster."""
    # A cell that holds no tag, such as an answer word, is no clan's.
    by_canonical = {known: tag for tag in tags for known in KnownTags([tag])}
    closed = is_closed_name(name)
    known = KnownTags([*by_canonical, *NO_CLAN]) if closed else KnownTags()
    parts = parse_thread_name(name, known, by_us=closed)
    if parts is None:
        return None
    return TicketName(parts.number, parts.username, closed, by_canonical.get(parts.tag, ""))


class TicketThreads:
    """The threads of the ticket channels."""

    def __init__(self, client: discord.Client, channels: frozenset[int]) -> None:
        self._client = client
        self._channels = channels

    def is_ticket(self, place: object) -> bool:
        """Whether it is a thread below one of the ticket channels."""
        return isinstance(place, discord.Thread) and self.is_below(place.parent_id)

    def is_below(self, channel_id: int) -> bool:
        """Whether what stands below this channel are tickets."""
        return channel_id in self._channels

    def open_tickets(self) -> list[int]:
        """Those that are open, the newest first, and no more than can be looked into."""
        found = (
            thread.id
            for guild in self._client.guilds
            for thread in guild.threads
            if self.is_ticket(thread) and not thread.archived
        )
        return sorted(found, reverse=True)[:_MOST_OPEN]

    async def closed(self, *, since: datetime) -> list[ClosedTicket]:
        """Those with the name of a closed one, of the open and of the newest archived threads.

        Raises ExpectedFailure while Discord doesn't list them.
        """
        found = [
            ClosedTicket(
                thread.id, thread.name, snowflake_time(thread.last_message_id or thread.id)
            )
            for guild in self._client.guilds
            for thread in guild.threads
            if self.is_ticket(thread)
        ]
        for channel_id in sorted(self._channels):
            channel = self._client.get_channel(channel_id)
            if isinstance(channel, discord.TextChannel | discord.ForumChannel):
                found += await _archived(channel)
        return [each for each in found if each.at > since and is_closed_name(each.name)]

    async def find(self, text: str) -> discord.Thread:
        """The ticket that somebody named by a link, an id or its number. Raises ExpectedFailure."""
        text = text.strip()
        ids = _ID.findall(text)
        if ids:
            return await self._with_id(int(ids[-1] if "/" not in text else _thread_in(ids)))
        digits = re.sub(r"[^0-9]", "", text)
        if not 1 <= len(digits) <= 6:
            raise ExpectedFailure("Which ticket? Give its number (0042) or a link to its thread.")
        found = [
            thread
            for guild in self._client.guilds
            for thread in guild.threads
            if self.is_ticket(thread) and _has_number(thread.name, digits.zfill(4))
        ]
        if len(found) == 1:
            return found[0]
        if found:
            links = ", ".join(thread.mention for thread in found[:5])
            raise ExpectedFailure(f"Several open tickets have that number: {links}. Give a link.")
        raise ExpectedFailure(
            f"I see no open ticket {digits.zfill(4)}. Give a link to its thread instead."
        )

    async def _with_id(self, thread_id: int) -> discord.Thread:
        try:
            place = await find_place(self._client, thread_id)
        except PlaceMissing as error:
            raise ExpectedFailure(f"That is no ticket that I can see: {error}.") from error
        if not isinstance(place, discord.Thread) or not self.is_ticket(place):
            raise ExpectedFailure(f"{place.mention} is no ticket: seats are held for tickets.")
        return open_one(place)


async def _archived(channel: discord.TextChannel | discord.ForumChannel) -> list[ClosedTicket]:
    """The newest archived ones; of private ones those that the bot is in."""

    async def listed() -> list[discord.Thread]:
        found = [each async for each in channel.archived_threads(limit=_MOST_ARCHIVED)]
        if isinstance(channel, discord.TextChannel) and not channel.is_news():
            private = channel.archived_threads(limit=_MOST_ARCHIVED, private=True, joined=True)
            found += [each async for each in private]
        return found

    try:
        threads = await persistently(listed)
    except REST_FAILURES as error:
        if passes_by(error):
            raise ExpectedFailure(f"closed tickets are not listed: {in_words(error)}") from error
        _log.info("closed tickets of #%s are not listed: %s", channel.name, in_words(error))
        return []
    return [ClosedTicket(each.id, each.name, each.archive_timestamp) for each in threads]


def open_one(ticket: discord.Thread) -> discord.Thread:
    """The ticket, if it is not closed. Raises ExpectedFailure: its seat is what its name says."""
    if is_closed_name(ticket.name):
        raise ExpectedFailure(f"{ticket.mention} is closed: no seat can be held for it.")
    return ticket


def _thread_in(ids: list[str]) -> str:
    """Of a link's ids (server, thread, perhaps a message) the thread."""
    return ids[1] if len(ids) > 1 else ids[0]


def _has_number(name: str, number: str) -> bool:
    parts = ticket_name(name, ())
    return parts is not None and not parts.closed and parts.number == number
