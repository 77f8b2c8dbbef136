"""How far back catch-up looks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.welcomecrew.catch_up.unfinished import MARGIN, horizon
from apps.welcomecrew.ledger.columns import PlacedRow
from apps.welcomecrew.ledger.rows import TicketRow

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def placed(closed: str, tag: str = "NOX") -> PlacedRow:
    return PlacedRow(2, TicketRow("0042", "tom", tag, closed), only_ours=True)


def test_without_rows_a_day() -> None:
    assert horizon([], NOW, BERLIN) == NOW - timedelta(days=1)
    assert horizon([placed("")], NOW, BERLIN) == NOW - timedelta(days=1)


def test_to_the_last_close_and_a_margin() -> None:
    rows = [placed("2026-02-16 12:00"), placed("2026-02-20 13:00"), placed("scribble")]
    assert horizon(rows, NOW, BERLIN) == datetime(2026, 2, 20, 12, tzinfo=UTC) - MARGIN


def test_to_the_oldest_ticket_without_a_tag() -> None:
    days = ("02-01", "02-07", "02-13", "02-19", "02-25")
    rows = [placed(f"2026-{day} 13:00", tag="" if day == "02-07" else "NOX") for day in days]
    assert horizon(rows, NOW, BERLIN) == datetime(2026, 2, 7, 12, tzinfo=UTC)


def test_a_date_to_come_hides_nothing() -> None:
    rows = [placed("2026-02-20 13:00"), placed("2062-02-20 13:00")]
    assert horizon(rows, NOW, BERLIN) == datetime(2026, 2, 20, 12, tzinfo=UTC) - MARGIN


def test_to_before_a_long_silence() -> None:
    """The bot was away; since it is back, closes have been logged live."""
    rows = [placed("2026-02-01 13:00"), placed("2026-02-20 13:00"), placed("2026-02-28 13:00")]
    assert horizon(rows, NOW, BERLIN) == datetime(2026, 2, 1, 12, tzinfo=UTC) - MARGIN
    long_ago = [placed("2025-06-01 13:00"), placed("2025-09-01 13:00"), *rows[1:]]
    assert horizon(long_ago, NOW, BERLIN) == NOW - timedelta(days=45)
    over = [placed("2025-06-01 13:00"), placed("2025-12-01 13:00")]
    assert horizon(over, NOW, BERLIN) == datetime(2025, 12, 1, 12, tzinfo=UTC) - MARGIN


def test_but_not_for_ever() -> None:
    rows = [placed("2020-02-01 13:00", ""), placed("2026-02-28 13:00")]
    assert horizon(rows, NOW, BERLIN) == NOW - timedelta(days=45)


def test_however_long_ago_the_last_close_was() -> None:
    rows = [placed("2025-06-01 13:00")]
    assert horizon(rows, NOW, BERLIN) < datetime(2025, 6, 1, tzinfo=UTC)
