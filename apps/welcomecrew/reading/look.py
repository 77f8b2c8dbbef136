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
from apps.welcomecrew.reading.scene import Scene, Scenes
from apps.welcomecrew.reading.speakers import Speakers
from apps.welcomecrew.reading.transcript import read_ticket, tag_typed
from apps.welcomecrew.tickets.asleep import fell_asleep
from apps.welcomecrew.tickets.naming import name_of
from apps.welcomecrew.tickets.parties import Standing, asked_of
from apps.welcomecrew.tickets.scope import Channel, Scope
from apps.welcomecrew.tickets.ticket import ThreadMessage, Ticket
from shared.immutable import immutable
from shared.tickets.tags import KnownTags
from shared.tickets.thread_name import parse_thread_name

T = TypeVar("T")

_A_LOT_SAID: Final = 50_000
"""Characters."""
_NO_MESSAGE: Final = 2**64
"""Greater than every message's id."""


@immutable
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


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
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
        scene = await Scenes(self.speakers).read(
            thread,
            channel,
            has_tag=bool(parts.tag),
            name_is_clear=parts == parse_thread_name(thread.name, tags, by_us=True),
        )
        close = await _judged(scene.spoken, partial(close_of, thread.id, scene.spoken))
        question, reopened_by_us, unlocked_by_us = self._own_words(scene.messages, close)
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
        named_closed = thread.name == name_of(ticket)
        # A question, or a name, opens the thread that it is for, which is no reopening.
        unfinished = (
            question is not None or scene.left_open or (reopened_by_us and not named_closed)
        )
        closed = close.marker is not None or ((shut or unfinished) and not channel.needs_marker)
        # Logged and named, then opened by hand and renamed: what closed it then closes it no more.
        is_over = scene.opened_after > close.id and not (shut or named_closed)
        if is_over or not closed:
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

    @staticmethod
    def _asked_id(scene: Scene, close: Close, question: discord.Message | None) -> int:
        if question is not None and (state := question_in(question)):
            return state.asked_id
        return asked_of(close.marker, scene.spoken, scene.standings, scene.opener_id)

    def _own_words(
        self, messages: Sequence[discord.Message], close: Close
    ) -> tuple[discord.Message | None, bool, bool]:
        """Our question of this close, if it stands; did it open an archived, a locked thread?"""
        ours = [message for message in messages if self.speakers.is_ours(message)]
        for message in ours:
            state = question_in(message)
            if state is not None and state.close_id >= close.since:
                return message, state.shut, state.locked
        words = [message.content for message in ours if message.id > close.id]
        return None, any(map(promises_archive, words)), any(map(promises_lock, words))


def _answer(scene: Scene, answers: Sequence[ThreadMessage], asked_id: int, tags: KnownTags) -> str:
    """The tag that somebody who may answer typed last."""

    def may(author: int) -> bool:
        is_staff = scene.standings.get(author) is Standing.STAFF
        return may_answer(author, asked_id, is_staff=is_staff)

    return tag_typed(answers, tags, may)


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
