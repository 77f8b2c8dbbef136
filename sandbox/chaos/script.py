"""What is going to happen, from the seed alone: which trouble comes when, and every ticket."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeVar

from sandbox.chaos.world import APPS, GUESTS
from sandbox.discord.markers import CloseShape
from sandbox.discord.tickets import Ticket

_BETWEEN_TROUBLES: Final = 2.2
_BETWEEN_TICKETS: Final = 1.8
_CLOSED_AFTER: Final = (0.5, 6.0)
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


@dataclass(frozen=True, slots=True)
class Script:
    """A whole run."""

    seed: str
    seconds: float
    strikes: tuple[Strike, ...]
    tickets: tuple[TicketPlan, ...]


def write(seed: str, seconds: float, troubles: Mapping[str, tuple[float, float]]) -> Script:
    """The same script for the same seed; `troubles` says how long each one lasts."""
    return Script(
        seed,
        seconds,
        tuple(_strikes(dice(seed, "troubles"), seconds, troubles)),
        tuple(_tickets(dice(seed, "tickets"), seconds)),
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


def _tickets(roll: random.Random, seconds: float) -> Iterator[TicketPlan]:
    ways = _dealt(roll, list(TagFrom))
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
            shape=roll.choice(list(CloseShape)[:5]),
            tag_from=tag_from,
            archive=archive,
            lock=roll.random() < 0.3,
            choice=roll.random(),
        )
        at += roll.expovariate(1 / _BETWEEN_TICKETS)


def _dealt(roll: random.Random, cards: Sequence[T]) -> Iterator[T]:
    """Card by card, shuffled anew when all were dealt: nothing is left out for long."""
    while True:
        yield from roll.sample(cards, len(cards))
