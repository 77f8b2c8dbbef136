"""What was said in a thread, and by whom: as little of it as will do is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import discord

from apps.welcomecrew.question.components import question_in
from apps.welcomecrew.reading.history import Read, beginning, in_rules_terms, recent, thread_message
from apps.welcomecrew.reading.speakers import Speakers
from apps.welcomecrew.tickets.markers import closer_of, is_close_marker
from apps.welcomecrew.tickets.parties import (
    Standing,
    opener_of,
    people_in,
    speaks_of_state,
    with_authority,
)
from apps.welcomecrew.tickets.scope import Channel
from apps.welcomecrew.tickets.ticket import Kind, ThreadMessage
from shared.immutable import immutable

_INSTANT: Final = timedelta(milliseconds=500)
_SAME_REQUEST: Final = timedelta(seconds=2)


@immutable
class Scene:
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
    opened_after: int = 0
    """The id of the message about our last name, if somebody opened the thread by hand since."""


@dataclass(frozen=True, eq=False, repr=False)
class Scenes:
    """Reads them."""

    speakers: Speakers

    async def read(
        self, thread: discord.Thread, channel: Channel, *, has_tag: bool, name_is_clear: bool
    ) -> Scene:
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
        return Scene(
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
            opened_after=self._opened_after(thread, read),
        )

    def _asked(self, messages: Sequence[discord.Message]) -> dict[int, int]:
        """Our questions that stand, by their id, and who was asked."""
        ours = (message for message in messages if self.speakers.is_ours(message))
        states = ((message.id, question_in(message)) for message in ours)
        return {message_id: state.asked_id for message_id, state in states if state}

    def _named_by_us(self, thread: discord.Thread, read: Read) -> bool:
        return (self.speakers.own_id, thread.name) in read.names_given

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

    def _opened_after(self, thread: discord.Thread, read: Read) -> int:
        """A new message opens a thread as well, and so does our own name."""
        named_at = max(
            (at for (by, _), at in read.names_given.items() if self._is_us(by)), default=0
        )
        opened = thread.archive_timestamp
        if not named_at or not was_opened(thread):
            return 0
        if opened - discord.utils.snowflake_time(named_at) < _SAME_REQUEST:
            return 0
        spoken = any(abs(each.created_at - opened) < _SAME_REQUEST for each in read.messages)
        return 0 if spoken else named_at

    def _is_us(self, user_id: int) -> bool:
        return user_id == self.speakers.own_id

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


def was_opened(thread: discord.Thread) -> bool:
    """Whether it is open, and was archived once: reopened, asked in, or left open by us."""
    if thread.archived:
        return False
    return thread.created_at is None or thread.archive_timestamp > thread.created_at + _INSTANT
