from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sheets.cells import unread
from shared.sheets.ports import Grid
from shared.sheets.unread import mended

HEAD = ("clan", "tag", "spots")
BEFORE: Grid = (HEAD, ("Ash", "A", "3"), ("Birch", "B", "0"), ("Cedar", "C", "7"))


def names(row: Sequence[str]) -> frozenset[str]:
    """By clan and by tag, as the roster's rows are known."""
    if row[0] == "clan":
        return frozenset()
    return frozenset({f"clan {row[0]}", f"tag {row[1]}"} - {"clan ", "tag "})


def test_a_tab_without_errors_is_left_alone() -> None:
    read = mended(BEFORE, (), names)
    assert (read.grid, read.cells, read.lost_rows, read.in_words()) == (BEFORE, (), (), "")


@pytest.mark.parametrize("error", ["#REF!", "Loading...", "#N/A", "#DIV/0!"])
def test_an_unread_cell_is_taken_from_the_row_of_the_same_name_wherever_it_is_now(
    error: str,
) -> None:
    now: Grid = (HEAD, ("Cedar", "C", "5"), ("Ash", error, "2"), ("Birch", "B", error))
    read = mended(now, BEFORE, names)
    assert read.grid == (HEAD, ("Cedar", "C", "5"), ("Ash", "A", "2"), ("Birch", "B", "0"))
    assert (
        read.in_words() == f"B3 shows {error}, C4 shows {error} (the last good reading stands in)"
    )
    assert read.lost_rows == ()


def test_a_row_without_a_name_is_known_by_its_place_while_nothing_moves() -> None:
    still: Grid = (HEAD, ("#REF!", "#REF!", "4"), *BEFORE[2:])
    assert mended(still, BEFORE, names).grid[1] == ("Ash", "A", "4")
    moved: Grid = (HEAD, BEFORE[2], ("#REF!", "#REF!", "4"), BEFORE[3])
    read = mended(moved, BEFORE, names)
    assert read.grid[2] == ("", "", "4")
    assert read.lost_rows == (3,)
    assert read.in_words() == "A3 shows #REF!, B3 shows #REF!"


def test_what_was_never_read_stays_empty_and_is_named() -> None:
    now: Grid = (*BEFORE, ("Dogwood", "D", "Loading..."))
    read = mended(now, BEFORE, names)
    assert read.grid == (*BEFORE, ("Dogwood", "D", ""))
    assert read.lost_rows == (5,)


def test_a_whole_tab_that_loads_is_the_last_reading() -> None:
    now: Grid = (HEAD, *(("Loading...",) * 3 for _ in range(3)))
    read = mended(now, BEFORE, names)
    assert read.grid == BEFORE
    assert read.in_words().startswith("A2 shows Loading..., B2 shows Loading...")
    assert "and 4 more" in read.in_words()


def test_what_a_failed_formula_left_blank_is_unread_too() -> None:
    """One formula fills a column, or a block; where it fails, one cell shows it."""
    column: Grid = (HEAD, ("Ash", "A", "#REF!"), ("Birch", "B", ""), ("Cedar", "C", ""))
    assert mended(column, BEFORE, names).grid == BEFORE
    block: Grid = (HEAD, ("Ash", "#REF!", ""), ("Birch", "", ""), ("Cedar", "", ""))
    assert mended(block, BEFORE, names).grid == BEFORE
    tab: Grid = (("#REF!", "", ""), ("", "", ""), ("", "", ""), ("", "", ""))
    assert mended(tab, BEFORE, names).grid == BEFORE


def test_a_blank_cell_elsewhere_is_blank() -> None:
    now: Grid = (HEAD, ("Ash", "A", "#REF!"), ("Birch", "B", "1"), ("Cedar", "C", ""))
    assert mended(now, BEFORE, names).grid[3] == ("Cedar", "C", "")


def test_two_rows_of_one_name_stand_in_for_nobody() -> None:
    twice: Grid = (HEAD, ("Ash", "A", "3"), ("Ash", "A", "9"))
    now: Grid = (HEAD, ("Ash", "A", "#REF!"), ("Oak", "O", "1"))
    assert mended(now, twice, names).lost_rows == (2,)


CELLS = st.sampled_from(["", "a", "b", "3", "#REF!", "Loading..."])
GRIDS = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.tuples(*[CELLS] * width), max_size=6).map(tuple)
)


@given(GRIDS, GRIDS)
def test_no_error_is_ever_taken_for_data_and_no_value_is_changed(now: Grid, before: Grid) -> None:
    clean = mended(before, (), names).grid
    read = mended(now, clean, names)
    assert not any(unread(cell) for row in read.grid for cell in row)
    assert [len(row) for row in read.grid] == [len(row) for row in now]
    for old, new in zip(now, read.grid, strict=True):
        for was, cell in zip(old, new, strict=True):
            assert was in {cell, ""} or unread(was)
    errors = sum(bool(unread(cell)) for row in now for cell in row)
    assert len(read.cells) == errors
