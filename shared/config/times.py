"""Times of day as people write them."""

from collections.abc import Iterable, Iterator
from datetime import time


def parse_times(text: str) -> tuple[time, ...]:
    """`"02:00, 10:00"` → times in order, without repeats. Raises ValueError naming the bad part."""
    parts = [part for part in text.replace(",", " ").split() if part]
    if not parts:
        raise ValueError("give at least one time as HH:MM")
    return tuple(sorted(set(_parse_each(parts))))


def _parse_each(parts: Iterable[str]) -> Iterator[time]:
    for part in parts:
        try:
            hour, minute = part.split(":")
            yield time(int(hour), int(minute))
        except ValueError:
            raise ValueError(f"{part!r} is not a time of day; write it as HH:MM") from None
