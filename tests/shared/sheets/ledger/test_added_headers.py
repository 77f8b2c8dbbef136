"""Headers that went astray because people inserted rows or columns under the write."""

import pytest

from shared.sheets.cells import Cell
from shared.sheets.ledger.added_headers import Added, Placed, added_to, slips

FIELDS = ("ticket number", "clantag", "thread")
HEADER = ("ticket number", "clantag", "note")
ROW = ("0042", "NOX", "n")
ADDED = Added(1, HEADER, ("thread",))


def test_what_is_added_stands_right_of_everything() -> None:
    grid = [("Our tickets", "", "", ""), (*HEADER, ""), (*ROW, "beside")]
    assert added_to(grid, FIELDS) == Added(2, (*HEADER, ""), ("thread",))
    assert added_to([], FIELDS) == Added(1, (), FIELDS)


@pytest.mark.parametrize(
    ("grid", "right"),
    [
        pytest.param([(*HEADER, "thread"), (*ROW, "")], [], id="where it belongs"),
        pytest.param([HEADER, ROW], [], id="not written at all"),
        pytest.param(
            [("", "", "", "thread"), (*HEADER, ""), (*ROW, "")],
            [(1, 4, "")],
            id="a title row came in above",
        ),
        pytest.param(
            [("", "", "", ""), (*HEADER, "thread"), (*ROW, "")],
            [],
            id="a title row, and written where the header is by then",
        ),
        pytest.param(
            [("", "ticket number", "clantag", "thread"), ("", *ROW)],
            [(1, 4, "note")],
            id="a column came in at the left",
        ),
        pytest.param(
            [("ticket number", "clantag", "", "thread"), ("0042", "NOX", "", "n")],
            [(1, 4, "note")],
            id="a column came in before the last",
        ),
        pytest.param(
            [("", "", "ticket number", "thread", "note"), ("", "", *ROW)],
            [(1, 4, "clantag")],
            id="two columns came in",
        ),
        pytest.param(
            [("", "ticket number", "clantag", "note", "thread"), ("", *ROW, "")],
            [],
            id="a column, and written right of it",
        ),
        pytest.param(
            [("clantag", "ticket number", "note", "thread"), ("NOX", "0042", "n", "")],
            [],
            id="columns moved",
        ),
        pytest.param(
            [("ticket number", "clantag", "remarks", "thread"), (*ROW, "")],
            [],
            id="a header was renamed",
        ),
        pytest.param([("ticket number", "", "note", "thread"), ROW], [], id="a header was emptied"),
        pytest.param([ROW, ROW], [], id="the header is gone"),
        pytest.param([], [], id="all is gone"),
    ],
)
def test_what_puts_it_right(grid: list[tuple[Cell, ...]], right: list[Placed]) -> None:
    assert slips(ADDED, grid, FIELDS) == right


def test_of_two_headers_each_is_put_right() -> None:
    added = Added(1, ("ticket number", "note"), ("clantag", "thread"))
    grid = [("", "ticket number", "clantag", "thread"), ("", "0042", "n", "")]
    assert slips(added, grid, FIELDS) == [(1, 3, "note")]
    grid = [("", "", "clantag", "thread"), ("ticket number", "note", "", "")]
    assert slips(added, grid, FIELDS) == [(1, 3, ""), (1, 4, "")]
