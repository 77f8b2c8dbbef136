"""Lengths of time and counts as people say them. Pure."""

from typing import Final

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_DAY_S: Final = 86_400


def for_how_long(seconds: float) -> str:
    """The two largest parts of a length of time: `4 s`, `12 min`, `3 h 5 min`, `2 days 3 h`."""
    whole = max(0, int(seconds))
    if whole < _MINUTE_S:
        return f"{whole} s"
    if whole < _HOUR_S:
        return f"{whole // _MINUTE_S} min"
    if whole < _DAY_S:
        hours, rest = divmod(whole, _HOUR_S)
        return _both(f"{hours} h", rest // _MINUTE_S, "min")
    days, rest = divmod(whole, _DAY_S)
    return _both(counted(days, "day"), rest // _HOUR_S, "h")


def counted(number: int, one: str, many: str = "") -> str:
    """`1 restart`, `2 restarts`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _both(larger: str, smaller: int, unit: str) -> str:
    return f"{larger} {smaller} {unit}" if smaller else larger
