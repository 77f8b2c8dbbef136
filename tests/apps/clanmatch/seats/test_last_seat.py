"""Two processes and the last seat, at every distance between their steps."""

import asyncio
from typing import Any

import pytest

from apps.clanmatch.seats.desk import Taken
from apps.clanmatch.seats.rules.holding import Ask
from apps.clanmatch.seats.rules.placing import Closed
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from tests.apps.clanmatch.seats.test_machine import (
    HEADER,
    NOW,
    THREADS,
    Google,
    Process,
    Threads,
    said,
)
from tests.fakes.clock import ManualClock


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("late", range(16))
@pytest.mark.parametrize("earlier_is_late", [True, False])
async def test_the_last_seat_is_promised_once(
    late: int, earlier_is_late: bool, fresh: bool
) -> None:
    clock, threads = ManualClock(NOW), Threads()
    google = Google({"bot_info": [HEADER, ["1", "Nox", "NOX", "20", "1"]]})
    both = [Process(google, threads, clock) for _ in range(2)]
    if not fresh:
        await both[0].book.read()
    turns = (late, 0) if earlier_is_late else (0, late)
    first_id = int(NOW.timestamp() * 1000 - 1_420_070_400_000) << 22

    async def hold(n: int) -> Any:
        for _ in range(turns[n]):
            await asyncio.sleep(0)
        return await both[n].desk.hold(Ask(first_id + n, THREADS[n], "0042", "NOX", "Tom", 7, 1))

    waiting = asyncio.gather(hold(0), hold(1))
    while not waiting.done():
        await clock.advance(0.25)
    answers = waiting.result()
    promised = [n for n, answer in enumerate(answers) if isinstance(answer, Seat)]
    sheet = await both[0].book.read()
    held = [seat.thread for seat in sheet.seats if seat.state is SeatState.HELD]
    assert held == [THREADS[n] for n in promised]
    assert len(promised) == 1
    if late <= 1 and not fresh:
        # Both wrote before either looked: the earlier press has it.
        assert promised == [0]
        assert isinstance(answers[1], Taken)


PAUSES = [(0, 0), (0, 9), (9, 0), (4, 14)]


@pytest.mark.parametrize("first", PAUSES)
@pytest.mark.parametrize("second", PAUSES)
@pytest.mark.parametrize("later", [4, 9, 14])
async def test_whichever_write_is_slow_it_is_promised_once(
    first: tuple[int, int], second: tuple[int, int], later: int
) -> None:
    """The pauses before the two writes of each, in turns; the second begins as late as `later`.

    One whose second write is slow has looked already, while the other one's first arrives.
    """
    clock, threads = ManualClock(NOW), Threads()
    google = Google({"bot_info": [HEADER, ["1", "Nox", "NOX", "20", "1"]]})
    both = [Process(google, threads, clock) for _ in range(2)]
    await both[0].book.read()
    both[0].line.pauses = [first[0] + later, first[1]]
    both[1].line.pauses = [*second]
    first_id = int(NOW.timestamp() * 1000 - 1_420_070_400_000) << 22
    asks = [Ask(first_id + n, THREADS[n], "0042", "NOX", "Tom", 7, 1) for n in range(2)]
    waiting = asyncio.gather(*(it.desk.hold(ask) for it, ask in zip(both, asks, strict=True)))
    while not waiting.done():
        await clock.advance(0.25)
    promised = [n for n, answer in enumerate(waiting.result()) if isinstance(answer, Seat)]
    sheet = await both[0].book.read()
    held = [seat.thread for seat in sheet.seats if seat.state is SeatState.HELD]
    assert held == [THREADS[n] for n in promised]
    assert len(promised) == 1


async def test_a_ticket_that_is_closed_while_its_seat_is_waited_for_keeps_its_placement() -> None:
    clock, threads = ManualClock(NOW), Threads()
    google = Google(
        {"bot_info": [HEADER, ["1", "Nox", "NOX", "20", "1"], ["2", "F", "F-IT", "1", "3"]]}
    )
    both = [Process(google, threads, clock) for _ in range(2)]
    await both[0].book.read()
    first_id = int(NOW.timestamp() * 1000 - 1_420_070_400_000) << 22
    asks = [Ask(first_id + n, THREADS[n], "0042", "NOX", "Tom", 7, 1) for n in range(2)]
    # The earlier one's row comes after the later one has looked, and that one's next write is slow.
    both[0].line.pauses, both[1].line.pauses = [9], [0, 1_000_000]
    waiting, other = (
        asyncio.ensure_future(it.desk.hold(ask)) for it, ask in zip(both, asks, strict=True)
    )
    for _ in range(80):
        await asyncio.sleep(0)
    assert not waiting.done()
    looked = both[0].book.latest
    assert looked is not None
    assert [seat.state for seat in looked.seats] == [SeatState.ASKED] * 2
    closed = Closed(first_id + (9 << 22), THREADS[0], "0042", "Tom", "F-IT")
    await both[0].desk.hear(said(closed))
    for _ in range(60):
        await clock.advance(0.25)
    assert isinstance(waiting.result(), Taken)
    seat = (await both[0].book.read()).seat_of(THREADS[0])
    assert seat is not None
    assert (seat.tag, seat.state) == ("F-IT", SeatState.PLACED)
    other.cancel()
