"""Which tickets were closed while nobody listened. Pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from apps.clanmatch.seats.rules.holding import asked_at
from apps.clanmatch.seats.rules.placing import SETTLES_WITHIN
from apps.clanmatch.seats.rules.seat import Seat
from shared.immutable import immutable


@immutable
class ClosedTicket:
    """A thread that has the name of a closed ticket."""

    thread: int
    name: str
    at: datetime
    """When it was archived; where it is open, when its last message was written."""


def nobody_listened_since(seats: Sequence[Seat], *, now: datetime) -> datetime | None:
    """The moment after which a closed ticket without a row is one that nobody heard; None: none is.

    While somebody listens, every close makes a row. But rows may be deleted once they are settled,
    and before the first of them nobody was there to listen. So only what is newer than the newest
    row counts, and only as long as a placement would.
    """
    if not seats:
        return None
    newest = max(asked_at(seat.row_id) for seat in seats)
    return max(datetime.fromtimestamp(newest, UTC), now - SETTLES_WITHIN)


def unheard(
    seats: Iterable[Seat], closed: Iterable[ClosedTicket], since: datetime
) -> list[ClosedTicket]:
    """Those of `closed` that should have a row by now."""
    have = {seat.thread for seat in seats}
    return [each for each in closed if each.thread not in have and each.at > since]
