from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.sheets import batch
from sandbox.sheets.grid import Spreadsheet
from shared.sheets import bodies, described
from shared.sheets.ports import CellChange, NewRow

TEXT = st.sampled_from(["", "0042", "=1+1", "+1", "'quoted", "Ünïcode 🐉", "TRUE"])


def _sheet(rows: int, columns: int = 4) -> Spreadsheet:
    cells = [[f"r{row}c{column}" for column in range(columns)] for row in range(rows)]
    return Spreadsheet.of("W", "Log", {"A": cells})


@settings(max_examples=60)
@given(st.sets(st.integers(1, 30)))
def test_deleting_rows_removes_exactly_them(rows: set[int]) -> None:
    sheet = _sheet(30)
    expected = [
        row for number, row in enumerate(sheet.tab("A").as_shown(), 1) if number not in rows
    ]
    if requests := bodies.delete_requests(rows, sheet.tab("A").sheet_id):
        batch.apply(sheet, {"requests": requests})
    assert sheet.tab("A").as_shown() == expected


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4), TEXT), min_size=1),
    st.lists(st.lists(TEXT, min_size=1, max_size=4).filter(any), max_size=4),
)
def test_changes_and_new_rows_land_as_text(
    cells: list[tuple[int, int, str]], rows: list[list[str]]
) -> None:
    sheet = _sheet(6)
    model = sheet.tab("A").as_shown()
    for row, column, value in cells:
        model[row - 1][column - 1] = value
    model += [row + [""] * (4 - len(row)) for row in rows]
    changes = [CellChange("A", *cell) for cell in cells] + [NewRow("A", tuple(row)) for row in rows]
    parts = bodies.change_parts(changes, {"A": sheet.tab("A").sheet_id})
    requests = [part.request for part in parts]
    batch.apply(sheet, {"requests": requests})
    assert sheet.tab("A").as_shown() == model


def test_neighbouring_cells_travel_together() -> None:
    changes = [
        CellChange("A", 2, 3, "c"),
        CellChange("A", 2, 1, "a"),
        CellChange("A", 2, 2, "b"),
        CellChange("A", 2, 5, "e"),
        CellChange("A", 3, 4, "x"),
        NewRow("A", ("n",)),
        NewRow("A", ("m",)),
    ]
    parts = bodies.change_parts(changes, {"A": 7})
    kinds = [next(iter(part.request)) for part in parts]
    assert kinds == ["updateCells"] * 3 + ["appendCells"]
    assert [part.changes for part in parts] == [(1, 2, 0), (3,), (4,), (5, 6)]


def test_new_rows_above_what_people_filled_down_are_inserted() -> None:
    """Boxes and a line of totals stand below the last ticket; nothing of them is hit."""
    sheet = _sheet(6)
    changes = [CellChange("A", 5, 1, "x"), NewRow("A", ("n", "1"), 3), NewRow("A", ("m",), 3)]
    parts = bodies.change_parts(changes, {"A": sheet.tab("A").sheet_id})
    assert [part.changes for part in parts] == [(0,), (1, 2), (1, 2)]
    batch.apply(sheet, {"requests": [part.request for part in parts]})
    shown = sheet.tab("A").as_shown()
    assert [row[0] for row in shown] == ["r0c0", "r1c0", "r2c0", "n", "m", "r3c0", "x", "r5c0"]
    assert shown[3] == ["n", "1", "", ""]


def test_a_number_is_written_back_as_a_number() -> None:
    sheet = _sheet(1)
    changes = [CellChange("A", 1, place, cell) for place, cell in enumerate((1.5, False, "1"), 1)]
    parts = bodies.change_parts(changes, {"A": sheet.tab("A").sheet_id})
    batch.apply(sheet, {"requests": [part.request for part in parts]})
    assert sheet.tab("A").rows[0][:3] == [1.5, False, "1"]


def test_short_rows_are_padded() -> None:
    answer = {"valueRanges": [{"values": [["a"], [], ["b", "c", "d"]]}, {}]}
    assert described.grids(["A", "B"], answer) == {
        "A": (("a", "", ""), ("", "", ""), ("b", "c", "d")),
        "B": (),
    }


def test_shown_cells_end_in_nothing_that_cannot_be_seen() -> None:
    """Else a tag that was pasted with a mark of direction is no tag that anybody can type."""
    answer = {"valueRanges": [{"values": [["C1CE\u200b", 7, "\u200f"]]}]}
    assert described.grids(["A"], answer) == {"A": (("C1CE", "7", ""),)}


def test_a_free_id_is_found() -> None:
    wanted = bodies.free_sheet_id("Sheet1", set())
    assert bodies.free_sheet_id("Sheet1", {wanted}) == wanted + 1
