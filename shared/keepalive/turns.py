"""The turns of the event loop: how many were long, and where the time went.

A turn is all that the loop does between two waits. What takes long in it keeps heartbeats, presses
and pages waiting. The loop notes when a turn begins and ends, which costs it two looks at the
clock; the guard's thread looks now and then, and takes down what a long turn is busy with.
"""

import asyncio
import logging
import selectors
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Final

from .ground.clock import Clock

_log = logging.getLogger(__name__)

LONG_S: Final = 0.05
"""A turn that takes longer is counted, and told of in the log."""
LOOK_EVERY_S: Final = 0.025
_SAY_AGAIN_S: Final = 60.0
"""One line about one place within so long; the counter knows the rest."""
_MOST_PLACES: Final = 32
_MOST_FRAMES: Final = 6


class Turns:
    """Fed by the loop, looked at by the guard's thread. Counts, and says what is long."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._thread = threading.get_ident()
        self._began: float | None = None
        self._seen: tuple[float, str] = 0.0, ""
        self._said: dict[str, float] = {}
        self.long = 0
        """Long turns so far."""

    def begins(self) -> None:
        """The loop goes to work."""
        self._began = self._clock.monotonic()

    def ends(self) -> None:
        """The loop waits for something to happen."""
        began, self._began = self._began, None
        if began is None or (seconds := self._clock.monotonic() - began) < LONG_S:
            return
        self.long += 1
        at, where = self._seen
        self._say(seconds, where if at == began else "where nobody could look meanwhile")

    def look(self) -> None:
        """From the guard's thread: what is a long turn busy with?"""
        began = self._began
        if began is None or self._seen[0] == began:
            return
        if self._clock.monotonic() - began < LONG_S:
            return
        frame = sys._current_frames().get(self._thread)  # pyright: ignore[reportPrivateUsage] # noqa: SLF001 - documented, underscore or not
        if frame is not None and self._began == began:
            self._seen = began, _in_words(frame)

    def _say(self, seconds: float, where: str) -> None:
        now = self._clock.monotonic()
        if now - self._said.get(where, -_SAY_AGAIN_S) < _SAY_AGAIN_S:
            return
        self._said.pop(where, None)
        self._said[where] = now
        if len(self._said) > _MOST_PLACES:
            del self._said[next(iter(self._said))]
        _log.warning("the event loop stood still for %.0f ms: %s", seconds * 1000, where)


class WatchedLoop(asyncio.SelectorEventLoop):
    """A loop that knows its turns; `run_process` runs in one."""

    def __init__(self, clock: Clock) -> None:
        self.turns = Turns(clock)
        super().__init__(_Selector(self.turns.begins, self.turns.ends))


class _Selector(selectors.DefaultSelector):
    """Where the loop waits, once each turn."""

    def __init__(self, begins: Callable[[], None], ends: Callable[[], None]) -> None:
        super().__init__()
        self._begins = begins
        self._ends = ends

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """See `BaseSelector.select`."""
        self._ends()
        try:
            return super().select(timeout)
        finally:
            self._begins()


def turns_here() -> Turns | None:
    """Those of the loop that runs; None where somebody else made it."""
    loop = asyncio.get_running_loop()
    return loop.turns if isinstance(loop, WatchedLoop) else None


def _in_words(frame: FrameType) -> str:
    """`f (file.py:12) ← g (other.py:3) …`, from within, without asyncio's own part."""
    found: list[str] = []
    at: FrameType | None = frame
    while at is not None and len(found) < _MOST_FRAMES:
        path = Path(at.f_code.co_filename)
        if path.parent.name == "asyncio":
            break
        found.append(f"{at.f_code.co_qualname} ({'/'.join(path.parts[-2:])}:{at.f_lineno})")
        at = at.f_back
    return " ← ".join(found) or "asyncio itself"
