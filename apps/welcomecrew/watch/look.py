"""Looking at a thread: everything about its ticket that Discord shows, in one answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import discord

from apps.welcomecrew.domain.markers import (
    closer_of,
    is_close_marker,
    last_close_marker,
    says_reopened,
)
from apps.welcomecrew.domain.picker_state import promises_archive
from apps.welcomecrew.domain.rows import CLOSED, TicketRow
from apps.welcomecrew.domain.tags import KnownTags
from apps.welcomecrew.domain.thread_name import closed_name, parse_thread_name
from apps.welcomecrew.domain.ticket import Kind, PromoType, ThreadMessage, Ticket
from apps.welcomecrew.domain.transcript import read_ticket
from apps.welcomecrew.ledger.clan_tags import ClanTags
from apps.welcomecrew.picker.question import question_in
from apps.welcomecrew.threads.history import beginning, in_rules_terms, recent, thread_message
from apps.welcomecrew.watch.answers import TypedAnswers
from apps.welcomecrew.watch.scope import Channel, Scope

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


@dataclass(frozen=True, slots=True)
class _Close:
    """What closed the ticket last, if anything did."""

    marker: ThreadMessage | None
    id: int
    """The marker's; else one that is the same until the ticket is reopened."""


class Looker:
    """Reads threads; as little of each as will do."""

    def __init__(
        self,
        *,
        client: discord.Client,
        scope: Scope,
        clan_tags: ClanTags,
        answers: TypedAnswers,
    ) -> None:
        self._client = client
        self._scope = scope
        self._clan_tags = clan_tags
        self._answers = answers

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
        if channel.kind is Kind.PROMO:
            messages += [m for m in await beginning(thread) if m not in messages]
        close = self._close(thread, messages)
        question, reopened_by_us = self._own_words(messages, close.id)
        # What people say after our question is an answer, which not everybody may give.
        answers = [m for m in messages if question and m.id > question.id and not m.author.bot]
        told = [message for message in messages if message not in answers]
        ticket = self._ticket(thread, channel, told, tags)
        if ticket is None:
            return Sighting(None)
        ticket = replace(ticket, closed_at=close.marker.at if close.marker else None)
        shut = thread.archived or thread.locked
        # A question opens the thread that it asks in, which is no reopening.
        unfinished = question is not None or (reopened_by_us and thread.name != name_of(ticket))
        closed = close.marker is not None or ((shut or unfinished) and not channel.needs_marker)
        if not closed:
            return Sighting(ticket)
        if close.marker is None:
            ticket = replace(ticket, closed_at=thread.archive_timestamp)
        asked_id = self._asked_id(thread, close, messages)
        if not ticket.tag and answers:
            tag = await self._answers.latest(answers, asked_id=asked_id, tags=tags)
            ticket = replace(ticket, tag=tag)
        return Sighting(
            ticket,
            closed=True,
            close_id=close.id,
            by_marker=close.marker is not None,
            asked_id=asked_id,
            left_open=await self._left_open(thread),
            question=question,
            reopened_by_us=reopened_by_us,
        )

    def _ticket(
        self,
        thread: discord.Thread,
        channel: Channel,
        messages: Sequence[discord.Message],
        tags: KnownTags,
    ) -> Ticket | None:
        created = thread.created_at or discord.utils.snowflake_time(thread.id)
        spoken = in_rules_terms(messages, self._own_id)
        ticket = read_ticket(
            channel.kind, thread.name, created, spoken, tags, infer_tag=self._scope.infer_tags
        )
        return replace(ticket, thread_id=thread.id) if ticket else None

    def _close(self, thread: discord.Thread, messages: Sequence[discord.Message]) -> _Close:
        """The last close; a marker that was followed by a reopening closes nothing any more."""
        marker = last_close_marker(in_rules_terms(messages, self._own_id))
        reopened = max((m.id for m in messages if is_reopening(m)), default=0)
        if marker is not None and marker.id > reopened:
            return _Close(marker, marker.id)
        # Archived anew after a reopening, it is another close, with a question of its own.
        return _Close(None, max(thread.id, reopened))

    def _asked_id(
        self, thread: discord.Thread, close: _Close, messages: Sequence[discord.Message]
    ) -> int:
        if close.marker is not None and (closer := closer_of(close.marker)):
            return closer
        # Where a bot opens the threads, their owner can't be asked.
        owner_is_bot = any(m.author.bot for m in messages if m.author.id == thread.owner_id)
        return 0 if owner_is_bot else thread.owner_id or 0

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


def is_reopening(message: discord.Message) -> bool:
    """Whether a bot says that the ticket was opened again; what people say decides nothing."""
    return message.author.bot and says_reopened(thread_message(message, own_id=0))


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


def is_named_after(name: str, row: TicketRow) -> bool:
    """Whether a thread of this name and its complete row agree, though the clan may be gone.

    Tags leave the clan list. Read without them, old names would seem to lack theirs.
    """
    return row.complete and name == closed_name(row.ticket, row.username, row.clantag)


def tag_in_name(name: str, number: str, tags: KnownTags) -> str:
    """The tag in a name that still is the name of ticket `number`; empty when there is none."""
    parts = parse_thread_name(name, tags)
    return parts.tag if parts and parts.number == number else ""


def _when(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime(_WHEN) if moment else ""
