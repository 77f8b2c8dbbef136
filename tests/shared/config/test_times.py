from datetime import time

import pytest

from shared.config.times import parse_times


def test_times_are_parsed_sorted_and_without_repeats() -> None:
    assert parse_times("10:00, 02:00 10:00") == (time(2), time(10))


@pytest.mark.parametrize("text", ["", "25:00", "ten", "10", "10:61", "10:00:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="HH:MM"):
        parse_times(text)
