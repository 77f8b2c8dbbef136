"""What a clan is to this bot: one row of the roster sheet, read once."""

import hashlib
from dataclasses import field
from enum import Enum

from shared.immutable import immutable


class Difficulty(Enum):
    """How hard a boss a clan fights, easiest first; the value is how players write it."""

    EASY = "Easy"
    NORMAL = "Normal"
    HARD = "Hard"
    BRUTAL = "Brutal"
    NIGHTMARE = "NM"
    ULTRA_NIGHTMARE = "UNM"


class PlayStyle(Enum):
    """How seriously a clan takes it."""

    STRESS_FREE = "Stress-Free"
    CASUAL = "Casual"
    SEMI_COMPETITIVE = "Semi-Competitive"
    COMPETITIVE = "Competitive"


@immutable
class Traits:
    """What a search may ask of a clan."""

    clan_boss: frozenset[Difficulty] = frozenset()
    hydra: frozenset[Difficulty] = frozenset()
    chimera: frozenset[Difficulty] = frozenset()
    cvc: bool | None = None
    """None where the cell says neither 1 nor 0."""
    siege: bool | None = None
    styles: frozenset[PlayStyle] = frozenset()


@immutable
class EntryCriteria:
    """What a clan asks of those who want in, as its people wrote it."""

    hydra_keys: str = ""
    chimera_keys: str = ""
    hydra: str = ""
    chimera: str = ""
    clan_boss: str = ""
    cvc_minimum: str = ""
    cvc_minimum_with_rewards: str = ""


@immutable
class Clan:
    """One clan. Texts are as typed in the sheet; an empty one means that nothing was given."""

    row: int
    """Where it stands in the sheet, counted from 1."""
    name: str
    tag: str = ""
    rank: str = ""
    """Global rank; empty beyond the first thousand."""
    level: str = ""
    spots: int = 0
    spots_in_words: str = ""
    """What the cell says instead of a number (`lots!`); such a clan is not full."""
    inactives: int = 0
    reserved: int = 0
    progression: str = ""
    lead: str = ""
    deputies: str = ""
    cvc_tier: str = ""
    cvc_wins: str = ""
    siege_tier: str = ""
    siege_wins: str = ""
    clan_boss: str = ""
    hydra: str = ""
    chimera: str = ""
    criteria: EntryCriteria = field(default_factory=EntryCriteria)
    comments: str = ""
    requirements: str = ""
    traits: Traits = field(default_factory=Traits)

    @property
    def key(self) -> str:
        """Names this clan in a message's custom ids, whatever its tag holds, however rows move."""
        return clan_key(self.tag or self.name)


def folded_tag(tag: str) -> str:
    """What two ways to write one tag have in common: case and spaces aside."""
    return " ".join(tag.split()).casefold()


def clan_key(tag: str) -> str:
    """Sixteen characters that stand for a tag, case and spaces aside."""
    folded = folded_tag(tag).encode(errors="replace")
    return hashlib.blake2s(folded, digest_size=8).hexdigest()
