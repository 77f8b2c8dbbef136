"""Columns by header, keys, differences, duplicates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.welcomecrew.ledger.columns import (
    PlacedRow,
    placed_rows,
    ticket_text,
)
from apps.welcomecrew.ledger.duplicates import find_duplicates
from apps.welcomecrew.ledger.finding import RowIndex, find_row
from apps.welcomecrew.ledger.reconcile import Verdict, Wanted, plan_tab
from apps.welcomecrew.ledger.rows import (
    CLANTAG,
    CLOSED,
    PROMO_FIELDS,
    WELCOME_FIELDS,
    TicketRow,
    differences,
    is_same_ticket,
    merged,
)
from shared.sheets.ledger.columns import Columns, HeaderMissing, find_columns

KNOWN = TicketRow("0042", "tom", "C1CE", "2026-01-05 12:00")


def test_columns_are_found_wherever_people_moved_them() -> None:
    grid = [
        ("Our tickets", "", "", "", ""),
        ("note", "Date_Closed", "USERNAME", " clantag", "ticket number"),
        ("mine", "2026-01-05 12:00", "tom", "C1CE", "42"),
    ]
    columns = find_columns(grid, WELCOME_FIELDS)
    assert columns.header_row == 2
    (placed,) = placed_rows(grid, columns)
    assert (placed.number, placed.row, placed.only_ours) == (3, KNOWN, False)
    assert columns.placed(KNOWN.value) == ("", "2026-01-05 12:00", "tom", "C1CE", "0042")


def test_a_missing_header_is_named() -> None:
    columns = find_columns([("ticket number", "username", "date closed")], WELCOME_FIELDS)
    assert columns.missing == ("clantag",)
    with pytest.raises(HeaderMissing, match="ticket number"):
        find_columns([("Ticket #", "username", "date closed")], WELCOME_FIELDS)


@pytest.mark.parametrize(
    ("cell", "text"), [("42", "0042"), ("0042", "0042"), ("'0042", "0042"), ("x1", "x1"), ("", "")]
)
def test_ticket_numbers_are_text(cell: str, text: str) -> None:
    assert ticket_text(cell) == text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (TicketRow("0001"), TicketRow("0001"), True),
        (TicketRow("0001"), TicketRow("0002"), False),
        (TicketRow("0001", type="a", created="1"), TicketRow("0001", type="a", created="2"), True),
        (TicketRow("0001", type="a"), TicketRow("0001", type=""), True),
        (TicketRow("0001", type="a"), TicketRow("0001", type="b"), False),
    ],
)
def test_what_is_one_ticket(one: TicketRow, other: TicketRow, same: bool) -> None:
    assert is_same_ticket(one, other) is same
    assert is_same_ticket(other, one) is same


def test_what_is_not_known_overwrites_nothing() -> None:
    wanted = TicketRow("0042", "tom", "", "")
    assert merged(wanted, KNOWN) == KNOWN
    assert differences(wanted, KNOWN, WELCOME_FIELDS) == ()


def test_blanks_at_the_ends_make_no_difference() -> None:
    assert differences(TicketRow("0042", f" {KNOWN.username}\u3000"), KNOWN, WELCOME_FIELDS) == ()


def test_a_guess_only_fills_a_blank() -> None:
    guess = TicketRow("0042", "tom", "C1CE", "2026-02-02 02:02", guesses=frozenset({CLOSED}))
    assert differences(guess, KNOWN, WELCOME_FIELDS) == ()
    blank = TicketRow("0042", "tom", "C1CE")
    assert [c.new for c in differences(guess, blank, WELCOME_FIELDS)] == ["2026-02-02 02:02"]


def test_the_diff_names_each_column() -> None:
    (change,) = differences(TicketRow("0042", "tom", "NOX", KNOWN.closed), KNOWN, WELCOME_FIELDS)
    assert (change.name, change.old, change.new) == (CLANTAG, "C1CE", "NOX")
    assert str(change) == "clantag: C1CE → NOX"


def grid_of(*rows: TicketRow) -> tuple[list[tuple[str, ...]], Columns]:
    columns = find_columns([PROMO_FIELDS], PROMO_FIELDS)
    return [PROMO_FIELDS, *(columns.placed(row.value) for row in rows)], columns


def test_an_upsert_inserts_updates_or_leaves_alone() -> None:
    grid, columns = grid_of(KNOWN, TicketRow("0043", "ann"))
    wanted = [KNOWN, TicketRow("0043", "ann", "NOX"), TicketRow("0044", "=SUM(1)")]
    plan = plan_tab(grid, columns, [Wanted(row) for row in wanted])
    assert [d.verdict for d in plan.decisions] == [
        Verdict.UNCHANGED,
        Verdict.UPDATE,
        Verdict.INSERT,
    ]
    assert plan.updates[0].number == 3
    assert plan.updates[0].cells == ((2, "NOX"),)
    assert plan.appends == (("0044", "=SUM(1)", "", "", "", ""),)


def test_the_row_without_a_type_is_taken_once() -> None:
    grid, columns = grid_of(TicketRow("0001", "tom"))
    wanted = [TicketRow("0001", "tom", type="a"), TicketRow("0001", "tom", type="b")]
    plan = plan_tab(grid, columns, [Wanted(row) for row in wanted])
    assert [d.verdict for d in plan.decisions] == [Verdict.UPDATE, Verdict.INSERT]


def test_the_full_key_is_preferred() -> None:
    rows = [TicketRow("0001", type="a", created="1"), TicketRow("0001", type="a", created="2")]
    grid, columns = grid_of(*rows)
    found = find_row(list(placed_rows(grid, columns)), rows[0])
    assert found is not None
    assert found.number == 2


def test_a_second_row_of_another_writer_is_cleared_not_the_noted_one() -> None:
    columns = find_columns([(*WELCOME_FIELDS, "note")], WELCOME_FIELDS)
    grid = [
        (*WELCOME_FIELDS, "note"),
        (*columns.placed(KNOWN.value), ""),
        (*columns.placed(KNOWN.value), "seen"),
    ]
    plan = plan_tab(grid, columns, [Wanted(KNOWN, appended=True)])
    assert [write.number for write in plan.updates] == [2]
    assert {value for _, value in plan.updates[0].cells} == {""}


def test_the_newest_row_stays() -> None:
    older = TicketRow("0001", "tom", "NOX", "2026-01-01 00:00")
    newer = TicketRow("0001", "tom", "EMB", "2026-02-01 00:00")
    open_one = TicketRow("0001", "tom")
    grid, columns = grid_of(older, newer, open_one, TicketRow("0002"))
    (group,) = find_duplicates(placed_rows(grid, columns))
    assert group.keep.row == newer
    assert [placed.number for placed in group.drop] == [2, 4]


@given(st.lists(st.tuples(st.sampled_from(["0001", "0002"]), st.sampled_from(["", "a", "b"]))))
def test_after_deduping_nothing_is_twice(keys: list[tuple[str, str]]) -> None:
    grid, columns = grid_of(*(TicketRow(number, type=kind) for number, kind in keys))
    dropped = {
        row.number for group in find_duplicates(placed_rows(grid, columns)) for row in group.drop
    }
    left = [row for row in placed_rows(grid, columns) if row.number not in dropped]
    assert not find_duplicates(left)
    assert {row.row.ticket for row in left} == {number for number, _ in keys}


_ROWS = st.builds(
    TicketRow,
    ticket=st.sampled_from(["0042", "0043"]),
    username=st.sampled_from(["", "tom", "eve"]),
    type=st.sampled_from(["", "unknown", "returning player"]),
    created=st.sampled_from(["", "2026-01-05 12:00"]),
    thread=st.sampled_from(["", "157588175077978960", "157588175077978961", "no id"]),
)


@given(st.lists(_ROWS, max_size=8), _ROWS)
def test_an_index_finds_what_going_through_all_rows_finds(
    rows: list[TicketRow], wanted: TicketRow
) -> None:
    placed = [PlacedRow(number, row, only_ours=True) for number, row in enumerate(rows, start=2)]
    assert RowIndex(placed).row_of_thread(wanted, "0042-tom") == find_row(placed, wanted)
