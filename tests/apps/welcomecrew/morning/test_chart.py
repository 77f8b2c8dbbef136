"""What the picture of figures shows: nothing but ASCII, whatever people call their clans."""

from datetime import UTC, datetime, timedelta

from apps.welcomecrew.morning.rules.chart import chart_of
from apps.welcomecrew.morning.rules.figures import Outcome, TicketStory, figures
from shared.pictures.chart import Bar

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)


def placed(tag: str, hours: float) -> TicketStory:
    closed = MONDAY + timedelta(hours=hours)
    return TicketStory(1, MONDAY, Outcome.PLACED, tag, closed, MONDAY + timedelta(minutes=30))


def test_a_chart_by_its_data() -> None:
    week = MONDAY, MONDAY + timedelta(days=7)
    stories = [placed("ÉMBER", 10), placed("ÉMBER", 20), placed("龍", 2)]
    chart = chart_of(figures(stories, *week))
    assert chart.title == "16 Nov 2026 to 22 Nov 2026"
    assert chart.note == "First answer after 30 min, placed after 10 h (medians)"
    outcomes, clans = chart.groups
    assert outcomes.bars[:2] == (Bar("opened", 3), Bar("placed", 3))
    assert clans.bars == (Bar("EMBER", 2, "after 15 h"), Bar("?", 1, "after 2 h"))


def test_nothing_placed_is_a_chart_as_well() -> None:
    chart = chart_of(figures([], MONDAY, MONDAY + timedelta(days=7)))
    assert chart.note == "First answer after -, placed after - (medians)"
    assert len(chart.groups) == 1
