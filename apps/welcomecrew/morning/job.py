"""The morning list: posted once a day, late rather than never, and kept up to date."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final

import discord

from apps.welcomecrew.morning.controls import list_buttons
from apps.welcomecrew.morning.rules.aside import MOST, Aside, SetAside, to_be_hidden
from apps.welcomecrew.morning.rules.board import Board
from apps.welcomecrew.morning.survey import Survey
from apps.welcomecrew.morning.texts import TITLE, aside_of, day_of, head_line, list_embeds
from apps.welcomecrew.morning.weekly import WeeklyFigures
from apps.welcomecrew.morning.witness import Witness
from shared.chat.clicks import update_message
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, THREAD_IS_ARCHIVED, persistently
from shared.chat.pings import call, pings
from shared.chat.places import Place, find_place
from shared.chat.replies import answer_nonce
from shared.immutable import immutable
from shared.keepalive.jobs import OF_A_JOB, Job
from shared.timing.clock import Clock
from shared.timing.schedule import Every, Schedule

_ABOUT: Final = replace(OF_A_JOB, section="the-morning-list")
_SECONDS: Final = 1800.0
EVERY: Final = timedelta(minutes=10)
"""Discord limits edits of messages that are older than an hour; a list need not be fresher."""
# Clocks of two machines differ; a post that was made a little before its time counts too.
_CLOCKS_DIFFER: Final = timedelta(minutes=10)
_MESSAGES: Final = 1000
"""How far back the last list is looked for; where people wrote more since, the witness knows."""


@dataclass(slots=True, eq=False, repr=False)
class _Shown:
    """The list of today, as its message says it now."""

    day: date
    place: Place
    message_id: int
    aside: Aside
    words: "_Words"


@immutable
class _Words:
    content: str
    embeds: tuple[discord.Embed, ...]


@dataclass(kw_only=True, eq=False, repr=False)
class MorningList:
    """The thread is its memory: a day has its list when our own message is there."""

    client: discord.Client
    survey: Survey
    witness: Witness
    weekly: WeeklyFigures
    clock: Clock
    schedule: Schedule
    zone: tzinfo
    thread_id: int
    role_id: int | None
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)
    _shown: _Shown | None = None

    def jobs(self) -> Sequence[Job]:
        """Posting it, and keeping it up to date."""
        due = self.schedule
        return (
            Job("morning list", due, self.step, timeout=_SECONDS, at_start=True, about=_ABOUT),
            Job("morning list refresh", Every(EVERY), self.refresh, often=True, about=_ABOUT),
        )

    async def step(self) -> str:
        """Post the list of the latest due moment, unless it is there already; then the figures."""
        async with self._one:
            place = await find_place(self.client, self.thread_id)
            last = await self._last_list(place)
            # Read after that answer, which tells where this machine's date is wrong.
            due = self._due()
            day = due.astimezone(self.zone).date()
            words = await self._step(place, last, day, due)
        weekly = await self.weekly.step(place, day, since=due - _CLOCKS_DIFFER)
        return "; ".join(filter(None, (words, weekly)))

    async def _step(
        self, place: Place, last: discord.Message | None, day: date, due: datetime
    ) -> str:
        if posted := self._posted(last, day):
            return posted
        if await self.witness.saw(TITLE, day, since=due - _CLOCKS_DIFFER):
            return f"the list of {day} was posted, and somebody deleted it"
        board = await self.survey.board(thorough=True)
        # All that took a while: another instance may have been quicker.
        last = await self._last_list(place)
        if posted := self._posted(last, day):
            return posted
        aside = (aside_of(last) if last else Aside()).still(board, self.clock.now())
        words = self._words(board, aside, day)
        message = await self._post(place, words, day)
        await self.witness.note(TITLE, day, message)
        self._shown = _Shown(day, place, message.id, aside, words)
        if last is not None:
            await self._retire(last)
        return f"posted the list of {day}"

    async def refresh(self) -> str:
        """Bring today's list up to date: one request, and one for each ticket with news."""
        async with self._one:
            shown = self._shown
            if shown is None:
                return "there is no list to keep up to date"
            board = await self.survey.board(thorough=False)
            aside = shown.aside.still(board, self.clock.now())
            words = self._words(board, aside, shown.day)
            if words == shown.words:
                return "nothing changed"
            message = shown.place.get_partial_message(shown.message_id)
            try:
                await persistently(lambda: message.edit(**_changes(words)))
            except discord.NotFound:
                self._shown = None
                return "somebody deleted the list"
            except discord.HTTPException as error:
                if error.code != THREAD_IS_ARCHIVED:
                    raise
                # Editing opens no archived thread, and opening it would show it to everybody anew.
                return "the list's thread is archived: it stays as it is until the next one"
            shown.aside, shown.words = aside, words
            return "brought up to date"

    async def set_aside(
        self,
        interaction: discord.Interaction[Any],
        message_id: int,
        ticket: str,
        until: datetime | None,
    ) -> None:
        """Until a moment, or (None) until somebody writes; the message changes at once.

        Raises ExpectedFailure.
        """
        async with self._one:
            place = self.client.get_partial_messageable(interaction.channel_id or 0)
            # As it is now: somebody may have set another ticket aside meanwhile.
            message = await persistently(lambda: place.fetch_message(message_id))
            day = day_of(message.embeds)
            if day is None or day < self._due().astimezone(self.zone).date():
                raise ExpectedFailure("That is the list of an earlier day; use today's.")
            board = await self.survey.lately(within=EVERY.total_seconds())
            entry, now = to_be_hidden(board, ticket), self.clock.now()
            aside = aside_of(message).still(board, now)
            one = SetAside(entry.thread_id, until, done_at=None if until else now)
            aside = aside.with_one(one).still(board, now)
            if len(aside.tickets) > MOST:
                raise ExpectedFailure(
                    f"{MOST} tickets are set aside already, and the list holds no more. Show one "
                    "again first: Not before…, 0 days."
                )
            words = self._words(board, aside, day)
            await update_message(
                interaction, content=words.content, embeds=words.embeds, view=list_buttons()
            )
            if self._shown is not None and self._shown.message_id == message_id:
                self._shown.aside, self._shown.words = aside, words

    def changed(self, message: discord.Message) -> None:
        """A message was edited, perhaps the list by another instance: what it says now counts."""
        shown = self._shown
        if shown is not None and shown.message_id == message.id:
            shown.aside = aside_of(message)

    def _due(self) -> datetime:
        return self.schedule.last_until(self.clock.now())

    def _posted(self, last: discord.Message | None, day: date) -> str:
        """In words, that there is a list of `day` or a later one; empty if there is none."""
        there = day_of(last.embeds) if last is not None else None
        if last is None or there is None or there < day:
            return ""
        if there > day:
            return f"there is a list of {there} already, and it is only {day}"
        if self._shown is None or self._shown.message_id != last.id:
            place = last.channel
            if isinstance(place, Place):
                words = _Words(last.content, tuple(last.embeds))
                self._shown = _Shown(day, place, last.id, aside_of(last), words)
        return f"the list of {day} is posted already"

    async def _last_list(self, place: Place) -> discord.Message | None:
        async def read() -> discord.Message | None:
            async for message in place.history(limit=_MESSAGES):
                if message.author == self.client.user and day_of(message.embeds):
                    return message
            return None

        return await persistently(read)

    def _words(self, board: Board, aside: Aside, day: date) -> _Words:
        head = call(self.role_id) + head_line(board, aside)
        return _Words(head, tuple(list_embeds(board, aside, day)))

    async def _post(self, place: Place, words: _Words, day: date) -> discord.Message:
        return await persistently(
            lambda: place.send(
                words.content,
                embeds=words.embeds,
                view=list_buttons(),
                allowed_mentions=pings(roles=[self.role_id]),
                nonce=answer_nonce(TITLE, day),
            )
        )

    @staticmethod
    async def _retire(last: discord.Message) -> None:
        """Yesterday's list loses its buttons, and what it had set aside stands in today's."""
        with suppress(*REST_FAILURES):
            await last.edit(view=None)


def _changes(words: _Words) -> dict[str, Any]:
    return {
        "content": words.content,
        "embeds": words.embeds,
        "allowed_mentions": discord.AllowedMentions.none(),
    }
