"""Dates that people type into cells are read, or are none."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.welcomecrew.catch_up.unfinished import horizon
from apps.welcomecrew.ledger.columns import PlacedRow
from apps.welcomecrew.ledger.rows import TicketRow
from apps.welcomecrew.ledger.sheet_dates import moment_in

BERLIN = ZoneInfo("Europe/Berlin")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-20 13:00", datetime(2026, 2, 20, 12, tzinfo=UTC)),
        (" 2026-02-20 13:00 ", datetime(2026, 2, 20, 12, tzinfo=UTC)),
        ("0001-01-01 00:00", None),
        ("9999-12-31 23:59", None),
        ("1926-02-20 13:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_what_is_a_date(text: str, moment: datetime | None) -> None:
    assert moment_in(text, BERLIN) == moment


ANY_DATE = st.datetimes().map(lambda each: f"{each:%Y-%m-%d %H:%M}")


@given(cells=st.lists(st.one_of(ANY_DATE, st.text()), max_size=5))
@example(cells=["0001-01-01 00:00"])
@example(cells=["0001-01-03 00:00"])
@example(cells=["9999-12-31 23:59"])
def test_no_cell_ends_a_catch_up(cells: list[str]) -> None:
    rows = [PlacedRow(2, TicketRow("0042", "tom", "NOX", cell), only_ours=True) for cell in cells]
    for zone in (BERLIN, LOS_ANGELES):
        assert horizon(rows, NOW, zone) <= NOW
        assert NOW - horizon(rows, NOW, zone) >= timedelta(days=1)
