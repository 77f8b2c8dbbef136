from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sheets.headers import Column, find_columns, find_header, normalised

TICKETS = (
    Column("ticket number", ("ticket", "ticket no", "ticket id", "number")),
    Column("username", ("user", "name")),
    Column("clantag", ("tag", "clan")),
    Column("date closed", ("closed",)),
)


@pytest.mark.parametrize(
    "header",
    [
        *("Ticket Number", " ticket  number ", "TICKET_NUMBER", "ticket-number"),
        *("ticket\u00a0number", "Ticket number:", "ticket\u200b number\ufeff", "Tícket\nNúmber"),
        "🎫 Ticket *number*",
    ],
)
def test_spelling_does_not_matter(header: str) -> None:
    assert normalised(header) == "ticket number"


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_go_the_short_way_with_the_same_result(header: str) -> None:
    # A letter with an accent makes the text go the long way; it is a word of its own at the end.
    assert normalised(header) == normalised(f"{header} é").removesuffix("e").removesuffix(" ")


def test_columns_are_found_wherever_they_are() -> None:
    columns = find_columns(
        ["mine", "Date Closed", "", "TICKET", "ticket"], ["ticket", "date closed", "tag"]
    )
    assert columns.positions == {"ticket": 3, "date closed": 1}
    assert columns.missing == ("tag",)
    assert columns.repeated == ("ticket",)
    assert columns.cell(["", "2026", "", "0042"], "ticket") == "0042"
    assert columns.cell(["", "2026"], "ticket") == ""
    assert columns.cell(["", "2026"], "tag") == ""


def test_an_empty_row_has_no_columns() -> None:
    assert find_columns([], ["a", "b"]).missing == ("a", "b")


@pytest.mark.parametrize(
    ("header", "column"),
    [
        *(
            ("Clan Tag", "clantag"),
            ("Clan", "clantag"),
            ("TAG", "clantag"),
            ("Clan-Tag:", "clantag"),
        ),
        *(("Ticket #", "ticket number"), ("Ticket number:", "ticket number")),
        *(("Ticket No.", "ticket number"), ("ticket\u200bnumber", "ticket number")),
        *(("User Name", "username"), ("date closed (UTC)", "date closed")),
    ],
)
def test_people_name_columns_as_they_like(header: str, column: str) -> None:
    assert find_columns([header], TICKETS).positions == {column: 0}


@pytest.mark.parametrize("header", ["", "#", "Ticket numbers", "clan tag history", "closed by"])
def test_what_only_resembles_a_name_is_none(header: str) -> None:
    assert find_columns([header], TICKETS).positions == {}


def test_our_own_name_comes_before_what_else_it_may_be_called() -> None:
    columns = find_columns(["Clan", "Name", "Clantag", "Username"], TICKETS)
    assert columns.positions == {"clantag": 2, "username": 3}
    assert columns.ambiguous == {"clantag": ("Clan",), "username": ("Name",)}
    assert columns.repeated == ()


def test_of_two_other_names_the_likelier_is_taken_and_the_other_told() -> None:
    columns = find_columns(["Clan", "Tag"], TICKETS)
    assert columns.positions == {"clantag": 1}
    assert columns.ambiguous == {"clantag": ("Clan",)}


def test_a_cell_serves_one_column_only() -> None:
    wanted = [Column("clan", ("name",)), Column("name")]
    assert find_columns(["Name"], wanted).positions == {"name": 0}
    assert find_columns(["Name", "Name"], wanted).positions == {"name": 0, "clan": 1}


def test_a_title_above_the_header_is_passed_over() -> None:
    grid = [["Tickets of 2026"], [], ["Clan", "User", "Ticket #", "closed"], ["A", "b", "0001"]]
    header = find_header(grid, TICKETS, key="ticket number")
    assert header.row == 3
    assert header.columns.positions == {
        "clantag": 0, "username": 1, "ticket number": 2, "date closed": 3
    }  # fmt: skip
    assert header.has("clantag")


def test_a_header_is_looked_for_in_the_first_ten_rows() -> None:
    titles = [["a title"]] * 9
    assert find_header([*titles, ["ticket number"]], TICKETS).row == 10
    assert find_header([*titles, ["-"], ["ticket number"]], TICKETS).row is None


def test_the_row_with_the_key_comes_before_one_that_names_more() -> None:
    grid = [["user", "tag", "closed"], ["ticket number", "tag"]]
    assert find_header(grid, TICKETS, key="ticket number").row == 2
    assert find_header(grid, TICKETS).row == 1


def test_the_topmost_of_equals_is_the_header() -> None:
    grid = [["ticket", "user"], ["0001", "ann"], ["ticket", "user"]]
    assert find_header(grid, TICKETS).row == 1


def test_without_a_header_all_is_missing() -> None:
    header = find_header([["0001", "ann"], [1, True, None, 4.5]], TICKETS)
    assert header.row is None
    assert header.columns.missing == ("ticket number", "username", "clantag", "date closed")


def _untidy(name: str) -> str:
    return f" {name.replace(' ', '_')}:\u200b"


@given(
    st.lists(st.lists(st.none() | st.booleans() | st.floats() | st.text(max_size=8))),
    st.permutations([column.name for column in TICKETS]),
    st.integers(0, 9),
    st.sampled_from([str.upper, str.title, _untidy]),
)
def test_a_full_header_is_found_under_any_rows_of_people(
    above: list[list[object]], names: list[str], depth: int, spelling: Callable[[str], str]
) -> None:
    grid = [*above[:depth], [spelling(name) for name in names], ["0001", "ann"]]
    header = find_header(grid, TICKETS, key="ticket number")
    assert header.row == len(above[:depth]) + 1
    assert header.columns.positions == {name: place for place, name in enumerate(names)}
    assert not header.columns.missing
