"""What the requests of a batch have in common: a tab by its id, and rows of entered values."""

from typing import Any

from sandbox.sheets.grid import Cell, Formula, Spreadsheet, Tab
from sandbox.sheets.problems import ApiProblem, not_here

Json = dict[str, Any]


def tab_of(spreadsheet: Spreadsheet, body: Json) -> Tab:
    """The tab whose id the request names. Raises ApiProblem (400)."""
    wanted = body.get("sheetId", 0)
    for tab in spreadsheet.tabs:
        if tab.sheet_id == wanted:
            return tab
    raise ApiProblem(400, f"No grid with id: {wanted}")


def row_data(body: Json) -> list[list[Cell]]:
    """The cells to write, row by row."""
    if body.get("fields") != "userEnteredValue":
        raise not_here("writing anything but userEnteredValue")
    rows: list[Json] = body.get("rows", [])
    return [[_entered(cell) for cell in row.get("values", [])] for row in rows]


def _entered(cell: Json) -> Cell:
    match cell.get("userEnteredValue"):
        case None:
            return None
        case {"stringValue": str(text)}:
            return text
        case {"numberValue": int() | float() as value}:
            return value
        case {"boolValue": bool(value)}:
            return value
        case {"formulaValue": str(text)}:
            return Formula(text)
        case other:
            raise ApiProblem(400, f"Invalid userEnteredValue: {other}")
