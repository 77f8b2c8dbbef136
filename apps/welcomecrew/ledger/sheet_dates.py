"""Dates in people's cells. Pure; whatever a cell holds, nothing here raises."""

from datetime import UTC, datetime, tzinfo
from typing import Final

WRITTEN: Final = "%Y-%m-%d %H:%M"
"""How dates are written into the sheet."""

# Discord began in 2015, and no ticket is closed in the next century: a slip of somebody's hand.
_YEARS: Final = range(2015, 2100)


def moment_in(text: str, zone: tzinfo) -> datetime | None:
    """The moment that a cell tells in the sheet's `zone`; None for all that is no date of ours."""
    try:
        local = datetime.strptime(text.strip(), WRITTEN)  # noqa: DTZ007 - the zone follows
        if local.year not in _YEARS:
            return None
        return local.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
