"""One row of the `Seats` tab: a promise to a ticket, or its place in a clan's queue."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum
from typing import Final

from apps.clanmatch.roster.rules.clan import folded_tag
from shared.immutable import immutable


class SeatState(Enum):
    """What a row says of its ticket; the value stands in the sheet."""

    ASKED = "asked"
    """Written a moment ago, and promised to nobody before it is held: see `holding.standing`."""
    HELD = "held"
    """A seat is kept until a moment."""
    QUEUED = "queued"
    """It waits for a seat of a full clan."""
    CALLED = "called"
    """A seat came free for it; its recruiter was asked, and has until a moment to answer."""
    PLACED = "placed"
    """The ticket was closed with this tag."""
    FREED = "freed"
    """It asks for nothing any more: released, expired, left, reopened, or closed elsewhere."""


_LIVE: Final = frozenset({SeatState.ASKED, SeatState.HELD, SeatState.QUEUED, SeatState.CALLED})


@immutable
class Seat:
    """What one ticket has at one clan. There is one row for each ticket."""

    row_id: int
    """The id of the interaction (or message) that asked for it: Discord's clock."""
    thread: int
    number: str
    tag: str
    person: str
    """Whom it is for, as the recruiter wrote it."""
    by: int
    """The recruiter's user id."""
    state: SeatState
    until: datetime | None = None
    """The end of a hold, of a call, or of the time in which a placement must settle. In a queue:
    since when it has this place, after it let others go first."""
    seen: int | None = None
    """The clan's spots when it was placed, brought along at each change; None: settled."""
    note: str = ""
    card: int = 0
    """The message in its thread that says all this; 0: none yet."""

    @property
    def live(self) -> bool:
        """Whether it asks for a seat still, or has one for its ticket."""
        return self.state in _LIVE

    @property
    def unsettled(self) -> bool:
        """Whether it was placed, and the clan's people have not counted it in their cell yet."""
        return self.state is SeatState.PLACED and self.until is not None


def of_clan(seats: Iterable[Seat], tag: str) -> list[Seat]:
    """The rows that name this clan, the earliest asked first; case and spaces aside."""
    wanted = folded_tag(tag)
    mine = (seat for seat in seats if folded_tag(seat.tag) == wanted)
    return sorted(mine, key=lambda seat: seat.row_id)


def of_thread(seats: Iterable[Seat], thread: int) -> Seat | None:
    """The row of a ticket; of several, since people copy rows, the first that isn't freed.

    Of those that all are, the last: a row stays the ticket's when it is freed beside an old copy.
    """
    mine = [seat for seat in seats if seat.thread == thread]
    taken = [seat for seat in mine if seat.state is not SeatState.FREED]
    if taken:
        return min(taken, key=lambda seat: seat.row_id)
    return max(mine, key=lambda seat: seat.row_id, default=None)


def changed(before: Sequence[Seat], after: Sequence[Seat]) -> list[Seat]:
    """Those of `after` that are not in `before` as they are."""
    old = {*before}
    return [seat for seat in after if seat not in old]
