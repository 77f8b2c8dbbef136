"""Holding a seat and letting it go: what a recruiter's press does to the rows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from apps.clanmatch.seats.rules.seat import Seat, SeatState, of_clan, of_thread
from apps.clanmatch.seats.rules.shown import seats_shown
from shared.immutable import immutable

DAYS: Final = (1, 3, 7)
"""For how long a seat can be held."""
CALL_LASTS: Final = timedelta(hours=24)
"""How long a called recruiter has to answer; as long nobody who said "not now" is called again."""
ASKED_LASTS: Final = timedelta(minutes=10)
"""Longer than a look can take. What is asked for still has nobody left who looks: it waits then."""


@immutable
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


@immutable
class Held:
    """The row to write. It is a promise only once it is held: see `standing`."""

    seat: Seat


@immutable
class Queued:
    """The row to write for a place in the queue."""

    seat: Seat
    ahead: int
    """How many are called first."""


@immutable
class Full:
    """No seat is free; a place in the queue can be had."""

    waiting: int


@immutable
class HasOne:
    """The ticket has a seat, or waits for one, already."""

    seat: Seat


def hold(seats: Sequence[Seat], ask: Ask, *, cell: int, now: datetime) -> Held | Full | HasOne:
    """Ask for a seat of a clan whose cell says `cell`.

    Who waits in the queue goes before whoever asks now: a free seat is theirs.
    """
    has = of_thread(seats, ask.thread)
    if has is not None and has.row_id == ask.row_id and has.state in _TAKING:
        return Held(_in_time(has, now))  # the same press once more: it is written already
    if has is not None and (has.live or _closed_since(has, ask)):
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
    """What a look says of a seat that is asked for."""

    MINE = "mine"
    TAKEN = "taken"
    UNSURE = "unsure"
    """Somebody asked later, and gives way or is held in a moment: look again."""


def standing(seats: Sequence[Seat], mine: Seat, *, cell: int) -> Standing:
    """Whether a seat that is asked for may be held now.

    Several processes may write at once, each before it saw the others, and Google has no
    conditional write. So a seat is asked for, looked at, and held only then. Of all who are held,
    the last to look sees every other one as asked or held: they are never more than there are
    seats. The earlier row id wins: a later one gives way at once, an earlier one waits for that,
    unless the later one is held already. What people do to the cell later takes no seat away.
    """
    shown = seats_shown(seats, mine.tag, cell)
    room = cell - shown.called - shown.placed
    rivals = [
        seat
        for seat in of_clan(seats, mine.tag)
        if seat.thread != mine.thread and seat.state in _TAKING
    ]
    before = [seat for seat in rivals if seat.row_id < mine.row_id or seat.state is SeatState.HELD]
    if len(before) >= room:
        return Standing.TAKEN
    return Standing.UNSURE if len(rivals) >= room else Standing.MINE


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


def _closed_since(seat: Seat, ask: Ask) -> bool:
    """Whether the ticket was closed after somebody asked for it."""
    return seat.state is SeatState.PLACED and seat.row_id > ask.row_id


def _in_time(seat: Seat, now: datetime) -> Seat:
    """With time enough to be looked at, where it was asked for a while ago."""
    is_old = seat.until is None or seat.until - now < ASKED_LASTS / 2
    if seat.state is SeatState.ASKED and is_old:
        return replace(seat, until=now + ASKED_LASTS)
    return seat


_TAKING: Final = frozenset({SeatState.ASKED, SeatState.HELD})


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
