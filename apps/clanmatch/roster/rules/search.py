"""Which clans match the filters, and which clan somebody means.

Everything that a search asks is prepared once per refresh: for each answer to each filter the set
of clans that give it, as the bits of one integer (bit 0 is the first clan of the sheet). A search
is then a handful of ANDs, a count of bits, and the clans of the page shown; 100,000 clans cost a
few tens of microseconds, and the sheet's order comes for free.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final

from apps.clanmatch.roster.rules.clan import Clan, Difficulty, PlayStyle
from shared.immutable import immutable

RESULTS_SOFT_CAP: Final = 25
NEAREST_SHOWN: Final = 3
"""So many near misses help where nothing matches; more would be a list of everything."""

# Each names a field of Filters and the field of Traits that answers it.
_FILTER_NAMES: Final = ("clan_boss", "hydra", "chimera", "styles", "cvc", "siege")
_NOT_EMPTY: Final = re.compile(rb"[^\x00]", re.DOTALL)


class RosterMode(Enum):
    """Which clans to show by how full they are."""

    OPEN = "open spots"
    INACTIVES = "with inactives"
    FULL = "full"
    ANY = "any"


Answer = Difficulty | PlayStyle | bool | RosterMode
"""What a filter can be set to."""


@immutable
class Filters:
    """What somebody looks for; None asks for nothing."""

    clan_boss: Difficulty | None = None
    hydra: Difficulty | None = None
    chimera: Difficulty | None = None
    styles: PlayStyle | None = None
    cvc: bool | None = None
    siege: bool | None = None
    roster: RosterMode = RosterMode.OPEN

    @property
    def is_set(self) -> bool:
        """Whether anything is asked at all; the open spots of a new panel count."""
        return self != Filters(roster=RosterMode.ANY)


NO_CHOICE: Final = Filters()
"""A new panel, on which nothing was chosen yet."""


@immutable
class SearchResult:
    """The first clans that match, in the sheet's order, and how many there are in truth."""

    clans: tuple[Clan, ...] = ()
    total: int = 0

    @property
    def is_cut(self) -> bool:
        """Whether more clans match than are shown."""
        return self.total > len(self.clans)


@immutable
class NearMiss:
    """A clan that fails some filters, and which: their names as in `Filters`."""

    clan: Clan
    unmet: tuple[str, ...]


class ClanIndex:
    """All clans of one copy of the sheet, prepared for searching."""

    def __init__(self, clans: Sequence[Clan]) -> None:
        self.clans = tuple(clans)
        self._with = _sets(self.clans)

    def search(self, filters: Filters, *, cap: int = RESULTS_SOFT_CAP) -> SearchResult:
        """The first `cap` clans that match all `filters`."""
        matching = self._with.get(("roster", filters.roster), 0)
        for name in _FILTER_NAMES:
            wanted: Answer | None = getattr(filters, name)
            if wanted is not None:
                matching &= self._with.get((name, wanted), 0)
        shown = tuple(self.clans[position] for position in _first_bits(matching, cap))
        return SearchResult(clans=shown, total=matching.bit_count())

    def nearest(self, filters: Filters, *, count: int = NEAREST_SHOWN) -> tuple[NearMiss, ...]:
        """The clans that fail the fewest filters, at least one; then the sheet's order."""
        asked = {
            name: self._with.get((name, wanted), 0)
            for name in ("roster", *_FILTER_NAMES)
            if (wanted := getattr(filters, name)) is not None
        }
        everybody = self._with.get(("roster", RosterMode.ANY), 0)
        # failing[n]: the clans that fail exactly n of the filters looked at so far.
        failing = [everybody] + [0] * len(asked)
        for met in asked.values():
            for number in range(len(asked), 0, -1):
                failing[number] = failing[number] & met | failing[number - 1] & ~met
            failing[0] &= met
        found: list[NearMiss] = []
        for clans in failing[1:]:
            for position in _first_bits(clans, count - len(found)):
                unmet = (name for name, met in asked.items() if not met >> position & 1)
                found.append(NearMiss(self.clans[position], tuple(unmet)))
        return tuple(found)


def _sets(clans: Sequence[Clan]) -> dict[tuple[str, Answer], int]:
    """(filter, answer) → the clans that give it. Linear: bits are set in bytes, not in integers."""
    size = len(clans) // 8 + 1
    octets: defaultdict[tuple[str, Answer], bytearray] = defaultdict(lambda: bytearray(size))
    for position, clan in enumerate(clans):
        for fact in _facts(clan):
            octets[fact][position >> 3] |= 1 << (position & 7)
    return {fact: int.from_bytes(found, "little") for fact, found in octets.items()}


def _facts(clan: Clan) -> Iterator[tuple[str, Answer]]:
    """Every answer that `clan` gives to any filter."""
    yield "roster", RosterMode.ANY
    yield "roster", RosterMode.OPEN if clan.spots > 0 or clan.spots_in_words else RosterMode.FULL
    if clan.inactives > 0:
        yield "roster", RosterMode.INACTIVES
    for name in _FILTER_NAMES:
        answer: frozenset[Answer] | bool | None = getattr(clan.traits, name)
        if isinstance(answer, frozenset):
            yield from ((name, one) for one in answer)
        elif answer is not None:
            yield name, answer


def _first_bits(bits: int, count: int) -> Iterator[int]:
    """The positions of the lowest `count` set bits, in order."""
    octets = bits.to_bytes(bits.bit_length() // 8 + 1, "little")
    # The regular expression skips empty stretches at the speed of C.
    for found in _NOT_EMPTY.finditer(octets):
        octet = found[0][0]
        while octet:
            if count <= 0:
                return
            lowest = octet & -octet
            yield found.start() * 8 + lowest.bit_length() - 1
            octet ^= lowest
            count -= 1
