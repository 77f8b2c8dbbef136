"""Holding a seat and letting it go: what a recruiter's press does to the rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from apps.clanmatch.seats.rules.seat import Seat, SeatState, of_clan, of_thread
from apps.clanmatch.seats.rules.shown import seats_shown

DAYS: Final = (1, 3, 7)
"""For how long a seat can be held."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What the modal says."""

    row_id: int
    thread: int
    number: str
    tag: str
    person: str
    by: int
    days: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """The row to write. It is a promise only once a read shows it, and it `stands`."""

    seat: Seat


@dataclass(frozen=True, slots=True)
class Queued:
    """The row to write for a place in the queue."""

    seat: Seat
    ahead: int
    """How many are called first."""


@dataclass(frozen=True, slots=True)
class Full:
    """No seat is free; a place in the queue can be had."""

    waiting: int


@dataclass(frozen=True, slots=True)
class HasOne:
    """The ticket has a seat, or waits for one, already."""

    seat: Seat


def hold(seats: Sequence[Seat], ask: Ask, *, cell: int, now: datetime) -> Held | Full | HasOne:
    """Ask for a seat of a clan whose cell says `cell`.

    Who waits in the queue goes before whoever asks now: a free seat is theirs.
    """
    has = of_thread(seats, ask.thread)
    if has is not None and has.row_id == ask.row_id:
        return Held(has)  # the same press once more: it is written already
    if has is not None and _is_live(has):
        return HasOne(has)
    waiting = queue_of(seats, ask.tag)
    if seats_shown(seats, ask.tag, cell).free <= len(waiting):
        return Full(len(waiting))
    return Held(_seat(ask, SeatState.HELD, now + timedelta(days=ask.days)))


def enter_queue(seats: Sequence[Seat], ask: Ask) -> Queued | HasOne:
    """Ask for a place in the queue of a full clan."""
    has = of_thread(seats, ask.thread)
    if has is not None and has.row_id != ask.row_id and _is_live(has):
        return HasOne(has)
    ahead = [seat for seat in queue_of(seats, ask.tag) if seat.row_id != ask.row_id]
    return Queued(_seat(ask, SeatState.QUEUED, None), len(ahead))


def stands(seats: Sequence[Seat], mine: Seat, *, cell: int) -> bool:
    """Whether a hold that was just written is among those that the clan has seats for.

    Two may have written at once, each before it saw the other: the earlier row id wins. Asked
    once, by the read that shows the row; what people do to the cell later takes no seat away.
    """
    shown = seats_shown(seats, mine.tag, cell)
    earlier = [
        seat
        for seat in of_clan(seats, mine.tag)
        if seat.state is SeatState.HELD and seat.row_id < mine.row_id
    ]
    return len(earlier) < cell - shown.called - shown.placed


def extend(seat: Seat, days: int, *, now: datetime) -> Seat:
    """Hold it for so many days more, counted from now. Raises ValueError when it isn't held."""
    if seat.state is not SeatState.HELD:
        raise ValueError("only a held seat can be extended")
    return replace(seat, until=now + timedelta(days=days))


def release(seat: Seat) -> Seat:
    """Give a seat, or a place in the queue, back."""
    return replace(seat, state=SeatState.FREED, until=None, seen=None)


def queue_of(seats: Sequence[Seat], tag: str) -> list[Seat]:
    """Who waits for this clan, in the order in which they are called.

    By when they asked; whoever let others go first stands behind those who were there then.
    """
    waiting = [seat for seat in of_clan(seats, tag) if seat.state is SeatState.QUEUED]
    return sorted(waiting, key=_place)


def _place(seat: Seat) -> tuple[float, int]:
    return (seat.until.timestamp() if seat.until else asked_at(seat.row_id), seat.row_id)


def asked_at(row_id: int) -> float:
    """The moment in an id of Discord's, in seconds since 1970."""
    return ((row_id >> 22) + 1_420_070_400_000) / 1000


def _is_live(seat: Seat) -> bool:
    return seat.state in {SeatState.HELD, SeatState.QUEUED, SeatState.CALLED}


def _seat(ask: Ask, state: SeatState, until: datetime | None) -> Seat:
    return Seat(
        row_id=ask.row_id,
        thread=ask.thread,
        number=ask.number,
        tag=ask.tag,
        person=ask.person,
        by=ask.by,
        state=state,
        until=until,
        note=ask.note,
    )
