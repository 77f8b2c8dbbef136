"""Thousands found at a start: so many are at work at once, and none keeps the others out."""

import asyncio
from collections.abc import Iterable

from apps.welcomecrew.catch_up.room import MOST_AT_WORK, ROOM_FOR, Room
from apps.welcomecrew.catch_up.tally import Tally
from apps.welcomecrew.closing.case import Case, Doing, Event
from apps.welcomecrew.closing.lifecycle import Signal, State
from apps.welcomecrew.tickets.scope import Channel
from apps.welcomecrew.tickets.ticket import Kind
from tests.fakes.clock import ManualClock

CHANNEL = Channel(Kind.WELCOME, 7, "Sheet1", watched=True, scanned=True, needs_marker=False)
FOUND = 3 * MOST_AT_WORK


class Round:
    """Lets in whatever there is room for."""

    def __init__(self, cases: Iterable[Case] = ()) -> None:
        self.clock = ManualClock()
        self.came: list[Case] = []
        self.done: list[int] = []
        self.room = Room(clock=self.clock, done=lambda case, _: self.done.append(case.thread_id))
        self.cases = list(cases) or [
            Case(number, 1, CHANNEL, State.WRITING, fresh=False) for number in range(FOUND)
        ]
        self.task = asyncio.create_task(self._let_all_in())

    async def _let_all_in(self) -> None:
        for case in self.cases:
            await self.room.free()
            self.room.enter(case, 1.0)
            self.came.append(case)


async def test_the_next_come_in_as_others_get_done() -> None:
    they = Round()
    await they.clock.advance(5)
    assert len(they.came) == MOST_AT_WORK
    for case in they.came[:10]:
        case.state = State.DONE
        case.news.add("row")
    await they.clock.advance(1)
    assert len(they.came) == MOST_AT_WORK + 10
    assert they.done == list(range(10))


async def test_of_what_is_done_no_more_than_a_count_is_kept() -> None:
    they = Round()
    while not they.task.done():
        for case in they.came:
            case.state = State.DONE
            case.news.add("row")
        await they.clock.advance(1)
    kept = [each for each in they.cases if each.thread_id not in they.done]
    assert len(kept) <= MOST_AT_WORK
    for case in kept:
        case.news.add("name")
        case.state = State.RENAMING
    assert they.room.leave() == Tally(
        closed=FOUND - len(kept), logged=FOUND - len(kept), named=len(kept)
    )
    assert sorted(they.done) == list(range(FOUND))


async def test_what_waits_for_long_keeps_nobody_out() -> None:
    """A sheet that takes no row: the tickets of the other tab are not let down for it."""
    they = Round()
    await they.clock.advance(ROOM_FOR - 5)
    assert len(they.came) == MOST_AT_WORK
    await they.clock.advance(10)
    assert len(they.came) == 2 * MOST_AT_WORK
    await they.clock.advance(ROOM_FOR)
    assert they.came == they.cases
    assert they.room.writing
    assert they.room.leave().unwritten == FOUND


async def test_what_waits_for_people_takes_no_room() -> None:
    they = Round(
        Case(number, 1, CHANNEL, State.ASKED, fresh=False, question_id=9) for number in range(FOUND)
    )
    await they.clock.advance(1)
    assert they.came == they.cases


async def test_what_is_tried_again_later_takes_room_while_it_may_succeed_soon() -> None:
    cases = [Case(number, 1, CHANNEL, State.ASKED) for number in range(FOUND)]
    for case in cases:
        case.kept_from = Doing.ASKING
        case.take(Event(Signal.RESTARTED))
    they = Round(cases)
    await they.clock.advance(5)
    assert len(they.came) == MOST_AT_WORK
    they.task.cancel()
