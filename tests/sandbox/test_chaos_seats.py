"""What the chaos run says of seats: each kind of fault is found, and nothing where all is well."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from sandbox.chaos import roster_edits, world
from sandbox.chaos.seat_verdict import (
    LONGEST_HOLD_S,
    UNDONE_WITHIN_S,
    Card,
    Facts,
    Moment,
    SeatRow,
    Told,
    problems,
)
from sandbox.chaos.seat_watch import ROSTER_TAB, SEATS_TAB, seat_rows
from sandbox.chaos.world import LAST_SEAT, RENAMED_CLAN, RESTLESS_CLAN
from sandbox.server import Sandbox
from sandbox.sheets.sample import CLANMATCH_ID

NOW = 1_800_000_000.0
DAY = 86_400.0
HELD = SeatRow(1, "NOX", "held", NOW + DAY, card=11)
OTHER = SeatRow(2, "NOX", "held", NOW + DAY, card=12)
QUEUED = SeatRow(2, "NOX", "queued", None, card=12)
CALLED = SeatRow(2, "NOX", "called", NOW + DAY, card=12)
PLACED = SeatRow(3, "NOX", "placed", NOW + DAY)
FREED = SeatRow(1, "NOX", "freed", None, card=11)
CARD = Card(11, frozenset({"more", "give"}), NOW + DAY)
WAITS = Card(12, frozenset({"leave"}))
LATER = UNDONE_WITHIN_S + 1


def moments(*states: tuple[float, int, list[SeatRow]]) -> list[Moment]:
    """Each at some second, with so many spots in the clan's cell."""
    return [Moment(at, {"NOX": cell}, tuple(rows)) for at, cell, rows in states]


WELL = Facts(
    moments=moments((0, 1, []), (1, 1, [HELD]), (2, 1, [HELD, QUEUED])),
    told=[Told(1.5, 1, "NOX")],
    now=NOW,
    cards={1: [CARD], 2: [WAITS]},
    shown=[1, 0],
)


def with_rows(*rows: SeatRow, cell: int = 1) -> Facts:
    """In the end these rows, whose cards nobody looked at."""
    return Facts(moments=moments((0, cell, [*rows])), now=NOW)


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        (WELL, ""),
        (Facts(), ""),
        # Promised twice: a race, a call beside a hold, one more than is left by placements.
        (
            replace(
                with_rows(), moments=moments((0, 1, []), (1, 1, [HELD]), (2, 1, [HELD, OTHER]))
            ),
            "2 seats of NOX were promised at 2.0 s, of 1",
        ),
        (
            replace(with_rows(), moments=moments((1, 1, [HELD]), (2, 1, [HELD, CALLED]))),
            "2 seats of NOX were promised",
        ),
        (
            replace(with_rows(), moments=moments((1, 1, [PLACED]), (2, 1, [PLACED, HELD]))),
            "2 seats of NOX were promised",
        ),
        (
            replace(
                with_rows(),
                moments=moments((1, 1, [HELD]), (2, 1, [HELD, OTHER]), (5, 1, [HELD])),
            ),
            "2 seats of NOX were promised at 2.0 s, of 1",
        ),
        # … but for a call that is withdrawn in time, and what people took from under a promise.
        (
            replace(
                with_rows(),
                moments=moments((1, 1, [HELD]), (2, 1, [HELD, CALLED]), (5, 1, [HELD])),
            ),
            "",
        ),
        (
            replace(
                with_rows(),
                moments=moments(
                    (1, 1, [HELD]), (2, 1, [HELD, OTHER]), (2 + LATER, 1, [HELD, OTHER])
                ),
            ),
            "2 seats of NOX were promised",
        ),
        (
            replace(with_rows(), moments=moments((1, 2, [HELD, OTHER]), (99, 1, [HELD, OTHER]))),
            "",
        ),
        (
            replace(
                with_rows(),
                moments=moments((1, 2, [HELD]), (3, 1, [HELD]), (5, 1, [HELD, OTHER])),
            ),
            "",
        ),
        (
            replace(
                with_rows(),
                moments=moments((1, 2, [HELD]), (3, 1, [HELD]), (3 + LATER * 2, 1, [HELD, OTHER])),
            ),
            "2 seats of NOX were promised",
        ),
        (
            replace(with_rows(), told=[Told(1.0, 5, "NOX")]),
            "promised to 5, and no row says so",
        ),
        (
            replace(WELL, told=[Told(0.5, 1, "NOX")]),
            "promised to 1, and no row says so",
        ),
        (replace(WELL, told=[Told(9.0, 2, "NOX")]), "promised to 2, and no row says so"),
        (replace(WELL, shown=[-1]), "-1 seats were shown"),
        (with_rows(HELD, replace(HELD, card=12), cell=2), "ticket 1 has two rows"),
        (with_rows(HELD, FREED), ""),
        # For ever: without an end, with one that is too far, past it, of a closed ticket.
        (with_rows(replace(HELD, until=None)), "is held for ever"),
        (with_rows(replace(HELD, until=NOW + LONGEST_HOLD_S + DAY)), "is held for ever"),
        (with_rows(replace(HELD, until=NOW - 600)), "is held, and its time is over"),
        (with_rows(replace(HELD, state="asked", until=NOW - 600)), "is asked, and its time"),
        (replace(with_rows(HELD), closed=frozenset({1})), "is held, though the ticket is closed"),
        (replace(with_rows(PLACED), closed=frozenset({3})), ""),
        # Lost: somebody waits for what nobody has.
        (with_rows(QUEUED), "NOX has 1 seats, 0 are taken, and ticket 2 waits"),
        (with_rows(replace(QUEUED, until=NOW - 60)), ""),
        (with_rows(replace(HELD, state="asked"), QUEUED), ""),
        # Cards of open tickets.
        (replace(WELL, cards={1: []}), "ticket 1: cards [], not 11"),
        (replace(WELL, cards={1: [CARD, replace(CARD, message=10)]}), "ticket 1: cards [11, 10]"),
        (replace(WELL, cards={1: [replace(CARD, message=13)]}), "ticket 1: cards [13], not 11"),
        (
            replace(WELL, cards={1: [replace(CARD, offers=frozenset({"leave"}))]}),
            "held, and the card offers ['leave']",
        ),
        (replace(WELL, cards={1: [replace(CARD, until=NOW)]}), "and the card says"),
        (replace(WELL, cards={9: [CARD]}), "ticket 9 has 1 cards that offer something, and no row"),
        (replace(with_rows(FREED), cards={1: [CARD]}), "ticket 1 has 1 cards"),
        (replace(with_rows(FREED), cards={1: []}), ""),
    ],
)
def test_each_kind_of_fault_is_found(facts: Facts, problem: str) -> None:
    found = problems(facts)
    assert any(problem in each for each in found) if problem else not found


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with Sandbox.open(seed=world.build) as opened:
        yield opened


async def test_people_edit_the_roster(box: Sandbox) -> None:
    def roster() -> dict[str, list[str]]:
        rows = box.sheets.rows(CLANMATCH_ID, ROSTER_TAB)
        return {row[2]: row for row in rows if row[1] and row[2]}

    before = roster()
    spots: list[str] = []
    for _ in range(4):
        roster_edits.change_spots(box)
        spots.append(roster()[RESTLESS_CLAN][4])
    assert spots == ["3", "1", "2", "3"]
    mend = roster_edits.rename_clan(box)
    again = roster_edits.rename_clan(box)
    assert RENAMED_CLAN not in roster()
    mend()
    again()
    roster_edits.sort_roster(box)
    assert roster().keys() == before.keys()
    assert roster()[LAST_SEAT] == before[LAST_SEAT]


async def test_people_edit_the_seats(box: Sandbox) -> None:
    for edit in (
        roster_edits.move_seats_column,
        roster_edits.sort_seats,
        roster_edits.delete_seat,
    ):
        edit(box)  # there is no such tab yet
    ids = [1411000000000000000 + n for n in range(3)]
    header = ["thread", "clantag", "until", "state", "card"]
    states = ["freed", "held", "queued"]
    until = "2026-11-28 09:00:00 UTC"
    rows = [
        [str(thread), "NOX", until, state, ""] for thread, state in zip(ids, states, strict=True)
    ]
    box.sheets.add_tab(CLANMATCH_ID, SEATS_TAB, [header, *rows])
    assert [row.state for row in seat_rows(box)] == states
    roster_edits.sort_seats(box)
    assert [row.thread for row in seat_rows(box)] == ids[::-1]
    roster_edits.move_seats_column(box)
    assert box.sheets.rows(CLANMATCH_ID, SEATS_TAB)[0][-1] == "thread"
    roster_edits.delete_seat(box)
    assert [row.state for row in seat_rows(box)] == ["held", "freed"]
