"""Which of the changes that wait go into the next batch, when Google refuses some of them. Pure.

Google takes a batch whole or not at all, so one protected cell would hold up everything else. A
refused batch is split until the refused change stands alone; that one is tried again now and
then, while the rest is written.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from shared.immutable import immutable


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Whose change it is, and of which kind: what is written whole or not at all."""

    tab: str
    owner: str
    kind: str


_PAUSES: Final = (300.0, 900.0, 3600.0)
"""Seconds before a refused change is tried again; the last one for good."""
_ENOUGH: Final = 3
"""So many refused alike, and the last of the rest as well: then all of the rest counts as such."""
_NUMBERS: Final = re.compile(r"[0-9]+")


@immutable
class Refusal:
    """A change that Google refuses by itself."""

    reason: str
    """Google's words."""
    tries: int
    again_at: float
    """A monotonic moment, in seconds."""


class Isolation:
    """Told of every batch and what became of it; says what the next one may hold."""

    def __init__(self) -> None:
        self._groups: list[frozenset[Key]] = []
        self._refused: dict[Key, Refusal] = {}
        self._alike: Counter[str] = Counter()
        self._probe: tuple[Key, frozenset[Key]] | None = None

    @property
    def refused(self) -> dict[Key, Refusal]:
        """What can't be written at the moment."""
        return dict(self._refused)

    def next_try(self) -> float | None:
        """When the next refused change is due; None where there is none."""
        return min((each.again_at for each in self._refused.values()), default=None)

    def forget_all_but(self, keys: Collection[Key]) -> None:
        """What no longer waits is no longer refused."""
        self._refused = {key: each for key, each in self._refused.items() if key in keys}

    def chosen(self, keys: Sequence[Key], now: float) -> list[Key]:
        """Which of `keys` to write next.

        Suspects group by group, then the rest, then one of the refused that are due, alone.
        """
        fresh = [key for key in keys if key not in self._refused]
        while self._groups:
            group = [key for key in fresh if key in self._groups[0]]
            if group:
                return group
            del self._groups[0]
        if fresh:
            return fresh
        due = [key for key in keys if self._refused[key].again_at <= now]
        # The one that waited longest: what was counted as refused with others gets its turn.
        return sorted(due, key=lambda key: self._refused[key].again_at)[:1]

    def succeeded(self, sent: Collection[Key]) -> None:
        """The batch was written."""
        for key in sent:
            was = self._refused.pop(key, None)
            if was is not None:
                self._release(was.reason)
        if self._probe and self._probe[0] in sent:
            self._probe = None
            self._alike.clear()

    def refuse(
        self, sent: Collection[Key], culprits: Collection[Key], reason: str, now: float
    ) -> None:
        """Nothing of the batch was written; Google's sentence points at `culprits`, or at none."""
        suspects = [key for key in sent if key in culprits] or [*sent]
        if len(suspects) > 1:
            middle = len(suspects) // 2
            self._groups[:0] = [frozenset(suspects[:middle]), frozenset(suspects[middle:])]
            return
        (key,) = suspects
        was = self._refused.get(key)
        tries = was.tries if was else 0
        pause = _PAUSES[min(tries, len(_PAUSES) - 1)]
        self._refused[key] = Refusal(reason, tries + 1, now + pause)
        if was is None:
            self._generalise(key, sent, reason, now)

    def _generalise(self, key: Key, sent: Collection[Key], reason: str, now: float) -> None:
        """Don't spend the quota on finding out a thousand times that the sheet is full."""
        if self._probe and self._probe[0] == key:
            for other in self._probe[1]:
                self._refused[other] = Refusal(reason, 1, now + _PAUSES[0])
            self._probe = None
            return
        sentence = _NUMBERS.sub("", reason)
        self._alike[sentence] += 1
        suspects = {*sent}.union(*self._groups) - {key}
        rest = sorted(k for k in suspects if (k.tab, k.kind) == (key.tab, key.kind))
        if self._alike[sentence] >= _ENOUGH and rest and self._probe is None:
            self._probe = rest[-1], frozenset(rest[:-1])
            self._groups.insert(0, frozenset({rest[-1]}))

    def _release(self, reason: str) -> None:
        """One that was refused alike could be written, so the others may be as well."""
        sentence = _NUMBERS.sub("", reason)
        self._alike.clear()
        self._refused = {
            key: each
            for key, each in self._refused.items()
            if _NUMBERS.sub("", each.reason) != sentence
        }
