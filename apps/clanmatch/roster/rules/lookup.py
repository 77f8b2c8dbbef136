"""Which clan somebody means by a tag or a name."""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from apps.clanmatch.roster.rules.clan import Clan
from shared.immutable import immutable

NEAREST_SHOWN: Final = 5
# Below this likeness (of 100) a name is no help to somebody who mistyped another.
_ALIKE_ENOUGH: Final = 60
# Nobody types a longer name on purpose, and comparing costs time with each character.
_QUERY_LENGTH: Final = 100


@immutable
class Found:
    """The one clan that was meant."""

    clan: Clan


@immutable
class NotFound:
    """No clan, or several as likely; `nearest` holds those that may have been meant."""

    nearest: tuple[Clan, ...]


class ClanDirectory:
    """All clans of one copy of the sheet, prepared for being asked for."""

    def __init__(self, clans: Sequence[Clan]) -> None:
        self._clans = tuple(clans)
        self._names = tuple(folded(clan.name) for clan in clans)
        self._tags = tuple(folded(clan.tag) for clan in clans)
        self._by_tag = _first_of_each(self._tags, self._clans)
        self._by_name = _first_of_each(self._names, self._clans)
        self._by_key = _first_of_each((clan.key for clan in clans), self._clans)

    def with_key(self, key: str) -> Clan | None:
        """The clan that a message's custom id names, if the sheet still has it."""
        return self._by_key.get(key)

    def with_tag(self, tag: str) -> Clan | None:
        """The clan with exactly this tag, case aside."""
        return self._by_tag.get(folded(tag))

    def find(self, text: str) -> Found | NotFound:
        """Exact tag, exact name, the unique or best partial match; else the nearest names."""
        wanted = folded(text[:_QUERY_LENGTH])
        if not wanted:
            return NotFound(nearest=())
        exact = self._by_tag.get(wanted) or self._by_name.get(wanted)
        if exact is not None:
            return Found(exact)
        partial = self._partial(wanted)
        if len(partial) == 1:
            return Found(partial[0])
        return NotFound(nearest=tuple(partial[:NEAREST_SHOWN] or self._alike(wanted)))

    def holding(self, text: str, *, most: int) -> list[Clan]:
        """The first clans whose name or tag holds `text`, for suggestions while somebody types."""
        wanted = folded(text[:_QUERY_LENGTH])
        candidates = zip(self._clans, self._names, self._tags, strict=True)
        matching = (clan for clan, name, tag in candidates if wanted in name or wanted in tag)
        return list(islice(matching, most))

    def _partial(self, wanted: str) -> list[Clan]:
        """The clans that hold `wanted` in the best way in which any does."""
        best, found = len(_WAYS), list[Clan]()
        for clan, name, tag in zip(self._clans, self._names, self._tags, strict=True):
            if wanted not in name and wanted not in tag:
                continue
            way = min(_way(wanted, name), _way(wanted, tag))
            if way < best:
                best, found = way, []
            if way == best:
                found.append(clan)
        return found

    def _alike(self, wanted: str) -> Iterable[Clan]:
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - 3 MiB for who mistypes a name

        scores: dict[int, float] = {}
        for texts, scorer in ((self._names, fuzz.WRatio), (self._tags, fuzz.ratio)):
            for _, score, position in process.extract(
                wanted, texts, scorer=scorer, score_cutoff=_ALIKE_ENOUGH, limit=NEAREST_SHOWN
            ):
                scores[position] = max(score, scores.get(position, 0.0))
        likeliest = sorted(scores, key=lambda position: (-scores[position], position))
        return (self._clans[position] for position in likeliest[:NEAREST_SHOWN])


def folded(text: str) -> str:
    """`text` for comparing: case, width of letters and runs of spaces don't matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


_WAYS: Final = ("at the start", "at the start of a word", "somewhere")


def _way(wanted: str, text: str) -> int:
    """How `text` holds `wanted`: the lower, the likelier that it was meant."""
    if text.startswith(wanted):
        return 0
    if f" {wanted}" in text:
        return 1
    return 2 if wanted in text else len(_WAYS)


def _first_of_each(names: Iterable[str], clans: Iterable[Clan]) -> dict[str, Clan]:
    found: dict[str, Clan] = {}
    for name, clan in zip(names, clans, strict=True):
        if name:
            found.setdefault(name, clan)
    return found
