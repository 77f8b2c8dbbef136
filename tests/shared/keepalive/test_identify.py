"""The identify budget: go, or wait, and for how long."""

import pytest

from shared.keepalive.identify import ASK_AGAIN_S, SessionBudget, seconds_to_wait

TABLE = [
    # total, left, reset in s, reserve → seconds to wait
    (1000, 1000, 0.0, 50, 0.0),
    (1000, 51, 3600.0, 50, 0.0),
    (1000, 50, 300.0, 50, 301.0),
    (1000, 0, 80_000.0, 50, ASK_AGAIN_S),
    (1000, 0, 0.0, 50, 1.0),
    (1000, 1, 3600.0, 0, 0.0),
    (1000, 0, 60.0, 0, 61.0),
    (40, 21, 3600.0, 50, 0.0),
    (40, 20, 60.0, 50, 61.0),
]


@pytest.mark.parametrize(("total", "left", "reset", "reserve", "seconds"), TABLE)
def test_seconds_to_wait(total: int, left: int, reset: float, reserve: int, seconds: float) -> None:
    assert seconds_to_wait(SessionBudget(total, left, reset), reserve) == seconds
