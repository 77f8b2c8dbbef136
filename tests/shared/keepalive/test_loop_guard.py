"""The thread that ends a blocked process; how it does so for real is in tests/process."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from shared.keepalive.loop_guard import LoopGuard
from shared.timing.clock import SystemClock
from tests.fakes.clock import ManualClock


def never() -> float:
    return float("inf")


def guard(clock: ManualClock, stop_left_s: Callable[[], float] = never) -> LoopGuard:
    return LoopGuard(stall_s=120, stop_left_s=stop_left_s, end=lambda _: None, clock=clock)


def test_a_loop_that_turns_is_well() -> None:
    clock = ManualClock()
    watched = guard(clock)
    for _ in range(100):
        clock.move(119)
        assert watched.look() == ""
        watched.beat()


def test_a_loop_that_stands_is_not() -> None:
    clock = ManualClock()
    watched = guard(clock)
    clock.move(120.5)
    assert watched.look() == "event loop blocked for 120.5 s (limit 120 s)"


def test_a_stop_beyond_its_deadline_is_not() -> None:
    clock = ManualClock()
    assert "deadline" in guard(clock, lambda: -0.1).look()
    assert guard(clock, lambda: 0.1).look() == ""


def test_it_writes_all_stacks_and_ends(tmp_path: Path) -> None:
    ended = threading.Event()
    reasons: list[str] = []

    def end(reason: str) -> None:
        reasons.append(reason)
        ended.set()

    with (tmp_path / "stacks").open("w+") as dump:
        watched = LoopGuard(
            stall_s=0.2, stop_left_s=never, end=end, clock=SystemClock(), dump_to=dump
        )
        watched.start()
        assert ended.wait(10), "nobody beats"
        watched.stop()
        dump.seek(0)
        assert "test_it_writes_all_stacks_and_ends" in dump.read()
    assert len(reasons) == 1


def test_stopping_it_leaves_nothing_behind() -> None:
    clock = SystemClock()
    watched = LoopGuard(stall_s=0.4, stop_left_s=never, end=lambda _: None, clock=clock)
    watched.start()
    watched.stop()
    # The backstop below the interpreter would end this very process.
    time.sleep(1.6)
    assert "loop-guard" not in {thread.name for thread in threading.enumerate()}
