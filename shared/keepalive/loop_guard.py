"""A thread that watches the event loop, since nothing on a blocked loop can.

It sees where long turns spend their time. When the loop has not turned for too long it writes
every thread's stack and ends the process.
"""

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable
from typing import TextIO

from .ground.clock import Clock
from .turns import LOOK_EVERY_S, Turns

_log = logging.getLogger(__name__)

LOOKS_EVERY_S = 1.0
"""At least so often: a stop that hangs is ended this much after its deadline at the latest."""


class LoopGuard:
    """Started and fed by the loop (`beat`); `end` is called from the thread, at most once."""

    def __init__(
        self,
        *,
        stall_s: float,
        stop_left_s: Callable[[], float],
        end: Callable[[str], None],
        clock: Clock,
        dump_to: TextIO | None = None,
        turns: Turns | None = None,
    ) -> None:
        self._stall_s = stall_s
        self._turns = turns
        self._stop_left_s = stop_left_s
        self._end = end
        self._clock = clock
        self._dump_to = dump_to or sys.__stderr__ or sys.stderr
        self._last_beat = clock.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="loop-guard", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._last_beat = self._clock.monotonic()
        self._thread.start()

    def beat(self) -> None:
        """The loop has turned."""
        self._last_beat = self._clock.monotonic()

    def stop(self) -> None:
        """Watch no longer."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5.0)

    def look(self) -> str:
        """What is wrong now, in words; empty when all is well."""
        silent_s = self._clock.monotonic() - self._last_beat
        if silent_s > self._stall_s:
            return f"event loop blocked for {silent_s:.1f} s (limit {self._stall_s:g} s)"
        if self._stop_left_s() < 0:
            return "the ordered stop did not end within its deadline"
        return ""

    def _run(self) -> None:
        interval = min(LOOKS_EVERY_S, self._stall_s / 4)
        # C code may hold the interpreter and block this thread as well: then a timer below the
        # interpreter dumps the stacks and leaves with status 1.
        while not self._over_after(interval):
            self._arm_backstop()
            if reason := self.look():
                break
        else:
            faulthandler.cancel_dump_traceback_later()
            return
        faulthandler.cancel_dump_traceback_later()
        _log.critical("%s; the stacks of all threads follow", reason)
        faulthandler.dump_traceback(file=self._dump_to, all_threads=True)
        self._end(reason)

    def _over_after(self, interval: float) -> bool:
        """Wait, with an eye on each turn of the loop; whether the watch is over."""
        if self._turns is None:
            return self._over.wait(interval)
        for _ in range(max(1, round(interval / LOOK_EVERY_S))):
            if self._over.wait(LOOK_EVERY_S):
                return True
            self._turns.look()
        return False

    def _arm_backstop(self) -> None:
        faulthandler.dump_traceback_later(self._stall_s + 1.0, exit=True, file=self._dump_to)
