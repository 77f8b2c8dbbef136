"""What can't be done now is tried again, with growing pauses, for as long as it takes."""

import logging
from collections.abc import Callable
from typing import Final

from apps.welcomecrew.closing.case import Case, Doing, Event
from apps.welcomecrew.closing.lifecycle import Signal
from shared.chat.background import spawn
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

_SHORTEST: Final = 5.0
_LONGEST: Final = 600.0
_MOST_DOUBLINGS: Final = 7


def pause_after(failures: int, *, longest: float = _LONGEST) -> float:
    """Seconds until the next try: 5, 10, 20 … up to ten minutes."""
    return min(longest, _SHORTEST * 2.0 ** min(failures - 1, _MOST_DOUBLINGS))


class Patience:
    """A ticket stays at work with its reason shown; `post` sets off the next try."""

    def __init__(self, *, clock: Clock, post: Callable[[Case, Event], None]) -> None:
        self._clock = clock
        self._post = post

    def later(
        self, case: Case, reason: str, doing: Doing = Doing.LOOKING, *, at_least: float = 0.0
    ) -> None:
        """Something failed in a way that may pass. The next try is `at_least` (seconds) away."""
        case.trouble, case.kept_from = reason, doing
        case.failures += 1
        _log.warning("the ticket in thread %d has to wait: %s", case.thread_id, reason)
        if case.retry is not None:
            case.retry.cancel()
        case.retry = spawn(
            self._try_again(case, max(at_least, pause_after(case.failures))),
            name=f"next try for thread {case.thread_id}",
        )

    async def _try_again(self, case: Case, seconds: float) -> None:
        await self._clock.sleep(seconds)
        case.retry = None
        self._post(case, Event(Signal.RESTARTED))
