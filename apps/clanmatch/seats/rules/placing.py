"""What a ticket's name says of its seat, and when a placement is counted in the roster's cell.

A closed ticket's name ends in the clan that the person went to. From then on the seat is taken,
until the clan's people lower the number in their cell: that counts it, and it is not counted twice.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from apps.clanmatch.roster.rules.clan import folded_tag
from apps.clanmatch.seats.rules.seat import Seat, SeatState, of_clan, of_thread
from shared.immutable import immutable

# Whatever its case: people rename threads by hand, too.
_CLOSED: Final = re.compile(r"closed-[0-9]{4,6}-", re.IGNORECASE)
SETTLES_WITHIN: Final = timedelta(hours=72)
"""After so long a placement counts as known to the clan, whatever its cell did."""


@immutable
class Closed:
    """A `Closed-…-TAG` that was heard; `tag` is empty for NONE and LEFT."""

    heard_id: int
    """An id of Discord's from the moment at which it was heard."""
    thread: int
    number: str
    person: str
    tag: str


def is_closed_name(name: str) -> bool:
    """Whether a ticket was closed with this name of its thread."""
    return _CLOSED.match(name) is not None


@immutable
class Reopened:
    """A ticket that is open again."""

    thread: int


@immutable
class Gone:
    """A ticket whose thread was deleted: nothing can be held for it. Its placement stays."""

    thread: int


Heard = Closed | Reopened | Gone


def after_names(
    seats: Sequence[Seat],
    heard: Sequence[Heard],
    cell: Callable[[str], int | None],
    *,
    now: datetime,
) -> list[Seat]:
    """The rows that must change by what was heard, once for each thread, as they are then.

    `cell` gives a clan's spots by its tag, read together with the rows.
    """
    changes: list[Seat] = []
    for each in heard:
        there = of_thread(seats, each.thread)
        match each:
            case Closed():
                seat = placed(seats, each, cell=cell(each.tag), now=now)
            case Reopened():
                seat = freed(there) if there and there.state is SeatState.PLACED else None
            case Gone():
                seat = freed(there) if there and there.live else None
        changes += [seat] if seat else []
    return changes


def placed(
    seats: Sequence[Seat], closed: Closed, *, cell: int | None, now: datetime
) -> Seat | None:
    """The row that a closed ticket gets; None when nothing changes.

    `cell` is the clan's spots, read together with the rows; None: unreadable.
    """
    has = of_thread(seats, closed.thread)
    if not closed.tag:
        return freed(has)
    if (
        has is not None
        and has.state is SeatState.PLACED
        and folded_tag(has.tag) == folded_tag(closed.tag)
    ):
        return None
    row = has or Seat(
        row_id=closed.heard_id,
        thread=closed.thread,
        number=closed.number,
        tag=closed.tag,
        person=closed.person,
        by=0,
        state=SeatState.PLACED,
    )
    return replace(
        row,
        tag=closed.tag,
        # The order of settling is that of placing, not that of the hold before.
        row_id=max(row.row_id, closed.heard_id),
        state=SeatState.PLACED,
        until=now + SETTLES_WITHIN,
        seen=cell,
    )


def freed(seat: Seat | None) -> Seat | None:
    """The row of a ticket that is open again or went nowhere; None when nothing changes."""
    if seat is None or seat.state is SeatState.FREED:
        return None
    return replace(seat, state=SeatState.FREED, until=None, seen=None)


def settled(seats: Sequence[Seat], tag: str, *, cell: int | None, now: datetime) -> list[Seat]:
    """The rows of one clan that must change after a look at its cell, as they are then.

    When the cell fell by k, the k oldest placements are counted in it. A rise, or a cell that
    can't be read, counts none; after 72 hours all are. Those that stay take the new number along.
    """
    waiting = [seat for seat in of_clan(seats, tag) if seat.unsettled]
    late = [seat for seat in waiting if seat.until is not None and seat.until <= now]
    rest = [seat for seat in waiting if seat not in late]
    if cell is None:
        return [_counted(seat) for seat in late]
    fell = max((seat.seen - cell for seat in waiting if seat.seen is not None), default=0)
    # Whatever time has settled is the oldest, and so what the fall speaks of first.
    done = rest[: max(0, fell - len(late))]
    moved = [replace(seat, seen=cell) for seat in rest if seat not in done and seat.seen != cell]
    return [*map(_counted, (*late, *done)), *moved]


def _counted(seat: Seat) -> Seat:
    return replace(seat, until=None, seen=None)
