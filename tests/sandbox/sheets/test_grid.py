import pytest

from sandbox.sheets.a1 import area, letters, number
from sandbox.sheets.grid import Cell, Formula, Spreadsheet, shown, typed
from sandbox.sheets.problems import ApiProblem


@pytest.mark.parametrize(
    ("text", "cell", "looks"),
    [
        ("", None, ""),
        ("0042", 42, "42"),
        ("'0042", "0042", "0042"),
        ("-3.50", -3.5, "-3.5"),
        ("true", True, "TRUE"),
        ("=1+1", Formula("=1+1"), "#ERROR!"),
        ("+a", Formula("+a"), "#ERROR!"),
        ("+1", 1, "1"),
        ("720000000000000001", 720000000000000001, "7.20000E+17"),
        ("2026-01-01 10:00", "2026-01-01 10:00", "2026-01-01 10:00"),
    ],
)
def test_typing(text: str, cell: Cell, looks: str) -> None:
    assert typed(text) == cell
    assert shown(typed(text)) == looks


def _sheet(rows: list[list[str]]) -> Spreadsheet:
    return Spreadsheet.of("W", "T", {"A": rows, "It's": []})


def test_an_imported_file_looks_as_it_did() -> None:
    rows = [["0042", "42", "1.50", "=x", "TRUE"], ["", "720000000000000001", "", "", ""]]
    sheet = _sheet(rows)
    assert sheet.tab("A").as_shown() == rows
    assert sheet.tab("A").cell(0, 1) == 42


def test_people_sort_insert_move_and_delete() -> None:
    tab = _sheet([["n", "v"], ["b", "2"], ["", "3"], ["A", "1"]]).tab("A")
    tab.sort(0)
    assert tab.as_shown() == [["n", "v"], ["A", "1"], ["b", "2"], ["", "3"]]
    tab.sort(0, descending=True)
    assert tab.as_shown()[1:] == [["b", "2"], ["A", "1"], ["", "3"]]
    tab.insert_rows(1)
    tab.move_column(0, 1)
    assert tab.as_shown()[:3] == [["v", "n"], ["", ""], ["2", "b"]]
    tab.delete_rows(0, 2)
    tab.insert_columns(1)
    assert tab.as_shown()[0] == ["2", "", "b"]
    tab.delete_columns(0, 2)
    assert tab.as_shown()[0] == ["b"]


def test_appending_starts_below_the_last_row_that_holds_anything() -> None:
    tab = _sheet([["a"], ["", "x"]]).tab("A")
    tab.put(5, 0, None)
    tab.append([["new"]])
    assert tab.as_shown() == [["a", ""], ["", "x"], ["new", ""]]
    tab.row_count = 3
    tab.append([["more"]])
    assert tab.row_count == 4


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A", "A!A1:Z1000"),
        ("'A'", "A!A1:Z1000"),
        ("'It''s'!b2", "'It''s'!B2"),
        ("A!A2:C", "A!A2:C1000"),
        ("A!2:3", "A!A2:Z3"),
        ("B2:C3", "A!B2:C3"),
    ],
)
def test_ranges(text: str, name: str) -> None:
    assert area(_sheet([]), text).name() == name


@pytest.mark.parametrize("text", ["Nope", "'A1'", "Nope!A1", "A!?", "A!A2000"])
def test_unknown_ranges(text: str) -> None:
    with pytest.raises(ApiProblem) as caught:
        area(_sheet([]), text)
    assert caught.value.status == 400


def test_column_letters() -> None:
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(number(letters(n)) == n for n in range(800))
