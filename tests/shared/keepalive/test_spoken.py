"""Lengths of time and counts in words."""

import pytest

from shared.keepalive.spoken import counted, for_how_long

LENGTHS = [
    (-3, "0 s"),
    (0.9, "0 s"),
    (59.9, "59 s"),
    (60, "1 min"),
    (3599, "59 min"),
    (3600, "1 h"),
    (3600 * 3 + 300, "3 h 5 min"),
    (86_400, "1 day"),
    (86_400 * 2 + 3600 * 3, "2 days 3 h"),
]


@pytest.mark.parametrize(("seconds", "words"), LENGTHS)
def test_for_how_long(seconds: float, words: str) -> None:
    assert for_how_long(seconds) == words


def test_counted() -> None:
    assert (counted(1, "row"), counted(0, "row")) == ("1 row", "0 rows")
    assert counted(2, "reply", "replies") == "2 replies"
