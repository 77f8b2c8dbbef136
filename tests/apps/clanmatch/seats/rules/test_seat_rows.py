"""A seat's row: written, read back, and read as people leave it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.clanmatch.seats.rules.passing import with_end
from apps.clanmatch.seats.rules.rows import cells_of, seat_in
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from shared.sheets.cells import Cell

IDS = st.integers(10**16, 10**19)
WORDS = st.text(max_size=20).map(str.strip)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001 - given a zone below
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
SEATS = st.builds(
    Seat,
    row_id=IDS,
    thread=IDS,
    number=st.integers(0, 9999).map("{:04}".format),
    tag=st.sampled_from(["NOX", "F-IT", "7"]),
    person=WORDS,
    by=IDS,
    state=st.sampled_from(SeatState),
    until=MOMENTS,
    seen=st.none() | st.integers(0, 50),
    note=WORDS,
    card=st.just(0) | IDS,
)
SEAT = Seat(
    row_id=1411000000000000000,
    thread=1411000000000000001,
    number="0042",
    tag="NOX",
    person="Tom",
    by=1411000000000000002,
    state=SeatState.HELD,
    until=datetime(2026, 11, 28, 9, tzinfo=UTC),
)

SERVER, TICKET, MESSAGE = 1411000000000000003, 1411000000000000004, 1411000000000000005


@given(seat=SEATS)
def test_what_is_written_is_read_back(seat: Seat) -> None:
    assert seat_in(cells_of(seat)) == seat


@pytest.mark.parametrize(
    ("header", "cell", "wanted"),
    [
        ("state", "HELD ", SeatState.HELD),
        ("state", "maybe", SeatState.FREED),
        ("state", "", SeatState.FREED),
        ("until", "2026-11-28 9:00", datetime(2026, 11, 28, 9, tzinfo=UTC)),
        ("until", 46354.375, datetime(2026, 11, 28, 9, tzinfo=UTC)),
        ("until", "28.11.2026, 9:00", datetime(2026, 11, 28, 9, tzinfo=UTC)),
        ("until", "2026-11-28", datetime(2026, 11, 29, tzinfo=UTC)),
        ("until", "28. 11. 2026", datetime(2026, 11, 29, tzinfo=UTC)),
        ("until", 46354, datetime(2026, 11, 29, tzinfo=UTC)),
        ("until", "11/12/2026", None),
        ("until", "31.11.2026", None),
        ("until", 3, None),
        ("until", "9999-12-31", None),
        ("spots seen", 3.0, 3),
        ("spots seen", "three", None),
        ("clantag", " NOX ", "NOX"),
        ("thread", "https://discord.com/channels/1411000000000000009", 1411000000000000009),
        ("thread", f"https://discord.com/channels/{SERVER}/{TICKET}", TICKET),
        ("thread", f"https://discord.com/channels/{SERVER}/{TICKET}/{MESSAGE}", TICKET),
        ("card", f"https://discord.com/channels/{SERVER}/{TICKET}/{MESSAGE}", MESSAGE),
        ("row id", 1.411e18, SEAT.thread),
    ],
)
def test_what_people_type_is_read_as_meant(header: str, cell: Cell, wanted: object) -> None:
    cells: dict[str, Cell] = {**cells_of(SEAT), header: cell}
    field = {"spots seen": "seen", "clantag": "tag", "row id": "row_id"}.get(header, header)
    assert getattr(seat_in(cells), field) == wanted


def test_nothing_is_held_for_ever_because_a_cell_was_emptied() -> None:
    found = seat_in({**cells_of(SEAT), "until": "soon"})
    assert found is not None
    now = datetime(2026, 12, 24, tzinfo=UTC)
    (mended,) = with_end([found], now)
    assert mended.until == now + timedelta(days=7)


@pytest.mark.parametrize("cell", ["", "the usual", 1.411e18])
def test_a_row_without_its_thread_is_nobodys(cell: Cell) -> None:
    assert seat_in({**cells_of(SEAT), "thread": cell}) is None


def test_a_freed_seat_says_no_more() -> None:
    freed = replace(SEAT, state=SeatState.FREED, until=None)
    assert seat_in(cells_of(freed)) == freed
