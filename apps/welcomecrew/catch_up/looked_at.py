"""What need not be looked at again as it is: no close in it, or its question stands."""

from collections.abc import Set as AbstractSet
from typing import Final

from apps.welcomecrew.closing.case import Case
from apps.welcomecrew.closing.lifecycle import State

_SETTLED: Final = frozenset({State.OPEN, State.ASLEEP})


class LookedAt:
    """Thread → the version that was seen; never more threads than Discord lists."""

    def __init__(self) -> None:
        self._versions: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._versions)

    def is_unchanged(self, thread_id: int, version: float) -> bool:
        """Whether it was looked at as it is now."""
        return self._versions.get(thread_id) == version

    def note(self, case: Case, version: float) -> None:
        """It was looked at in this version; remembered only if nothing is left to do there."""
        if case.fresh or case.trouble:
            return
        if case.state in _SETTLED or (case.state is State.ASKED and case.question_id):
            self._versions[case.thread_id] = version

    def keep(self, listed: AbstractSet[int]) -> None:
        """Forget threads that Discord lists no more."""
        self._versions = {key: at for key, at in self._versions.items() if key in listed}
