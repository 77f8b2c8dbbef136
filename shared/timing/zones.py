"""Time zones by the pinned tzdata, wherever it runs: this is the one door to `zoneinfo`.

`zoneinfo` itself reads the system's zone files first, which may be years old: by Debian 12's of
2025, clocks in Vancouver, Winnipeg or Casablanca are an hour off since the autumn of 2026.
"""

from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, reset_tzpath

import tzdata

RELEASE: Final[str] = tzdata.IANA_VERSION
"""The release of the time zone database that counts, such as `2026f`."""

_FILES: Final = Path(tzdata.__path__[0]) / "zoneinfo"

# The database is released several times a year, each time because a country changed its clocks.
_OLD_AFTER_YEARS: Final = 1


class NoSuchZone(ValueError):
    """The database has no zone of this name."""


@cache
def zone(name: str) -> ZoneInfo:
    """The zone with this IANA name, in exactly this spelling. Raises NoSuchZone."""
    # Without a path, `zoneinfo` would ask the package by `importlib.resources`: 5 ms of a start.
    # What it has read already, it would give again.
    reset_tzpath(to=[_FILES])
    ZoneInfo.clear_cache(only_keys=[name])
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise NoSuchZone(name) from error


def is_old(release: str, year: int) -> bool:
    """Whether `release` is of an earlier year than the one before `year`."""
    return not release[:4].isdecimal() or year - int(release[:4]) > _OLD_AFTER_YEARS
