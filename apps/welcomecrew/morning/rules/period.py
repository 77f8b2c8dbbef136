"""The time that figures are about. Pure."""

import re
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from apps.welcomecrew.morning.rules.aside import day_begins
from shared.immutable import immutable

MOST_DAYS: Final = 400
_TEXT: Final = re.compile(r"\s*(?P<number>[0-9]{1,4})\s*(?P<unit>[dw]?)\s*", re.IGNORECASE)
_MONDAY: Final = 0


class NoPeriod(ValueError):
    """The text names no period; the message says how to write one."""


@immutable
class Period:
    """From `since` until before `until`."""

    since: datetime
    until: datetime


def period_in(text: str, now: datetime) -> Period:
    """`30d`, `4w` or `30`: the days before `now`. Raises NoPeriod."""
    match = _TEXT.fullmatch(text or "30d")
    days = int(match["number"]) * (7 if match["unit"].lower() == "w" else 1) if match else 0
    if not 1 <= days <= MOST_DAYS:
        raise NoPeriod(f"Give a number of days up to {MOST_DAYS}, such as `30d`, or weeks, `4w`.")
    return Period(now - timedelta(days=days), now)


def week_before(day: date, zone: tzinfo) -> Period | None:
    """On a Monday, the week that ended with the day before; else None."""
    if day.weekday() != _MONDAY:
        return None
    return Period(day_begins(day - timedelta(days=7), zone), day_begins(day, zone))
