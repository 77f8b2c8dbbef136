"""What time does to the rows: holds and calls expire, and a free seat calls the next in line."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from apps.clanmatch.seats.rules.holding import ASKED_LASTS, CALL_LASTS, DAYS, next_in_line
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from apps.clanmatch.seats.rules.shown import seats_shown

_LASTS: Final = {
    SeatState.ASKED: ASKED_LASTS,
    SeatState.HELD: timedelta(days=max(DAYS)),
    SeatState.CALLED: CALL_LASTS,
}
"""What ends by itself, and for how long it is good at most."""


def with_end(seats: Sequence[Seat], now: datetime) -> list[Seat]:
    """The rows that lost their end, because somebody emptied that cell or wrote "soon" there.

    That neither ends them at once nor means for ever: they get a new one.
    """
    return [
        replace(seat, until=now + _LASTS[seat.state])
        for seat in seats
        if seat.state in _LASTS and seat.until is None
    ]


def expired(seats: Sequence[Seat], now: datetime) -> list[Seat]:
    """The rows that must change because their time is over, as they are then.

    A hold ends. A call that nobody answered lets the next go first: its ticket keeps waiting. Of
    what was asked for, the process ended before it was held: it waits like those in the queue, the
    earliest first, and is called if a seat is free still.
    """
    return [
        _after(seat, now)
        for seat in seats
        if seat.state in _LASTS and seat.until is not None and seat.until <= now
    ]


def calls(
    seats: Sequence[Seat],
    tag: str,
    *,
    cell: int,
    now: datetime,
    but: Collection[int] = (),
) -> list[Seat]:
    """Those of the queue for whom a seat is free now, as called: one for each free seat.

    `but`: threads that can't be called now.
    """
    free = seats_shown(seats, tag, cell).free
    first = [seat for seat in next_in_line(seats, tag, now) if seat.thread not in but]
    return [replace(seat, state=SeatState.CALLED, until=now + CALL_LASTS) for seat in first[:free]]


def taken_up(seat: Seat, days: int, *, now: datetime) -> Seat:
    """A call answered with Hold. Raises ValueError when it isn't called any more."""
    if seat.state is not SeatState.CALLED:
        raise ValueError("it is not called")
    return replace(seat, state=SeatState.HELD, until=now + timedelta(days=days))


def not_now(seat: Seat, *, now: datetime) -> Seat:
    """A call answered with Not now: behind everybody who waits already."""
    return replace(seat, state=SeatState.QUEUED, until=now)


def _after(seat: Seat, now: datetime) -> Seat:
    if seat.state is SeatState.CALLED:
        return not_now(seat, now=now)
    over = SeatState.QUEUED if seat.state is SeatState.ASKED else SeatState.FREED
    return replace(seat, state=over, until=None)
