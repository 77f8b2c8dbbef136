"""Our clock beside the date of Discord's answers."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from shared.chat.discord_clock import DiscordClock, clock_in_words, is_wrong
from tests.fakes.clock import ManualClock

NOW = datetime(2026, 11, 27, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "wrong", "words"),
    [
        (timedelta(0), False, "agrees with"),
        (timedelta(seconds=-59), False, "agrees with"),
        (timedelta(minutes=16), True, "16 min ahead of Discord"),
        (timedelta(minutes=-2), True, "2 min behind Discord"),
        (timedelta(days=365), True, "365 d ahead of Discord"),
    ],
)
def test_is_told(ahead: timedelta, wrong: bool, words: str) -> None:
    clock = DiscordClock(ManualClock(NOW + ahead))
    assert "not compared" in clock_in_words(clock.ahead)
    clock.heard(format_datetime(NOW, usegmt=True))
    assert clock.ahead == ahead
    assert is_wrong(ahead) is wrong
    assert words in clock_in_words(clock.ahead)


@pytest.mark.parametrize("date", ["", "yesterday", "Fri, 99 Nov 2026 12:00:00 GMT", "-0000"])
def test_what_is_no_date_tells_nothing(date: str) -> None:
    clock = DiscordClock(ManualClock(NOW))
    clock.heard(date)
    assert clock.ahead is None


@pytest.mark.parametrize("jump", [timedelta(days=365), timedelta(hours=-3), timedelta(days=-9000)])
def test_where_ours_is_wrong_the_date_is_discords(jump: timedelta) -> None:
    ours = ManualClock(NOW)
    clock = DiscordClock(ours)
    assert clock.now() == NOW
    clock.heard(format_datetime(NOW, usegmt=True))
    ours.move(30)
    ours.jump_wall_clock(jump)
    assert clock.now() == NOW + timedelta(seconds=30)
    ours.jump_wall_clock(timedelta(seconds=20) - jump)
    assert clock.now() == NOW + timedelta(seconds=50), "within what is tolerated ours counts"
