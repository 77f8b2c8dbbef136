"""Seats by their rules alone: the stories of the settling, the queue, and the last seat."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.clanmatch.seats.rules.holding import (
    CALL_LASTS,
    Ask,
    Full,
    HasOne,
    Held,
    Queued,
    Standing,
    enter_queue,
    extend,
    held,
    hold,
    queue_of,
    release,
    standing,
)
from apps.clanmatch.seats.rules.passing import (
    calls,
    expired,
    not_now,
    taken_up,
)
from apps.clanmatch.seats.rules.placing import (
    SETTLES_WITHIN,
    Closed,
    is_closed_name,
    placed,
    settled,
)
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from apps.clanmatch.seats.rules.shown import seats_shown
from shared.timing.hours import Hours

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def row_id(number: int) -> int:
    """An id of Discord's, `number` seconds after noon."""
    return int((NOW.timestamp() + number) * 1000 - 1_420_070_400_000) << 22


def ask(number: int, *, tag: str = "NOX", thread: int | None = None) -> Ask:
    return Ask(row_id(number), thread or 1000 + number, f"{number:04}", tag, "Tom", 7, 3)


def seat(number: int, state: SeatState, *, seen: int | None = None, tag: str = "NOX") -> Seat:
    until = None if state in {SeatState.QUEUED, SeatState.FREED} else NOW + DAY
    return Seat(row_id(number), 1000 + number, f"{number:04}", tag, "Tom", 7, state, until, seen)


def after(seats: list[Seat], changes: list[Seat]) -> list[Seat]:
    new = {change.thread: change for change in changes}
    return [new.pop(each.thread, each) for each in seats] + [*new.values()]


@pytest.mark.parametrize(
    ("states", "cell", "shown", "words"),
    [
        ([], 3, 3, ""),
        ([SeatState.HELD], 3, 2, "1 held"),
        (
            [SeatState.HELD, SeatState.CALLED, SeatState.PLACED],
            4,
            1,
            "1 held, 1 called, 1 placed",
        ),
        ([SeatState.QUEUED, SeatState.FREED], 3, 3, ""),
        ([SeatState.HELD, SeatState.HELD], 1, 0, "2 held, over-promised by 1"),
    ],
)
def test_what_is_shown(states: list[SeatState], cell: int, shown: int, words: str) -> None:
    found = seats_shown([seat(n, state) for n, state in enumerate(states)], "nox", cell)
    assert (found.free, found.why()) == (shown, words)


def test_the_same_press_twice_is_one_row() -> None:
    first = hold([], ask(1), cell=1, now=NOW)
    assert isinstance(first, Held)
    assert hold([first.seat], ask(1), cell=1, now=NOW) == Held(first.seat)


def test_a_ticket_has_one_seat_only() -> None:
    mine = seat(1, SeatState.HELD)
    assert hold([mine], ask(2, tag="FIT", thread=mine.thread), cell=5, now=NOW) == HasOne(mine)
    assert enter_queue([mine], ask(2, tag="FIT", thread=mine.thread)) == HasOne(mine)


def test_a_ticket_that_was_closed_since_the_press_holds_nothing() -> None:
    placed_then = seat(2, SeatState.PLACED, tag="FIT")
    late = ask(1, thread=placed_then.thread)
    assert hold([placed_then], late, cell=5, now=NOW) == HasOne(placed_then)
    again = ask(3, thread=placed_then.thread)
    assert isinstance(hold([placed_then], again, cell=5, now=NOW), Held)


def test_whoever_waits_goes_before_whoever_asks_now() -> None:
    assert hold([seat(1, SeatState.QUEUED)], ask(2), cell=1, now=NOW) == Full(1)
    assert isinstance(hold([seat(1, SeatState.QUEUED)], ask(2), cell=2, now=NOW), Held)


def test_of_two_who_take_the_last_seat_the_earlier_stands() -> None:
    later, earlier = both = [seat(2, SeatState.ASKED), seat(1, SeatState.ASKED)]
    looks = [standing(both, each, cell=1) for each in both]
    assert looks == [Standing.TAKEN, Standing.UNSURE]
    assert standing([release(later), earlier], earlier, cell=1) is Standing.MINE


def test_what_is_held_stays_with_whoever_has_it() -> None:
    mine, other = seat(1, SeatState.ASKED), seat(2, SeatState.HELD)
    assert standing([mine, other], mine, cell=1) is Standing.TAKEN
    assert standing([mine, replace(other, state=SeatState.FREED)], mine, cell=1) is Standing.MINE


def test_two_whose_processes_ended_stand_in_line_and_the_earlier_is_called() -> None:
    both = [seat(2, SeatState.ASKED), seat(1, SeatState.ASKED)]
    rows = after(both, expired(both, NOW + DAY))
    assert {each.state for each in rows} == {SeatState.QUEUED}
    assert [each.thread for each in calls(rows, "NOX", cell=1, now=NOW + DAY)] == [1001]


@given(data=st.data(), cell=st.integers(0, 2))
def test_however_processes_take_turns_no_more_is_promised_than_there_is(
    data: st.DataObject, cell: int
) -> None:
    rows: dict[int, Seat] = {}

    def takes(number: int) -> Iterator[None]:
        found = hold(list(rows.values()), ask(number), cell=cell, now=NOW)
        yield  # between a read and the write that follows, anybody else may act
        if not isinstance(found, Held):
            return
        rows[number] = found.seat
        for _ in range(3):
            yield
            look = standing(list(rows.values()), rows[number], cell=cell)
            yield
            if look is Standing.MINE:
                rows[number] = held(rows[number], 1, now=NOW)
                return
            if look is Standing.TAKEN:
                break
        rows[number] = release(rows[number])

    at_work = {number: takes(number) for number in (1, 2, 3)}
    while at_work:
        number = data.draw(st.sampled_from(sorted(at_work)))
        if next(at_work[number], "over") == "over":
            del at_work[number]
        # Whatever is held is promised: its process may end before it tells anybody.
        assert sum(row.state is SeatState.HELD for row in rows.values()) <= cell


def test_a_seat_that_was_called_for_somebody_is_nobody_elses() -> None:
    rows = [seat(1, SeatState.CALLED), seat(2, SeatState.ASKED)]
    assert standing(rows, rows[1], cell=1) is Standing.TAKEN


def test_the_queue_is_by_asking_and_whoever_lets_go_first_goes_last() -> None:
    first, second = seat(1, SeatState.QUEUED), seat(2, SeatState.QUEUED)
    assert queue_of([second, first], "NOX") == [first, second]
    waits = not_now(replace(first, state=SeatState.CALLED), now=NOW + DAY)
    assert queue_of([waits, second], "NOX") == [second, waits]
    later = enter_queue([waits, second], ask(2 * 86_400))
    assert isinstance(later, Queued)
    assert later.ahead == 2
    assert queue_of([later.seat, waits, second], "NOX") == [second, waits, later.seat]


def test_a_free_seat_calls_the_next_and_a_call_ends_after_a_day() -> None:
    waiting = [seat(1, SeatState.QUEUED), seat(2, SeatState.QUEUED)]
    (called,) = calls(waiting, "NOX", cell=1, now=NOW)
    assert (called.thread, called.state, called.until) == (1001, SeatState.CALLED, NOW + CALL_LASTS)
    rows = after(waiting, [called])
    assert calls(rows, "NOX", cell=1, now=NOW) == []
    assert expired(rows, NOW + timedelta(hours=23)) == []
    (missed,) = expired(rows, NOW + CALL_LASTS)
    (next_one,) = calls(after(rows, [missed]), "NOX", cell=1, now=NOW + CALL_LASTS)
    assert next_one.thread == 1002
    assert taken_up(next_one, 1, now=NOW + DAY).state is SeatState.HELD


def test_a_hold_ends_and_can_be_extended_and_released() -> None:
    mine = seat(1, SeatState.HELD)
    (gone,) = expired([mine], NOW + DAY)
    assert gone.state is SeatState.FREED
    assert extend(mine, 7, now=NOW).until == NOW + 7 * DAY
    assert release(mine).state is SeatState.FREED
    with pytest.raises(ValueError, match="only a held seat"):
        extend(gone, 1, now=NOW)
    with pytest.raises(ValueError, match="not called"):
        taken_up(mine, 1, now=NOW)


@pytest.mark.parametrize(
    ("begin", "end", "at", "inside"),
    [
        (9, 21, 9, True),
        (9, 21, 21, False),
        (21, 9, 23, True),
        (21, 9, 8, True),
        (21, 9, 12, False),
        (0, 0, 3, True),
    ],
)
def test_hours_of_calls(begin: int, end: int, at: int, inside: bool) -> None:
    assert Hours(time(begin), time(end)).include(NOW.replace(hour=at)) is inside


def close(seats: list[Seat], number: int, cell: int | None, tag: str = "NOX") -> list[Seat]:
    row = placed(seats, Closed(row_id(number), 1000 + number, "", "Tom", tag), cell=cell, now=NOW)
    return after(seats, [row] if row else [])


def look(seats: list[Seat], cell: int | None, *, later: timedelta = timedelta()) -> list[Seat]:
    return after(seats, settled(seats, "NOX", cell=cell, now=NOW + later))


def free(seats: list[Seat], cell: int) -> int:
    return seats_shown(seats, "NOX", cell).free


def test_two_placed_and_the_lead_writes_one_less() -> None:
    rows = close(close([], 1, 3), 2, 3)
    assert free(rows, 3) == 1
    rows = look(rows, 2)
    assert [each.unsettled for each in rows] == [False, True]
    assert free(rows, 2) == 1
    rows = look(rows, 1)
    assert [each.unsettled for each in rows] == [False, False]
    assert free(rows, 1) == 1


def test_the_cell_fell_while_held() -> None:
    rows = [seat(1, SeatState.HELD)]
    assert look(rows, 2) == rows  # only what was placed settles
    rows = close(rows, 1, 2)
    assert (rows[0].seen, free(rows, 2)) == (2, 1)
    assert free(look(rows, 1), 1) == 1


def test_a_rise_settles_nothing_and_a_fall_counts_from_there() -> None:
    rows = look(close([], 1, 3), 5)
    assert [(each.unsettled, each.seen) for each in rows] == [(True, 5)]
    assert not look(rows, 4)[0].unsettled


def test_a_cell_that_cannot_be_read_settles_nothing_until_time_does() -> None:
    rows = look(close([], 1, None), None)
    assert rows[0].unsettled
    rows = look(rows, 3)
    assert (rows[0].unsettled, rows[0].seen) == (True, 3)
    assert not look(rows, None, later=SETTLES_WITHIN)[0].unsettled


def test_placed_twice_elsewhere_nowhere() -> None:
    rows = close([seat(1, SeatState.HELD)], 1, 3)
    assert close(rows, 1, 3) == rows  # heard twice
    moved = close(rows, 1, 2, tag="FIT")
    assert (moved[0].tag, moved[0].state, moved[0].seen) == ("FIT", SeatState.PLACED, 2)
    assert close(rows, 1, 3, tag="")[0].state is SeatState.FREED
    assert close([], 1, 3, tag="") == []


@pytest.mark.parametrize(
    ("name", "closed"),
    [
        ("Closed-0042-tom-NOX", True),
        ("closed-0042-tom-nox", True),
        ("CLOSED-100042-tom", True),
        ("0042-tom-closed", False),
        ("Closed-42-tom-NOX", False),
        ("disclosed-0042-tom-NOX", False),
    ],
)
def test_a_ticket_is_closed_by_its_name(name: str, *, closed: bool) -> None:
    assert is_closed_name(name) is closed
