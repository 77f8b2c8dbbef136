"""Which of the log's rows are tickets that were closed of late."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from apps.welcomecrew.ledger.rows import TicketRow
from apps.welcomecrew.morning.rules.board import Entry
from apps.welcomecrew.morning.rules.closed import MOST, closed_of_late, up_to_date
from shared.timing.zones import zone

NOW = datetime(2026, 11, 27, 8, tzinfo=UTC)
VIENNA = zone("Europe/Vienna")
FIRST, WELCOME = 1_400_000_000_000_000_000, 77


def row(number: int, closed: str = "2026-11-27 08:00", **changes: Any) -> tuple[int, TicketRow]:
    known: dict[str, Any] = {"username": "tom", "clantag": "NOX", "thread": str(FIRST + number)}
    known |= changes
    return WELCOME, TicketRow(f"{number:04d}", closed=closed, **known)


def found(*rows: tuple[int, TicketRow], but: frozenset[int] = frozenset()) -> list[int]:
    late = closed_of_late(rows, now=NOW, zone=VIENNA, but=but)
    return [entry.thread_id - FIRST for entry in late]


def test_the_newest_first_with_name_and_tag() -> None:
    older, newer = row(1, "2026-11-26 20:15"), row(2, "2026-11-27 08:00")
    assert found(older, newer) == [2, 1]
    (entry, _) = closed_of_late([older, newer], now=NOW, zone=VIENNA, but=())
    assert (entry.name, entry.number, entry.tag) == ("0002 tom", "0002", "NOX")
    assert entry.since == datetime(2026, 11, 27, 7, tzinfo=UTC), "in the sheet's zone"
    assert entry.channel_id == WELCOME


@pytest.mark.parametrize(
    "other",
    [
        row(1, "2026-11-24 08:59"),
        row(1, "2026-11-28 09:00"),
        row(1, "yesterday"),
        row(1, ""),
        row(1, clantag=""),
        row(1, thread=""),
        row(1, thread=f"≈{FIRST}"),
        row(1, thread="see mail"),
    ],
)
def test_what_is_none(other: tuple[int, TicketRow]) -> None:
    assert found(other, row(2)) == [2]


def test_what_is_listed_for_something_else_is_left_out_and_the_rest_is_bounded() -> None:
    assert found(row(1), row(2), but=frozenset({FIRST + 1})) == [2]
    many = [row(n, (NOW - timedelta(minutes=n)).strftime("%Y-%m-%d %H:%M")) for n in range(60)]
    assert found(*many) == list(range(MOST))


def test_what_was_heard_since_comes_first_and_wins() -> None:
    def entry(number: int, hours: float, tag: str) -> Entry:
        since = NOW - timedelta(hours=hours)
        return Entry(FIRST + number, f"{number:04d} tom", f"{number:04d}", since, tag=tag)

    listed = [entry(1, 2, "NOX"), entry(2, 5, "EMB")]
    heard = [entry(2, 5, "F-IT"), entry(3, 0, "NOX"), entry(4, 73, "NOX")]
    now = up_to_date(listed, heard, now=NOW)
    assert [(each.thread_id - FIRST, each.tag) for each in now] == [
        (3, "NOX"),
        (1, "NOX"),
        (2, "F-IT"),
    ]
