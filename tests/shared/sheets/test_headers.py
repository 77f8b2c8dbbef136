import pytest

from shared.sheets.headers import find_columns, normalised


@pytest.mark.parametrize(
    "header",
    ["Ticket Number", " ticket  number ", "TICKET_NUMBER", "ticket-number", "ticket\u00a0number"],
)
def test_spelling_does_not_matter(header: str) -> None:
    assert normalised(header) == "ticket number"


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
