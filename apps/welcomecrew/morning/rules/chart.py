"""What the picture of figures shows, in ASCII: the picture's letters have nothing else. Pure."""

import unicodedata
from datetime import date, timedelta
from typing import Final

from apps.welcomecrew.morning.rules.figures import Figures, Outcome
from shared.chat.text import ago, month
from shared.pictures.chart import Bar, Chart, Group

_CLANS: Final = 10


def chart_of(figures: Figures) -> Chart:
    """Outcomes as bars, then the clans with most placed."""
    closed = figures.closed
    ends = (Outcome.PLACED, Outcome.NO_CLAN, Outcome.LEFT, Outcome.UNTOLD)
    tickets = [Bar("opened", figures.opened), *(Bar(each.value, closed[each]) for each in ends)]
    clans = [
        Bar(ascii_of(tag), share.placed, _after(share.to_placing))
        for tag, share in figures.by_clan[:_CLANS]
    ]
    groups = [Group("Tickets", tuple(tickets))]
    if clans:
        groups.append(Group("Placed, by clan", tuple(clans)))
    since, until = figures.since, figures.until - timedelta(seconds=1)
    return Chart(
        title=f"{_day(since)} to {_day(until)}",
        note=f"First answer after {_told(figures.to_answer)}, placed after "
        f"{_told(figures.to_placing)} (medians)",
        groups=tuple(groups),
    )


def ascii_of(text: str) -> str:
    """Letters without their accents; what has no counterpart is a question mark."""
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(each for each in plain if not unicodedata.combining(each))
    return bare.encode("ascii", "replace").decode()


def _day(day: date) -> str:
    return f"{day:%d} {month(day, short=True)} {day.year}"


def _after(span: timedelta | None) -> str:
    return "" if span is None else f"after {_told(span)}"


def _told(span: timedelta | None) -> str:
    return "-" if span is None else ago(span.total_seconds())
