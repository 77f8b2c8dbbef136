"""Pages that are asked very often are not made anew each time."""

from itertools import count

from shared.keepalive.kept import KEPT_S, Kept
from tests.fakes.clock import ManualClock


def test_a_value_is_kept_for_a_moment_and_then_made_anew() -> None:
    clock, numbers = ManualClock(), count()
    page = Kept(lambda: f"page {next(numbers)}", clock)
    first = page()
    clock.move(KEPT_S / 2)
    assert page() is first
    clock.move(KEPT_S / 2)
    assert page() == "page 1"
    clock.move(60)
    assert page() == "page 2"
