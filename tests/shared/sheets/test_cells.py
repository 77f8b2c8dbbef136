import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sheets.cells import (
    Cell,
    checkbox,
    is_blank,
    moment,
    says_something,
    seen,
    text_of,
    unread,
    whole_number,
)

ANY_CELL = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


@pytest.mark.parametrize(
    "cell",
    [
        *("#REF!", "#N/A", "#ERROR!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"),
        *("Loading...", "Loading…", "loading...", " #REF! ", "#n/a", "#NV", "#BEZUG!", "#¡REF!"),
    ],
)
def test_an_error_stands_in_place_of_a_value(cell: str) -> None:
    assert unread(cell) == cell.strip()


@pytest.mark.parametrize(
    "cell",
    ["", None, "REF", "#1", "#WAR!", "n/a", "Loading", "LOADING", "#REF! was here", 0, False, 1.5],
)
def test_a_value_is_no_error(cell: Cell) -> None:
    assert not unread(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        *((42, 42), (42.0, 42), ("42", 42), ("0042", 42), (" 42 ", 42), ("-3", -3), ("−3", -3)),
        *(("1,042", 1042), ("1.042", 1042), ("1 042", 1042), ("1'042", 1042), ("1’042", 1042)),
        *(("1\u00a0042", 1042), ("1\u202f042", 1042), ("1,042.00", 1042), ("1.042,0", 1042)),
        *(("298.00", 298), ("298,0", 298), ("1,234,567", 1234567), ("\u200b42", 42)),
    ],
)
def test_a_whole_number_however_it_is_shown(cell: Cell, number: int) -> None:
    assert whole_number(cell) == number


@pytest.mark.parametrize(
    "cell",
    [
        *("", None, True, "TRUE", 1.5, "1.5", "1,0,4", "1,04", "12,34,567", "1,042,00", "٤٢"),
        *("7.2E+17", "42a", "#REF!", "9/1/2025", float("nan"), float("inf"), "9" * 16),
    ],
)
def test_what_is_no_whole_number(cell: Cell) -> None:
    assert whole_number(cell) is None


@given(st.integers(0, 10**12))
def test_groups_and_noughts_change_no_number(number: int) -> None:
    assert whole_number(f"{number:,}") == number
    assert whole_number(f"{number:,.2f}") == number
    assert whole_number(float(number)) == number
    assert text_of(float(number)) == str(number)


@pytest.mark.parametrize(
    ("cell", "when"),
    [
        (45901, "2025-09-01T00:00:00"),
        (45901.0, "2025-09-01T00:00:00"),
        (45901.75, "2025-09-01T18:00:00"),
        (45901.999999, "2025-09-02T00:00:00"),
        (1, "1899-12-31T00:00:00"),
    ],
)
def test_a_stored_date_is_days_since_1899(cell: Cell, when: str) -> None:
    day = moment(cell)
    assert day is not None
    assert day.isoformat() == when


@pytest.mark.parametrize("cell", ["45901", "9/1/2025", True, None, 0, -1, 3e9, float("nan")])
def test_what_is_no_stored_date(cell: Cell) -> None:
    assert moment(cell) is None


@pytest.mark.parametrize(
    ("cell", "ticked"),
    [(True, True), (False, False), ("TRUE", True), (" false ", False), ("yes", None), (1, None)],
)
def test_checkboxes(cell: Cell, *, ticked: bool | None) -> None:
    assert checkbox(cell) is ticked


@pytest.mark.parametrize("cell", [None, "", "  ", "\u200b", "\ufeff \u00a0"])
def test_blanks(cell: Cell) -> None:
    assert is_blank(cell)
    assert not says_something(cell)


def test_an_empty_box_says_nothing_but_is_not_blank() -> None:
    assert not is_blank(False)
    assert not says_something(False)
    assert not says_something("FALSE")
    assert says_something(True)
    assert says_something(0)


@given(ANY_CELL)
def test_any_cell_can_be_read(cell: Cell) -> None:
    for read in (unread, is_blank, says_something, checkbox, whole_number, moment):
        assert read(cell) == read(cell)
    assert text_of(cell) == text_of(cell).strip()


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        *(("C1CE\u200b", "C1CE"), ("\ufeffC1CE", "C1CE"), ("\u200f C1CE \u200e", "C1CE")),
        *(("\u202bC1CE\u202c", "C1CE"), ("\u2067C1CE\u2069", "C1CE"), ("\u200b", "")),
        # What holds an emoji together, or ends a flag, is seen; blanks alone stay.
        *(("👩\u200d🚀", "👩\u200d🚀"), ("\u00a0é ", "\u00a0é "), (" C1CE ", " C1CE ")),
        ("🏴\U000e0067\U000e007f", "🏴\U000e0067\U000e007f"),
    ],
)
def test_what_cannot_be_seen_ends_no_text(shown: str, text: str) -> None:
    assert seen(shown) == text
