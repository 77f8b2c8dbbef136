"""Holding a seat and letting it go: what a recruiter's press does to the rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from apps.clanmatch.seats.rules.seat import Seat, SeatState, of_clan, of_thread
from apps.clanmatch.seats.rules.shown import seats_shown

DAYS: Final = (1, 3, 7)
"""For how long a seat can be held."""
CALL_LASTS: Final = timedelta(hours=24)
"""How long a called recruiter has to answer; as long nobody who said "not now" is called again."""
ASKED_LASTS: Final = timedelta(minutes=10)
"""What was asked for and never looked at again, because a process ended, is free after that."""


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
    """The row to write. It is a promise only once reads show that it is among the clan's seats."""

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
    if has is not None and has.live:
        return HasOne(has)
    first = next_in_line(seats, ask.tag, now)
    if seats_shown(seats, ask.tag, cell).free <= len(first):
        return Full(len(queue_of(seats, ask.tag)))
    return Held(_seat(ask, SeatState.ASKED, now + ASKED_LASTS))


def enter_queue(seats: Sequence[Seat], ask: Ask) -> Queued | HasOne:
    """Ask for a place in the queue of a full clan."""
    has = of_thread(seats, ask.thread)
    if has is not None and has.row_id != ask.row_id and has.live:
        return HasOne(has)
    ahead = [seat for seat in queue_of(seats, ask.tag) if seat.row_id != ask.row_id]
    return Queued(_seat(ask, SeatState.QUEUED, None), len(ahead))


class Standing(Enum):
    """What a second look says of a seat that is asked for."""

    MINE = "mine"
    TAKEN = "taken"
    UNSURE = "unsure"
    """Somebody who asked later is held, and may be giving way: look again in a moment."""


def standing(seats: Sequence[Seat], mine: Seat, *, cell: int) -> Standing:
    """Whether a seat just asked for, or just held, is among those that the clan has to give.

    Several processes may write at once, each before it saw the others, and Google has no
    conditional write. So a seat is asked for, looked at, held, and looked at again before anybody
    is told. Of all who are told, the last to look sees the others as held: they are never more than
    there are seats. The earlier row id wins: a later one gives way at once, an earlier one waits
    for that. Asked only then; what people do to the cell later takes no seat away.
    """
    shown = seats_shown(seats, mine.tag, cell)
    room = cell - shown.called - shown.placed
    rivals = [seat for seat in of_clan(seats, mine.tag) if seat.thread != mine.thread]
    earlier = [
        seat
        for seat in rivals
        if seat.state in {SeatState.ASKED, SeatState.HELD} and seat.row_id < mine.row_id
    ]
    if len(earlier) >= room:
        return Standing.TAKEN
    held = sum(seat.state is SeatState.HELD and seat.row_id > mine.row_id for seat in rivals)
    return Standing.UNSURE if len(earlier) + held >= room else Standing.MINE


def held(mine: Seat, days: int, *, now: datetime) -> Seat:
    """The seat that was asked for, as held."""
    return replace(mine, state=SeatState.HELD, until=now + timedelta(days=days))


def extend(seat: Seat, days: int, *, now: datetime) -> Seat:
    """Hold it for so many days from now, and never shorter than it is.

    Raises ValueError when it isn't held.
    """
    if seat.state is not SeatState.HELD:
        raise ValueError("only a held seat can be extended")
    until = now + timedelta(days=days)
    return replace(seat, until=max(seat.until or until, until))


def release(seat: Seat) -> Seat:
    """Give a seat, or a place in the queue, back."""
    return replace(seat, state=SeatState.FREED, until=None, seen=None)


def queue_of(seats: Sequence[Seat], tag: str) -> list[Seat]:
    """Who waits for this clan, in the order in which they are called.

    By when they asked; whoever let others go first stands behind those who were there then.
    """
    waiting = [seat for seat in of_clan(seats, tag) if seat.state is SeatState.QUEUED]
    return sorted(waiting, key=_place)


def next_in_line(seats: Sequence[Seat], tag: str, now: datetime) -> list[Seat]:
    """Those of the queue who may be called: not whoever let others go first a moment ago."""
    return [
        seat
        for seat in queue_of(seats, tag)
        if seat.until is None or seat.until + CALL_LASTS <= now
    ]


def _place(seat: Seat) -> tuple[float, int]:
    return (seat.until.timestamp() if seat.until else asked_at(seat.row_id), seat.row_id)


def asked_at(row_id: int) -> float:
    """The moment in an id of Discord's, in seconds since 1970."""
    return ((row_id >> 22) + 1_420_070_400_000) / 1000


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
