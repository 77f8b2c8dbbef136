"""Cards that the rows do not name, as after a write that was lost or undone by people."""

import asyncio

import pytest

from apps.clanmatch.seats.rules.holding import Ask
from apps.clanmatch.seats.rules.seat import SeatState
from tests.apps.clanmatch.seats.test_machine import HEADER, NOW, THREADS, Google, Process, Threads
from tests.fakes.clock import ManualClock


@pytest.mark.parametrize("state", [SeatState.FREED, SeatState.HELD])
async def test_a_card_whose_id_was_cleared_follows_its_row(state: SeatState) -> None:
    clock, threads = ManualClock(NOW), Threads()
    google = Google({"bot_info": [HEADER, ["1", "Nox", "NOX", "20", "1"]]})
    process = Process(google, threads, clock)
    waiting = asyncio.ensure_future(
        process.desk.hold(Ask(1411000000000000009, THREADS[0], "0042", "NOX", "Tom", 7, 1))
    )
    while not waiting.done():
        await clock.advance(0.25)
    ((card, shown),) = threads.cards[THREADS[0]].items()
    assert shown is not None
    header, row = google.tabs["Seats"]
    row[header.index("card")] = ""
    row[header.index("state")] = state.value
    await process.rounds.go()
    ((still, shows),) = threads.cards[THREADS[0]].items()
    assert still == card
    assert shows is not None
    assert shows.state is state
