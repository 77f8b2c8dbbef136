"""Looking at a thread: everything about its ticket that Discord shows, in one answer."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final, TypeVar

import discord

from apps.welcomecrew.access import may_answer
from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.question.components import question_in
from apps.welcomecrew.question.state import promises_archive, promises_lock
from apps.welcomecrew.reading.close import Close, close_of, dated
from apps.welcomecrew.reading.history import (
    Read,
    beginning,
    in_rules_terms,
    recent,
    thread_message,
)
from apps.welcomecrew.reading.speakers import Speakers
from apps.welcomecrew.reading.transcript import read_ticket, tag_typed
from apps.welcomecrew.tickets.asleep import fell_asleep
from apps.welcomecrew.tickets.markers import (
    closer_of,
    is_close_marker,
)
from apps.welcomecrew.tickets.naming import name_of
from apps.welcomecrew.tickets.parties import (
    Standing,
    asked_of,
    opener_of,
    people_in,
    speaks_of_state,
    with_authority,
)
from apps.welcomecrew.tickets.scope import Channel, Scope
from apps.welcomecrew.tickets.ticket import Kind, ThreadMessage, Ticket
from shared.tickets.tags import KnownTags
from shared.tickets.thread_name import parse_thread_name

T = TypeVar("T")

_A_LOT_SAID: Final = 50_000
"""Characters."""
_NO_MESSAGE: Final = 2**64
"""Greater than every message's id."""
_INSTANT: Final = timedelta(milliseconds=500)
_SAME_REQUEST: Final = timedelta(seconds=2)


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
    """Who is asked for the tag: `parties.asked_of`, or whom our question asked already."""
    asleep: bool = False
    """Archived by Discord after a quiet time, which closes nothing."""
    left_open: bool = False
    """Our renaming unarchived it, and the process ended before archiving it again."""
    question: discord.Message | None = None
    """Our question of this close, if it stands."""
    reopened_by_us: bool = False
    """The thread was archived until we asked in it, and is to be archived again."""
    unlocked_by_us: bool = False
    """The thread was locked until we asked in it, and is to be locked again."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What was said in a thread, and by whom."""

    messages: list[discord.Message]
    spoken: list[ThreadMessage]
    """The same as the rules see them, with the authority that roles give."""
    standings: dict[int, Standing]
    opener_id: int
    renamed_at: int
    """See `Read.renamed_at`."""
    named_by_us: bool
    """Its name now is one that we gave it."""
    left_open: bool
    """Archived until we gave it that name, and open since."""


@dataclass(frozen=True, kw_only=True)
class Looker:
    """Reads threads; as little of each as will do."""

    client: discord.Client
    scope: Scope
    clan_tags: ClanTags
    speakers: Speakers

    async def look(self, thread: discord.Thread, channel: Channel) -> Sighting:
        """Raises discord.HTTPException, TimeoutError, or SheetsError when no tags are known."""
        tags = await self.clan_tags.get()
        parts = parse_thread_name(thread.name, tags)
        if parts is None:
            return Sighting(None)
        scene = await self._scene(
            thread,
            channel,
            has_tag=bool(parts.tag),
            name_is_clear=parts == parse_thread_name(thread.name, tags, by_us=True),
        )
        close = await _judged(scene.spoken, partial(close_of, thread.id, scene.spoken))
        question, reopened_by_us, unlocked_by_us = self._own_words(scene.messages, close.id)
        # What people say after our question is an answer, which not everybody may give.
        since = question.id if question else _NO_MESSAGE
        answers = [each for each in scene.spoken if each.id > since and not each.by_bot]
        told = [each for each in scene.spoken if each.id <= since or each.by_bot]
        ticket = await _judged(
            told,
            partial(
                read_ticket,
                channel.kind,
                thread.name,
                thread.created_at or discord.utils.snowflake_time(thread.id),
                told,
                tags,
                infer_tag=self.scope.infer_tags,
                named_by_us=scene.named_by_us,
                renamed_at=scene.renamed_at,
            ),
        )
        if ticket is None:
            return Sighting(None)
        ticket = dated(replace(ticket, thread_id=thread.id), close.marker)
        asleep = is_asleep(thread)
        shut = thread.locked or (thread.archived and not asleep)
        # A question, or a name, opens the thread that it is for, which is no reopening.
        unfinished = (
            question is not None
            or scene.left_open
            or (reopened_by_us and thread.name != name_of(ticket))
        )
        closed = close.marker is not None or ((shut or unfinished) and not channel.needs_marker)
        if not closed:
            return Sighting(ticket, asleep=asleep)
        if close.marker is None:
            ticket = replace(ticket, closed_at=thread.archive_timestamp)
        asked_id = self._asked_id(scene, close, question)
        if not ticket.tag and answers:
            ticket = replace(ticket, tag=_answer(scene, answers, asked_id, tags))
        return Sighting(
            ticket,
            closed=True,
            close_id=close.id,
            by_marker=close.marker is not None,
            asked_id=asked_id,
            left_open=scene.left_open,
            question=question,
            reopened_by_us=reopened_by_us,
            unlocked_by_us=unlocked_by_us,
        )

    async def _scene(
        self, thread: discord.Thread, channel: Channel, *, has_tag: bool, name_is_clear: bool
    ) -> _Scene:
        """The messages that matter, and one request for the people of whom more must be known."""
        in_short = has_tag and name_is_clear
        read = await recent(thread, enough=lambda message: in_short and self._closes(message))
        messages = read.messages
        spoken = in_rules_terms(messages, self.speakers)
        people_speak = any(not each.by_bot and speaks_of_state(each) for each in spoken)
        if not read.whole and (channel.kind is Kind.PROMO or people_speak or not has_tag):
            messages += [m for m in await beginning(thread) if m not in messages]
            spoken = in_rules_terms(messages, self.speakers)
        standings = self.speakers.standings(messages)
        ids = _to_be_asked_about(thread, spoken, has_tag=has_tag)
        unknown = [one for one in ids if standings.get(one) in {None, Standing.PERSON}]
        standings |= await self.speakers.people.standings(thread.guild, unknown)
        opener_id = opener_of(spoken, standings, thread.owner_id or 0)
        return _Scene(
            messages,
            with_authority(
                spoken,
                standings,
                opener_id=opener_id,
                asked=self._asked(messages),
                shut=thread.archived or thread.locked,
            ),
            standings,
            opener_id,
            renamed_at=read.renamed_at,
            named_by_us=self._named_by_us(thread, read),
            left_open=self._left_open(thread, read.newest),
        )

    def _asked(self, messages: Sequence[discord.Message]) -> dict[int, int]:
        """Our questions that stand, by their id, and who was asked."""
        ours = (message for message in messages if self.speakers.is_ours(message))
        states = ((message.id, question_in(message)) for message in ours)
        return {message_id: state.asked_id for message_id, state in states if state}

    def _named_by_us(self, thread: discord.Thread, read: Read) -> bool:
        return (self.speakers.own_id, thread.name) in read.names_given

    @staticmethod
    def _asked_id(scene: _Scene, close: Close, question: discord.Message | None) -> int:
        if question is not None and (state := question_in(question)):
            return state.asked_id
        return asked_of(close.marker, scene.spoken, scene.standings, scene.opener_id)

    def _own_words(
        self, messages: Sequence[discord.Message], close_id: int
    ) -> tuple[discord.Message | None, bool, bool]:
        """Our question of this close, if it stands; did it open an archived, a locked thread?"""
        ours = [m for m in messages if self.speakers.is_ours(m) and m.id > close_id]
        for message in ours:
            state = question_in(message)
            if state is not None and state.close_id == close_id:
                return message, state.shut, state.locked
        words = [message.content for message in ours]
        return None, any(map(promises_archive, words)), any(map(promises_lock, words))

    def _left_open(self, thread: discord.Thread, newest: discord.Message | None) -> bool:
        """Whether our new name opened it, and nothing happened to it since.

        Somebody who opens it after us moves the time at which its archiving changed last. Whoever
        writes in it would have opened it as well: there it stays open.
        """
        if not was_opened(thread) or newest is None:
            return False
        renamed = newest.type is discord.MessageType.channel_name_change
        at_once = abs(thread.archive_timestamp - newest.created_at) < _SAME_REQUEST
        return renamed and at_once and self.speakers.is_ours(newest)

    def _closes(self, message: discord.Message) -> bool:
        """Whether a bot closes the ticket with it; of people the roles aren't known yet."""
        told = thread_message(message, self.speakers)
        return told.by_bot and told.may_close and not told.by_our_bots and is_close_marker(told)


def _to_be_asked_about(
    thread: discord.Thread, spoken: Sequence[ThreadMessage], *, has_tag: bool
) -> list[int]:
    """Whose roles must be known: of people who say that it is closed; to ask, of everybody."""
    speakers = [each for each in spoken if speaks_of_state(each)]
    ids = [each.author_id for each in speakers if not each.by_bot]
    people = [thread.owner_id or 0, *people_in(spoken)]
    if ids:
        ids += people[:3]
    if not has_tag and (thread.archived or thread.locked or speakers):
        ids += [closer_of(each) for each in speakers if is_close_marker(each)] + people
    return list(dict.fromkeys(ids))


def _answer(scene: _Scene, answers: Sequence[ThreadMessage], asked_id: int, tags: KnownTags) -> str:
    """The tag that somebody who may answer typed last."""

    def may(author: int) -> bool:
        is_staff = scene.standings.get(author) is Standing.STAFF
        return may_answer(author, asked_id, is_staff=is_staff)

    return tag_typed(answers, tags, may)


def was_opened(thread: discord.Thread) -> bool:
    """Whether it is open, and was archived once: reopened, asked in, or left open by us."""
    if thread.archived:
        return False
    return thread.created_at is None or thread.archive_timestamp > thread.created_at + _INSTANT


def is_asleep(thread: discord.Thread) -> bool:
    """Whether Discord archived it after a quiet time, as far as its dates tell."""
    if not thread.archived or thread.locked:
        return False
    last = discord.utils.snowflake_time(max(thread.last_message_id or 0, thread.id))
    quiet = timedelta(minutes=thread.auto_archive_duration)
    return fell_asleep(thread.archive_timestamp, last, quiet)


async def _judged(messages: Sequence[ThreadMessage], judge: Callable[[], T]) -> T:
    """What a rule says; beside the event loop where a lot was said, which takes it 100 ms."""
    if sum(len(each.content) for each in messages) < _A_LOT_SAID:
        return judge()
    return await asyncio.to_thread(judge)
