"""Which of Discord's shards this process holds, and what that group of them is called. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from .immutable import immutable

AUTOMATIC: Final = "auto"
# Discord's largest bots have some thousands; more is a slip of the pen.
MOST_SHARDS: Final = 16_384
_RANGE: Final = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")


@immutable
class ShardPlan:
    """`count` None: as many as Discord advises. `ids` empty: all of them, in this process."""

    count: int | None = None
    ids: tuple[int, ...] = ()

    @property
    def group(self) -> str:
        """The name of this group of shards, the same in every process that may hold it."""
        if self.count is None:
            return "all"
        return f"{in_short(self.ids) or 'all'}/{self.count}"

    @property
    def holds_first(self) -> bool:
        """Whether shard 0 is here, and with it all that must happen once for the whole bot."""
        return not self.ids or 0 in self.ids


def parse_count(text: str) -> int | None:
    """`auto` → None, else a number from 1. Raises ValueError in words for people."""
    word = text.strip().lower()
    if word == AUTOMATIC:
        return None
    if not word.isdecimal() or not 1 <= int(word) <= MOST_SHARDS:
        raise ValueError(f"write {AUTOMATIC} or a whole number from 1 to {MOST_SHARDS}")
    return int(word)


def parse_ids(text: str) -> tuple[int, ...]:
    """`0-1, 5` → (0, 1, 5). Raises ValueError in words for people."""
    ids: set[int] = set()
    for part in re.split(r"[\s,;]+", text.strip()):
        if not part:
            continue
        found = _RANGE.fullmatch(part)
        if found is None:
            raise ValueError(f"{part!r} is no shard id and no range such as 0-3")
        first, last = int(found[1]), int(found[2] or found[1])
        if not first <= last < MOST_SHARDS:
            raise ValueError(f"{part!r} is no range of shard ids")
        ids.update(range(first, last + 1))
    return tuple(sorted(ids))


def in_short(ids: Sequence[int]) -> str:
    """(0, 1, 2, 5) → `0-2,5`."""
    runs: list[list[int]] = []
    for each in sorted(ids):
        if runs and each == runs[-1][-1] + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
