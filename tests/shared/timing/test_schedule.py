from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.config.times import parse_times
from shared.timing.schedule import Daily, Every

VIENNA = ZoneInfo("Europe/Vienna")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("times", "now", "expected"),
    [
        ("02:00,10:00", "2026-01-10T00:30", "2026-01-10T01:00"),  # winter: UTC+1
        ("02:00,10:00", "2026-01-10T01:00", "2026-01-10T09:00"),  # strictly after
        ("02:00,10:00", "2026-01-10T20:00", "2026-01-11T01:00"),
        ("10:00", "2026-07-01T00:00", "2026-07-01T08:00"),  # summer: UTC+2
        ("02:30", "2026-03-29T00:00", "2026-03-29T01:00"),  # skipped: first moment after the gap
        ("02:30", "2026-10-24T23:00", "2026-10-25T00:30"),  # repeated: its first occurrence …
        ("02:30", "2026-10-25T00:30", "2026-10-26T01:30"),  # … and only that
    ],
)
def test_next_run_in_vienna(times: str, now: str, expected: str) -> None:
    assert Daily(parse_times(times), VIENNA).next_after(utc(now)) == utc(expected)


def test_each_time_of_day_runs_once_a_day_through_a_whole_year() -> None:
    schedule = Daily(parse_times("02:00,02:30,10:00,18:00"), VIENNA)
    moment = datetime(2026, 1, 1, tzinfo=VIENNA)
    runs: list[datetime] = []
    while (moment := schedule.next_after(moment)) < datetime(2027, 1, 1, tzinfo=VIENNA):
        runs.append(moment)
    # On the day of the spring change 02:00 and 02:30 are both the moment after the gap.
    assert len(runs) == 365 * 4 - 1
    assert runs == sorted(set(runs))


@given(
    st.datetimes(
        min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
        max_value=datetime(2035, 1, 1),  # noqa: DTZ001 - the same
        timezones=st.just(UTC),
    ),
    st.lists(st.times().map(lambda t: t.replace(microsecond=0)), min_size=1, max_size=4),
    st.sampled_from(["Europe/Vienna", "UTC", "America/New_York", "Australia/Lord_Howe"]),
)
def test_next_and_last_enclose_any_moment(moment: datetime, times: list[time], zone: str) -> None:
    schedule = Daily(tuple(times), ZoneInfo(zone))
    last, following = schedule.last_until(moment), schedule.next_after(moment)
    assert last <= moment < following
    assert schedule.next_after(last) == following
    assert following - moment <= timedelta(hours=25)


def test_intervals_are_counted_from_their_start_not_from_a_restart() -> None:
    schedule = Every(timedelta(hours=24), utc("2026-01-01T03:00"))
    assert schedule.next_after(utc("2026-01-05T12:00")) == utc("2026-01-06T03:00")
    assert schedule.last_until(utc("2026-01-05T12:00")) == utc("2026-01-05T03:00")


def test_a_schedule_without_times_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Daily((), VIENNA)
