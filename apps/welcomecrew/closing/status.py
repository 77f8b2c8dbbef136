"""What goes on at the desk, as others are told."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from apps.welcomecrew.closing.case import Case
from apps.welcomecrew.closing.deeds import Deed
from apps.welcomecrew.closing.lifecycle import State
from shared.immutable import immutable

STUCK_AFTER: Final = 6
"""Tries that failed, over about five minutes, after which people hear of it."""
_MOST_REASONS: Final = 5


@immutable
class DeskStatus:
    """For `!watch_status`, the component `tickets` and the metrics."""

    states: Counter[State]
    deeds: tuple[Deed, ...]
    troubles: Counter[str]
    """What tickets wait for → how many do."""
    stuck: int
    """Of those the ones that have been waiting for minutes."""
    threads: Mapping[State, Sequence[int]]
    """State → the threads in it; the one that was heard of longest ago comes first."""
    held_up: Mapping[str, Sequence[int]]
    """The same by what they wait for."""
    outside: int
    """Closed tickets that there was no room for; catch-up finds them again."""

    @property
    def pending(self) -> int:
        """Tickets that are closed and not done."""
        ended = {State.OPEN, State.ASLEEP, State.DONE, State.GONE}
        return self.outside + sum(
            count for state, count in self.states.items() if state not in ended
        )

    @property
    def waiting(self) -> int:
        """Tickets that can't go on at the moment."""
        return sum(self.troubles.values())

    def reasons(self) -> list[str]:
        """`12: Discord answered 503`; the most frequent first, a few of them."""
        return [f"{count}: {words}" for words, count in self.troubles.most_common(_MOST_REASONS)]


def status_of(cases: Iterable[Case], deeds: tuple[Deed, ...], *, outside: int) -> DeskStatus:
    """What goes on with these tickets."""
    threads: dict[State, list[int]] = defaultdict(list)
    held_up: dict[str, list[int]] = defaultdict(list)
    stuck = 0
    for case in cases:
        threads[case.state].append(case.thread_id)
        if case.trouble:
            held_up[case.trouble].append(case.thread_id)
            stuck += case.failures >= STUCK_AFTER
    return DeskStatus(
        states=Counter({state: len(them) for state, them in threads.items()}),
        deeds=deeds,
        troubles=Counter({words: len(them) for words, them in held_up.items()}),
        stuck=stuck,
        threads=threads,
        held_up=held_up,
        outside=outside,
    )
