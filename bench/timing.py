"""How to measure: the median of several rounds, taken in turns so that both sides are alike."""

import gc
import statistics
from collections.abc import Callable
from time import perf_counter


def side_by_side(
    ours: Callable[[], object], bare: Callable[[], object], *, rounds: int = 7, repeat: int = 1
) -> tuple[float, float]:
    """Median seconds per call of `ours` and of `bare`, measured in turns."""
    first: list[float] = []
    second: list[float] = []
    ours()
    bare()
    for _ in range(rounds):
        first.append(seconds(ours, repeat))
        second.append(seconds(bare, repeat))
    return statistics.median(first), statistics.median(second)


def seconds(call: Callable[[], object], repeat: int = 1) -> float:
    """Seconds per call over `repeat` calls, without the garbage collector."""
    gc.collect()
    gc.disable()
    try:
        began = perf_counter()
        for _ in range(repeat):
            call()
        return (perf_counter() - began) / repeat
    finally:
        gc.enable()
