"""What is going to happen, from the seed alone: which trouble comes when, and every ticket."""

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeVar

from sandbox.chaos.lessons import PLAIN_SHAPES, Lesson
from sandbox.chaos.world import APPS, GUESTS
from sandbox.discord.simcord_door import ChannelType
from sandbox.discord.tickets.markers import CloseShape, Voice
from sandbox.discord.tickets.ticket_bot import Ticket

_BETWEEN_TROUBLES: Final = 2.2
_BETWEEN_TICKETS: Final = 1.8
_CLOSED_AFTER: Final = (0.5, 6.0)
_QUIET_TICKETS: Final = 3
_PARENTS: Final = (ChannelType.TEXT, ChannelType.NEWS, ChannelType.FORUM)
_VOICES: Final[Mapping[Voice, Lesson | None]] = {
    Voice.BOT: None,
    Voice.DEFERRED: Lesson.EDITS,
    Voice.EDITED: Lesson.EDITS,
    Voice.WEBHOOK: Lesson.WEBHOOKS,
    Voice.STAFF: Lesson.STAFF,
}
T = TypeVar("T")


class TagFrom(Enum):
    """How the bot gets to know a ticket's clan."""

    NAME = "its name says so when it is closed"
    THREAD = "somebody named the clan in the thread"
    PICK = "picked in the question"
    TYPED = "typed after the question"
    RENAME = "put into the name after the question"

    @property
    def needs_question(self) -> bool:
        """Whether the bot has to ask."""
        return self in {TagFrom.PICK, TagFrom.TYPED, TagFrom.RENAME}


@dataclass(frozen=True, slots=True)
class Strike:
    """A trouble that begins `at` seconds and lasts a while."""

    at: float
    lasts: float
    trouble: str
    bot: str


@dataclass(frozen=True, slots=True)
class TicketPlan:
    """One ticket's life as far as people decide it."""

    opened_at: float
    closed_after: float | None
    """None: it stays open."""
    kind: Ticket
    owner: str
    private: bool
    shape: CloseShape
    tag_from: TagFrom
    archive: bool
    lock: bool
    choice: float
    """From 0 to 1: which of the tags at hand."""
    voice: Voice = Voice.BOT
    talk: bool = False
    """Bot and people speak of closing before it is closed."""
    by_bot: bool = False
    """The ticket bot closes it itself, for nobody answered."""
    deleted_after: float | None = None
    """Seconds after the close; None: the thread stays."""


@dataclass(frozen=True, slots=True)
class QuietPlan:
    """A ticket of yesterday in which nothing happens: Discord archives it."""

    asleep_at: float
    kind: Ticket
    owner: str


@dataclass(frozen=True, slots=True)
class Script:
    """A whole run."""

    seed: str
    seconds: float
    strikes: tuple[Strike, ...]
    tickets: tuple[TicketPlan, ...]
    quiet: tuple[QuietPlan, ...] = ()
    welcome: ChannelType = ChannelType.TEXT
    promo: ChannelType = ChannelType.TEXT


def write(
    seed: str,
    seconds: float,
    troubles: Mapping[str, tuple[float, float]],
    lessons: Collection[Lesson] = (),
) -> Script:
    """The same script for the same seed.

    `troubles` says how long each one lasts, `lessons` what tickets may do besides the plainest.
    """
    kinds = dice(seed, "channels")
    parents = _PARENTS if Lesson.PARENTS in lessons else (ChannelType.TEXT,)
    return Script(
        seed,
        seconds,
        tuple(_strikes(dice(seed, "troubles"), seconds, troubles)),
        tuple(_tickets(dice(seed, "tickets"), seconds, lessons)),
        tuple(_quiet(dice(seed, "quiet"), seconds)) if Lesson.QUIET in lessons else (),
        welcome=kinds.choice(parents),
        promo=kinds.choice(parents),
    )


def dice(seed: str, purpose: str) -> random.Random:
    """Dice of their own for each purpose, so that none depends on the timing of another."""
    return random.Random(f"{seed}:{purpose}")  # noqa: S311 - chance that can be repeated, no secret


def _strikes(
    roll: random.Random, seconds: float, troubles: Mapping[str, tuple[float, float]]
) -> Iterator[Strike]:
    names = _dealt(roll, sorted(troubles))
    at = roll.uniform(0.0, _BETWEEN_TROUBLES)
    while at < seconds:
        name = next(names)
        lasts = min(roll.uniform(*troubles[name]), seconds - at)
        yield Strike(round(at, 2), round(lasts, 2), name, roll.choice(APPS))
        at += roll.expovariate(1 / _BETWEEN_TROUBLES)


def _tickets(
    roll: random.Random, seconds: float, lessons: Collection[Lesson]
) -> Iterator[TicketPlan]:
    ways, more = _dealt(roll, list(TagFrom)), _Extras(roll, lessons)
    at = 0.0
    while at < seconds * 0.9:
        tag_from = next(ways)
        # Nobody is asked in a thread that stays open until five minutes later.
        archive = tag_from.needs_question or roll.random() < 0.6
        yield TicketPlan(
            opened_at=round(at, 2),
            closed_after=None if roll.random() < 0.1 else round(roll.uniform(*_CLOSED_AFTER), 2),
            kind=roll.choice(list(Ticket)),
            owner=roll.choice(GUESTS),
            private=roll.random() < 0.25,
            shape=next(more.shapes),
            tag_from=tag_from,
            archive=archive,
            lock=roll.random() < 0.3,
            choice=roll.random(),
            voice=next(more.voices),
            talk=more.happens(Lesson.TALK, 0.5),
            by_bot=more.happens(Lesson.BOT_CLOSERS, 0.15),
            deleted_after=(
                round(roll.uniform(0.0, 3.0), 2)
                if tag_from is TagFrom.NAME and more.happens(Lesson.DELETIONS, 0.4)
                else None
            ),
        )
        at += roll.expovariate(1 / _BETWEEN_TICKETS)


class _Extras:
    """What the lessons add to the plainest tickets."""

    def __init__(self, roll: random.Random, lessons: Collection[Lesson]) -> None:
        self._roll = roll
        self._lessons = lessons
        shapes = list(CloseShape) if Lesson.LAYOUTS in lessons else list(PLAIN_SHAPES)
        voices = [voice for voice, lesson in _VOICES.items() if lesson is None or lesson in lessons]
        self.shapes = _dealt(roll, shapes)
        self.voices = _dealt(roll, voices)

    def happens(self, lesson: Lesson, probability: float) -> bool:
        """Whether it does this time."""
        return lesson in self._lessons and self._roll.random() < probability


def _quiet(roll: random.Random, seconds: float) -> Iterator[QuietPlan]:
    for _ in range(_QUIET_TICKETS):
        at = round(roll.uniform(1.0, max(2.0, seconds * 0.9)), 2)
        yield QuietPlan(at, roll.choice(list(Ticket)), roll.choice(GUESTS))


def _dealt(roll: random.Random, cards: Sequence[T]) -> Iterator[T]:
    """Card by card, shuffled anew when all were dealt: nothing is left out for long."""
    while True:
        yield from roll.sample(cards, len(cards))
