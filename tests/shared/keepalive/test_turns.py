"""Long turns of the event loop are counted and placed; short ones cost nothing and say nothing."""

import asyncio
import logging
import re
import time

import pytest

from shared.keepalive.loop_guard import LoopGuard
from shared.keepalive.turns import Turns, WatchedLoop, turns_here
from shared.timing.clock import SystemClock
from tests.fakes.clock import ManualClock


def culprit() -> None:
    time.sleep(0.3)


def test_a_long_turn_is_placed_by_the_guards_thread(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        guard = LoopGuard(
            stall_s=120,
            stop_left_s=lambda: float("inf"),
            end=lambda _: None,
            clock=SystemClock(),
            turns=turns_here(),
        )
        guard.start()
        asyncio.get_running_loop().call_soon(culprit)
        await asyncio.sleep(0.01)
        guard.stop()

    with asyncio.Runner(loop_factory=lambda: WatchedLoop(SystemClock())) as runner:
        runner.run(main())
    said = [each for each in caplog.messages if "stood still" in each]
    assert any(
        re.match(
            r"the event loop stood still for [0-9]+ ms: "
            r"culprit \(keepalive/test_turns\.py:[0-9]+\)$",
            each,
        )
        for each in said
    ), said


def test_each_place_is_said_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    clock = ManualClock()
    turns = Turns(clock)

    def turn(seconds: float) -> None:
        turns.begins()
        clock.move(seconds)
        turns.look()
        turns.ends()

    with caplog.at_level(logging.WARNING):
        for seconds in (0.049, 0.06, 0.06, 0.049):
            turn(seconds)
        assert (turns.long, len(caplog.messages)) == (2, 1)
        assert "turn (keepalive/test_turns.py" in caplog.messages[0]
        clock.move(60)
        turn(0.3)
    assert (turns.long, len(caplog.messages)) == (3, 2)


async def test_a_loop_of_somebody_else_has_no_turns() -> None:
    assert turns_here() is None
