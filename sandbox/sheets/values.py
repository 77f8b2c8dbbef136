"""The reading methods of `spreadsheets.values`: JSON in, JSON out.

Its writing methods are missing on purpose: where `values:append` puts a row is guesswork that
depends on the cells around, and our client writes with `spreadsheets:batchUpdate` only.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.sheets.a1 import area
from sandbox.sheets.grid import Cell, Formula, Spreadsheet, Tab, shown
from sandbox.sheets.problems import ApiProblem, not_here

Json = dict[str, Any]
Params = Mapping[str, str]
LOADING = "Loading..."


def get(spreadsheet: Spreadsheet, name: str, params: Params, *, failing: str = "") -> Json:
    """`values.get`: trailing empty cells and rows are left out, as Google does it.

    `failing` is what cells of imported columns show below the header: `Loading...` in each of
    them, any other error in the first one alone, with blanks below it.
    """
    if params.get("majorDimension", "ROWS") != "ROWS":
        raise not_here("majorDimension COLUMNS")
    found = area(spreadsheet, name)
    render = params.get("valueRenderOption", "FORMATTED_VALUE")
    rows = [
        [
            _rendered(_imported(found.tab, row, column, failing), render)
            for column in range(found.column, min(found.end_column, len(found.tab.rows[row])))
        ]
        for row in range(found.row, min(found.end_row, len(found.tab.rows)))
    ]
    values = _trimmed([_trimmed(row) for row in rows])
    answer: Json = {"range": found.name(), "majorDimension": "ROWS"}
    return {**answer, "values": values} if values else answer


def batch_get(
    spreadsheet: Spreadsheet, names: list[str], params: Params, *, failing: str = ""
) -> Json:
    return {
        "spreadsheetId": spreadsheet.identifier,
        "valueRanges": [get(spreadsheet, name, params, failing=failing) for name in names],
    }


def _imported(tab: Tab, row: int, column: int, failing: str) -> Cell:
    if not failing or column not in tab.imported or row == 0:
        return tab.cell(row, column)
    if failing == LOADING:
        return failing if tab.cell(row, column) is not None else None
    return failing if row == 1 else None


def _rendered(cell: Cell, option: str) -> Cell:
    match option, cell:
        case "FORMATTED_VALUE", _:
            return shown(cell)
        case "FORMULA", Formula(text):
            return text
        case _, None | Formula():
            return shown(cell)
        case "UNFORMATTED_VALUE" | "FORMULA", _:
            return cell
        case _:
            raise ApiProblem(400, f"Invalid value at 'value_render_option': {option}")


def _trimmed(items: list[Any]) -> list[Any]:
    end = len(items)
    while end and items[end - 1] in ("", None, []):
        end -= 1
    return items[:end]
