"""What a close costs once the log is read: counted in calls, so that no clock decides."""

import sys
from collections.abc import Callable
from functools import cache
from types import FrameType

import pytest

from apps.welcomecrew.ledger.columns import PlacedRow
from apps.welcomecrew.ledger.finding import RowIndex
from apps.welcomecrew.ledger.reconcile import TabRows, Verdict, Wanted
from apps.welcomecrew.ledger.rows import WELCOME_FIELDS, TicketRow
from shared.sheets.ledger.columns import Columns

COLUMNS = Columns(tuple(WELCOME_FIELDS), tuple(range(len(WELCOME_FIELDS))))
FIRST_THREAD = 400_000_000_000_000_000


@cache
def log(count: int) -> tuple[PlacedRow, ...]:
    return tuple(
        PlacedRow(
            number + 2,
            TicketRow(
                f"{number:04}",
                f"player{number}",
                "NOX",
                "2025-01-02 03:04",
                thread=str(FIRST_THREAD + number),
            ),
            only_ours=True,
        )
        for number in range(count)
    )


def calls_of(work: Callable[[], object]) -> int:
    """How many Python functions it calls."""
    count = 0

    def seen(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


CLOSES = {
    "new": (TicketRow("900001", "mia", "C1CE", thread=str(FIRST_THREAD - 1)), Verdict.INSERT),
    "known": (TicketRow("0500", "player500", "C1CE", "2025-01-02 03:04"), Verdict.UPDATE),
}


@pytest.mark.parametrize("kind", CLOSES)
def test_a_close_costs_the_same_in_a_log_of_a_hundred_thousand(kind: str) -> None:
    row, verdict = CLOSES[kind]

    def cost(size: int) -> int:
        tab = TabRows(COLUMNS, log(size), [])
        assert tab.decide(Wanted(row)).verdict is verdict
        tab = TabRows(COLUMNS, log(size), [])
        return calls_of(lambda: tab.decide(Wanted(row)))

    assert cost(100_000) <= 2 * cost(1_000)


def test_the_row_of_a_thread_is_found_in_the_same_time() -> None:
    small, large = RowIndex(log(1_000)), RowIndex(log(100_000))
    wanted = TicketRow("0500", "player500", thread=str(FIRST_THREAD + 500))

    def cost(index: RowIndex) -> int:
        assert index.row_of_thread(wanted, "Closed-0500-player500-NOX") is not None
        return calls_of(lambda: index.row_of_thread(wanted, "Closed-0500-player500-NOX"))

    assert cost(large) <= 2 * cost(small)
