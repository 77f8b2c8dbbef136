"""Histories of ticket threads: each read once per process, and again where somebody wrote."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import discord

from apps.welcomecrew.morning.rules.talk import Talk, Thread, talk_of
from apps.welcomecrew.question.components import question_in
from apps.welcomecrew.reading.history import beginning, in_rules_terms, recent
from apps.welcomecrew.reading.people import MOST_AT_ONCE
from apps.welcomecrew.reading.speakers import Speakers
from apps.welcomecrew.tickets.parties import Standing, people_in
from apps.welcomecrew.tickets.ticket import ThreadMessage
from shared.chat.passing import REST_FAILURES, in_words
from shared.chat.text import count

_log = logging.getLogger(__name__)

_REMEMBERED: Final = 5000
_AT_ONCE: Final = 2
"""Answers to people go over the same connection, and share Discord's limit of all calls."""
_BATCH: Final = 100
"""Threads whose messages are in memory at a time; then only what the rules need of them is."""

Seen = tuple[discord.Thread, Thread]
"""A thread of Discord's, and what the rules know of it."""


@dataclass(slots=True, eq=False, repr=False)
class Reading:
    """What came of it."""

    talks: dict[int, Talk] = field(default_factory=dict[int, Talk])
    """By thread."""
    standings: dict[int, Standing] = field(default_factory=dict[int, Standing])
    """Of everybody who wrote."""
    unreadable: dict[int, str] = field(default_factory=dict[int, str])
    """Threads that could not be read, and why."""
    roles_unknown: bool = False
    """Whether Discord told nobody's roles, so that staff looks like anybody else."""

    def notes(self, total: int) -> list[str]:
        """What of `total` tickets could not be read, in words."""
        notes: list[str] = []
        if self.unreadable:
            reasons = sorted(set(self.unreadable.values()))
            unreadable, why = len(self.unreadable), "; ".join(reasons[:2])
            notes.append(f"of {count(total, 'ticket')}, {unreadable} unreadable: {why}")
        if self.roles_unknown:
            notes.append(
                "Discord told nobody's roles just now, so everybody who wrote counts as a recruit"
            )
        return notes


@dataclass(slots=True, eq=False, repr=False)
class _Script:
    """A thread's messages, until they are boiled down."""

    thread: Thread
    spoken: list[ThreadMessage]
    told: dict[int, Standing]
    """What the messages themselves tell of people."""
    questions: dict[int, int]


class Histories:
    """Reads threads, a few at a time, and remembers what the rules need of each."""

    def __init__(self, speakers: Speakers) -> None:
        self._speakers = speakers
        self._talks: OrderedDict[int, Talk] = OrderedDict()
        self._one = asyncio.Lock()

    def unread(self, threads: Iterable[Thread]) -> int:
        """How many of them would have to be read."""
        return sum(not self._knows(thread) for thread in threads)

    async def read(self, guild: discord.Guild, seen: Sequence[Seen]) -> Reading:
        """All of them; what can't be read is named. Raises nothing of Discord's."""
        reading = Reading()
        async with self._one:
            new = [each for each in seen if not self._knows(each[1])]
            for start in range(0, len(new), _BATCH):
                await self._read_batch(guild, new[start : start + _BATCH], reading)
        reading.talks = {
            thread.id: self._talks[thread.id] for _, thread in seen if thread.id in self._talks
        }
        people = {one for talk in reading.talks.values() for one in talk.people()}
        await self._learn(guild, people, reading)
        return reading

    def _knows(self, thread: Thread) -> bool:
        talk = self._talks.get(thread.id)
        return talk is not None and talk.version == thread.version

    async def _read_batch(
        self, guild: discord.Guild, batch: Sequence[Seen], reading: Reading
    ) -> None:
        scripts: list[_Script] = []
        for start in range(0, len(batch), _AT_ONCE):
            reads = (self._script(*each, reading) for each in batch[start : start + _AT_ONCE])
            scripts += filter(None, await asyncio.gather(*reads))
        people = {one for script in scripts for one in _whom_to_know(script)}
        told: dict[int, Standing] = {}
        for script in scripts:
            told |= script.told
        await self._learn(guild, people - {one for one in told if told[one] in _KNOWN}, reading)
        for script in scripts:
            standings = {**script.told, **reading.standings}
            talk = talk_of(script.thread, script.spoken, standings, questions=script.questions)
            self._talks[script.thread.id] = talk
            self._talks.move_to_end(script.thread.id)
        while len(self._talks) > _REMEMBERED:
            self._talks.popitem(last=False)

    async def _script(
        self, found: discord.Thread, thread: Thread, reading: Reading
    ) -> _Script | None:
        try:
            read = await recent(found, enough=lambda _: False)
            messages = list(read.messages)
            if not read.whole:
                messages += await beginning(found)
        except REST_FAILURES as error:
            reading.unreadable[thread.id] = in_words(error)
            _log.warning("the history of ticket %d can't be read: %s", thread.id, in_words(error))
            # What was known of it before is out of date.
            self._talks.pop(thread.id, None)
            return None
        unique = {message.id: message for message in messages}
        return _Script(
            thread,
            in_rules_terms(unique.values(), self._speakers),
            self._speakers.standings(unique.values()),
            {
                message.id: state.asked_id
                for message in unique.values()
                if self._speakers.is_ours(message) and (state := question_in(message))
            },
        )

    async def _learn(self, guild: discord.Guild, people: set[int], reading: Reading) -> None:
        """Ask for the roles of those who aren't known yet: a hundred people in one request."""
        missing = sorted(people - reading.standings.keys())
        for start in range(0, len(missing), MOST_AT_ONCE):
            some = missing[start : start + MOST_AT_ONCE]
            reading.standings |= await self._speakers.people.standings(guild, some)
        if len(people) > 1 and not people & reading.standings.keys():
            reading.roles_unknown = True


_KNOWN: Final = frozenset({Standing.BOT, Standing.STAFF, Standing.MEMBER})


def _whom_to_know(script: _Script) -> set[int]:
    """Whose roles say who opened it, who closed it, and who waits for whom."""
    return {one for one in (script.thread.owner_id, *people_in(script.spoken)) if one}
