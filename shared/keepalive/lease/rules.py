"""Who may take the lease, and when the one who has it must let go. Pure.

Times are in seconds by the monotonic clock of the process that asks. A lease is counted from
before its renewal was sent, so that here it always ends earlier than in the store.
"""

from enum import StrEnum
from typing import Final

from ..ground.immutable import immutable

_LONGEST_NAME: Final = 80


@immutable
class Times:
    """Everything that follows from the lease's time to live."""

    ttl_s: float

    @property
    def renew_every_s(self) -> float:
        """Also how soon the holder sees that somebody asks."""
        return min(1.0, self.ttl_s / 8)

    @property
    def look_every_s(self) -> float:
        """How often those who stand by look."""
        return min(0.5, self.ttl_s / 16)

    @property
    def comes_again_s(self) -> float:
        """How long one who stands by leaves a store alone that refuses."""
        return self.ttl_s / 2

    @property
    def answer_within_s(self) -> float:
        """A store that is slower than this counts as away."""
        return self.ttl_s / 4

    @property
    def speaks_for_s(self) -> float:
        """From the renewal: the rest is for dropping the gateway before somebody takes over."""
        return self.ttl_s * 0.8

    @property
    def asks_for_s(self) -> float:
        """How long a wish to take over stands without being renewed."""
        return max(2.0, self.ttl_s / 3)


@immutable
class Sight:
    """What one look at the store shows."""

    holder: str | None
    asker: str | None
    store_age_s: float
    """Since this life of the store was first seen by anybody."""


def token_for(instance: str, chance: str) -> str:
    """What an instance is called in the store: unlike any other process, even one of its name."""
    return f"{instance}~{chance}"


def name_of(token: str) -> str:
    """The instance, as its host and its pages call it; short, whatever somebody wrote there."""
    return (token.rpartition("~")[0] or token)[:_LONGEST_NAME]


class Step(StrEnum):
    """What an instance that stands by does next."""

    WAIT = "wait"
    ASK = "ask"
    TAKE = "take"
    LEAVE = "leave"


class Wish(StrEnum):
    """How much an instance wants the turn."""

    FRESH = "fresh"
    """It was just started and hasn't asked yet."""
    ASKED = "asked"
    """It asks, until it has the turn or a newer instance asks."""
    PATIENT = "patient"
    """It takes the turn when nobody has it."""


@immutable
class Plan:
    """The next step of one who stands by, and why, in words for people."""

    step: Step
    wish: Wish
    words: str


def next_step(sight: Sight, me: str, wish: Wish, times: Times) -> Plan:
    """The newest instance is given the turn, once; the others wait until nobody has it."""
    if sight.asker not in (None, me) and wish is Wish.ASKED:
        # Somebody newer: whoever asked before stands back, or the two would ask in turns.
        wish = Wish.PATIENT
    if sight.holder == me:
        # We took it, but an answer on the way got lost: nobody knows for how long it runs.
        return Plan(Step.LEAVE, wish, "standing by: a turn that only half began is given back")
    if sight.holder is None:
        return _when_free(sight, me, wish, times)
    if wish is Wish.PATIENT:
        return Plan(Step.WAIT, wish, f"standing by: instance {name_of(sight.holder)} speaks")
    words = f"asking instance {name_of(sight.holder)} to hand over"
    return Plan(Step.ASK, Wish.ASKED, words)


def _when_free(sight: Sight, me: str, wish: Wish, times: Times) -> Plan:
    if sight.store_age_s < times.ttl_s:
        # A store that lost its memory: somebody may still rightly believe to hold the lease.
        left = times.ttl_s - sight.store_age_s
        return Plan(Step.WAIT, wish, f"standing by: the store of turns is new; {left:.0f} s more")
    if sight.asker not in (None, me):
        return Plan(Step.WAIT, wish, f"standing by: instance {name_of(sight.asker)} takes over")
    return Plan(Step.TAKE, wish, "taking the turn")
