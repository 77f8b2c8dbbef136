"""Looking at a thread: everything about its ticket that Discord shows, in one answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import discord

from apps.welcomecrew.domain.markers import is_close_marker, last_close_marker
from apps.welcomecrew.domain.picker_state import promises_archive
from apps.welcomecrew.domain.rows import CLOSED, TicketRow
from apps.welcomecrew.domain.tags import KnownTags
from apps.welcomecrew.domain.thread_name import closed_name, parse_thread_name
from apps.welcomecrew.domain.ticket import Kind, PromoType, ThreadMessage, Ticket
from apps.welcomecrew.domain.transcript import read_ticket
from apps.welcomecrew.ledger.clan_tags import ClanTags
from apps.welcomecrew.picker.question import question_in
from apps.welcomecrew.threads.history import beginning, in_rules_terms, recent, thread_message
from apps.welcomecrew.watch.scope import Channel, Scope

_REOPENED: Final = re.compile(r"\bre-?open(?:ed)?\b", re.IGNORECASE)
_INSTANT: Final = timedelta(milliseconds=500)
_WHEN: Final = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a thread shows of its ticket."""

    ticket: Ticket | None
    """None where the name holds no number."""
    closed: bool = False
    close_id: int = 0
    """Names this close: the marker's id, or the thread's when there is no marker."""
    by_marker: bool = False
    asked_id: int = 0
    """Who is asked for the tag: mentioned at the close, else the thread's owner."""
    left_open: bool = False
    """Our renaming unarchived it, and the process ended before archiving it again."""
    question: discord.Message | None = None
    """Our question of this close, if it stands."""
    reopened_by_us: bool = False
    """The thread was archived until we asked in it, and is to be archived again."""


class Looker:
    """Reads threads; as little of each as will do."""

    def __init__(
        self,
        *,
        client: discord.Client,
        scope: Scope,
        clan_tags: ClanTags,
    ) -> None:
        self._client = client
        self._scope = scope
        self._clan_tags = clan_tags

    async def look(self, thread: discord.Thread, channel: Channel) -> Sighting:
        """Raises discord.HTTPException, TimeoutError, or SheetsError when no tags are known."""
        tags = await self._clan_tags.get()
        parts = parse_thread_name(thread.name, tags)
        if parts is None:
            return Sighting(None)
        wants_tag = not parts.tag and self._scope.infer_tags
        messages = await recent(
            thread, enough=lambda message: not wants_tag and self._closes(message)
        )
        spoken = in_rules_terms(messages, self._own_id)
        if channel.kind is Kind.PROMO:
            spoken = in_rules_terms([*messages, *await beginning(thread)], self._own_id)
        created = thread.created_at or discord.utils.snowflake_time(thread.id)
        ticket = read_ticket(
            channel.kind, thread.name, created, spoken, tags, infer_tag=self._scope.infer_tags
        )
        seen = self._sighting(thread, channel, ticket, messages, spoken)
        return replace(seen, left_open=seen.closed and await self._left_open(thread))

    def _sighting(
        self,
        thread: discord.Thread,
        channel: Channel,
        ticket: Ticket | None,
        messages: Sequence[discord.Message],
        spoken: Sequence[ThreadMessage],
    ) -> Sighting:
        marker = last_close_marker(spoken)
        if marker is not None and self._reopened_since(marker, messages):
            return Sighting(ticket and replace(ticket, closed_at=None))
        if ticket is None:
            return Sighting(None)
        close_id = marker.id if marker else thread.id
        question, reopened_by_us = self._own_words(messages, close_id)
        shut = thread.archived or thread.locked
        # A question opens the thread that it asks in, which is no reopening.
        unfinished = question is not None or (reopened_by_us and thread.name != name_of(ticket))
        closed = marker is not None or ((shut or unfinished) and not channel.needs_marker)
        if not closed:
            return Sighting(ticket)
        if marker is None:
            ticket = replace(ticket, closed_at=thread.archive_timestamp)
        mentioned = marker.mentioned_ids[0] if marker and marker.mentioned_ids else 0
        return Sighting(
            ticket,
            closed=True,
            close_id=close_id,
            by_marker=marker is not None,
            asked_id=mentioned or thread.owner_id or 0,
            question=question,
            reopened_by_us=reopened_by_us,
        )

    def _own_words(
        self, messages: Sequence[discord.Message], close_id: int
    ) -> tuple[discord.Message | None, bool]:
        """Our question of this close, if it stands, and whether it opened an archived thread."""
        ours = [m for m in messages if m.author.id == self._own_id and m.id > close_id]
        for message in ours:
            state = question_in(message)
            if state is not None and state.close_id == close_id:
                return message, state.shut
        return None, any(promises_archive(message.content) for message in ours)

    async def _left_open(self, thread: discord.Thread) -> bool:
        """Whether it was archived once, and our new name is the last thing that happened to it."""
        once = thread.created_at is None or thread.archive_timestamp > thread.created_at + _INSTANT
        if thread.archived or not once or thread.last_message_id is None:
            return False
        try:
            last = await thread.fetch_message(thread.last_message_id)
        except discord.NotFound:
            return False
        renamed = last.type is discord.MessageType.channel_name_change
        return renamed and last.author.id == self._own_id

    @property
    def _own_id(self) -> int:
        return self._client.user.id if self._client.user else 0

    def _closes(self, message: discord.Message) -> bool:
        return is_close_marker(thread_message(message, self._own_id))

    def _reopened_since(self, marker: ThreadMessage, messages: Sequence[discord.Message]) -> bool:
        """Whether the ticket bot, or our withdrawn question, says that it is open again."""
        return any(is_reopening(message) for message in messages if message.id > marker.id)


def is_reopening(message: discord.Message) -> bool:
    """Whether a bot says that the ticket was opened again; what people say decides nothing."""
    if not message.author.bot:
        return False
    texts = [message.content, *(f"{e.title or ''} {e.description or ''}" for e in message.embeds)]
    return any(_REOPENED.search(text) for text in texts)


def row_of(ticket: Ticket, zone: ZoneInfo, *, by_marker: bool) -> TicketRow:
    """The ticket as a row. A close time without a marker is a guess that only fills a blank."""
    return TicketRow(
        ticket=ticket.number,
        username=ticket.username,
        clantag=ticket.tag,
        closed=_when(ticket.closed_at, zone),
        type=ticket.promo_type.value if ticket.kind is Kind.PROMO else PromoType.UNKNOWN.value,
        created=_when(ticket.created_at, zone) if ticket.kind is Kind.PROMO else "",
        guesses=frozenset() if by_marker else frozenset({CLOSED}),
    )


def name_of(ticket: Ticket) -> str:
    """What the ticket's thread is to be called."""
    return closed_name(ticket.number, ticket.username, ticket.tag)


def tag_in_name(name: str, number: str, tags: KnownTags) -> str:
    """The tag in a name that still is the name of ticket `number`; empty when there is none."""
    parts = parse_thread_name(name, tags)
    return parts.tag if parts and parts.number == number else ""


def _when(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime(_WHEN) if moment else ""
