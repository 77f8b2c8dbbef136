"""What goes on at the desk, as others are told."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from apps.welcomecrew.closing.deeds import Deed
from apps.welcomecrew.closing.lifecycle import State

_MOST_REASONS: Final = 5


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """For `!watch_status`, the component `tickets` and the metrics."""

    states: Counter[State]
    deeds: tuple[Deed, ...]
    troubles: Counter[str]
    """What tickets wait for → how many do."""
    stuck: int
    """Of those the ones that have been waiting for minutes."""
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
