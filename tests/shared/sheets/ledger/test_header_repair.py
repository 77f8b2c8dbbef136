"""The header, when a row came in or went away above it and our write hit it."""

import pytest

from shared.sheets.cells import Cell
from shared.sheets.ledger.columns import find_columns
from shared.sheets.ledger.footprint import Footprint
from shared.sheets.ledger.header_repair import header_repair
from shared.sheets.ledger.named_tab import Reading
from shared.sheets.ledger.row_write import RowWrite

FIELDS = ("ticket number", "username", "clantag", "thread")
HEADER = ("note", *FIELDS)
FIRST = ("n", "0042", "tom", "C1CE", "1187000000000000001")
SECOND = ("", "0043", "eve", "NOX", "1187000000000000002")
Grid = list[tuple[Cell, ...]]
BEFORE: Grid = [HEADER, FIRST, SECOND]


def after(*writes: RowWrite, grid: Grid = BEFORE, suspected: frozenset[Cell] = frozenset()):  # noqa: ANN201
    return Footprint(
        Reading(grid, find_columns(grid, FIELDS)), writes, (), writes, suspected=suspected
    )


def write(number: int, *cells: tuple[int, Cell]) -> RowWrite:
    return RowWrite(number, "1187000000000000001", cells)


TAG = write(2, (3, "C1CM"))
WHOLE = write(2, (1, "0044"), (2, "ann"), (3, "F-IT"), (4, "1187000000000000003"))
BLANK = ("",) * 5


@pytest.mark.parametrize(
    ("wrote", "grid", "cells"),
    [
        pytest.param(TAG, [BLANK, (*HEADER[:3], "C1CM", *HEADER[4:]), FIRST], {3}, id="one cell"),
        pytest.param(TAG, [("Our tickets", "", "", "", ""), HEADER, FIRST], None, id="not hit"),
        pytest.param(TAG, [HEADER, FIRST, SECOND], None, id="nothing moved"),
        pytest.param(
            TAG,
            [BLANK, ("note", "ticket number", "username", "clan", "thread"), FIRST],
            None,
            id="a person renamed it, to what we never wrote",
        ),
        pytest.param(
            TAG,
            [BLANK, ("note", "ticket number", "C1CM", "clantag", "thread"), FIRST],
            None,
            id="our value, but in a column that we never wrote to",
        ),
        pytest.param(
            WHOLE,
            [BLANK, ("note", "0044", "ann", "F-IT", "1187000000000000003"), FIRST],
            {1, 2, 3, 4},
            id="all of ours, the key as well",
        ),
        pytest.param(
            WHOLE,
            [BLANK, BLANK, HEADER, ("note", "0044", "ann", "F-IT", "1187000000000000003")],
            None,
            id="the header is whole, further down",
        ),
        pytest.param(TAG, [FIRST, SECOND], None, id="somebody deleted it"),
        pytest.param(TAG, [], None, id="somebody emptied the tab"),
    ],
)
def test_the_header_is_put_right(wrote: RowWrite, grid: Grid, cells: set[int] | None) -> None:
    repair = header_repair(after(wrote), grid)
    if cells is None:
        assert repair is None
        return
    assert repair == RowWrite(2, "", tuple((i, HEADER[i]) for i in sorted(cells)))


def test_a_clearing_that_hit_the_header_is_put_right() -> None:
    clearing = write(2, (1, ""), (2, ""), (3, ""), (4, ""))
    grid: Grid = [BLANK, ("note", "", "", "", ""), FIRST, SECOND]
    assert header_repair(after(clearing), grid) == RowWrite(
        2, "", tuple((i, HEADER[i]) for i in range(1, 5))
    )


def test_a_value_of_an_earlier_write_is_ours_as_well() -> None:
    grid: Grid = [BLANK, (*HEADER[:3], "EMB", *HEADER[4:]), FIRST]
    assert header_repair(after(TAG), grid) is None
    assert header_repair(after(TAG, suspected=frozenset({"EMB"})), grid) == RowWrite(
        2, "", ((3, "clantag"),)
    )


def test_a_header_of_only_our_columns_is_put_right_where_we_wrote() -> None:
    bare: Grid = [FIELDS, FIRST[1:], SECOND[1:]]
    wrote = write(2, *enumerate(("0044", "ann", "F-IT", "1187000000000000003")))
    hit: Grid = [("",) * 4, ("0044", "ann", "F-IT", "1187000000000000003"), FIRST[1:]]
    assert header_repair(after(wrote, grid=bare), hit) == RowWrite(2, "", tuple(enumerate(FIELDS)))


def test_below_a_title_the_header_is_put_right_as_well() -> None:
    titled: Grid = [("Our tickets", "", "", "", ""), *BEFORE]
    wrote = write(3, (3, "C1CM"))
    hit: Grid = [titled[0], BLANK, (*HEADER[:3], "C1CM", *HEADER[4:]), FIRST, SECOND]
    assert header_repair(after(wrote, grid=titled), hit) == RowWrite(3, "", ((3, "clantag"),))
    gone: Grid = [HEADER, FIRST, ("", "0043", "eve", "C1CM", "1187000000000000002")]
    assert header_repair(after(wrote, grid=titled), gone) is None, "the row moved up: no header hit"


def test_a_header_that_another_instance_added_in_its_place_goes_again() -> None:
    hit: Grid = [BLANK, (*HEADER[:3], "C1CM", *HEADER[4:], "clantag"), FIRST]
    repair = header_repair(after(TAG), hit)
    assert repair == RowWrite(2, "", ((3, "clantag"), (5, "")))
    # Or it was added while ours was put right.
    repaired: Grid = [BLANK, HEADER, FIRST]
    seen: Grid = [BLANK, (*HEADER, "clantag", "thread"), FIRST]
    assert header_repair(after(write(2, (3, "clantag")), grid=repaired), seen) == RowWrite(
        2, "", ((5, ""),)
    )
