"""The `spreadsheets.values` methods on a spreadsheet: JSON in, JSON out."""

from collections.abc import Mapping
from typing import Any

from sandbox.sheets.a1 import Area, area
from sandbox.sheets.grid import Cell, Formula, Spreadsheet, shown, typed
from sandbox.sheets.problems import ApiProblem, not_here

Json = dict[str, Any]
Params = Mapping[str, str]


def get(spreadsheet: Spreadsheet, name: str, params: Params) -> Json:
    """`values.get`: trailing empty cells and rows are left out, as Google does it."""
    if params.get("majorDimension", "ROWS") != "ROWS":
        raise not_here("majorDimension COLUMNS")
    found = area(spreadsheet, name)
    render = params.get("valueRenderOption", "FORMATTED_VALUE")
    rows = [
        [
            _rendered(found.tab.cell(row, column), render)
            for column in range(found.column, min(found.end_column, len(found.tab.rows[row])))
        ]
        for row in range(found.row, min(found.end_row, len(found.tab.rows)))
    ]
    values = _trimmed([_trimmed(row) for row in rows])
    answer: Json = {"range": found.name(), "majorDimension": "ROWS"}
    return {**answer, "values": values} if values else answer


def batch_get(spreadsheet: Spreadsheet, names: list[str], params: Params) -> Json:
    """`values.batchGet`."""
    return {
        "spreadsheetId": spreadsheet.identifier,
        "valueRanges": [get(spreadsheet, name, params) for name in names],
    }


def update(spreadsheet: Spreadsheet, name: str, params: Params, body: Json) -> Json:
    """`values.update`: fails outside the grid; null leaves a cell alone."""
    found = area(spreadsheet, name)
    rows: list[list[Any]] = body.get("values", [])
    _check_fits(found, rows)
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if value is not None:
                entered = _entered(value, params.get("valueInputOption"))
                found.tab.put(found.row + row, found.column + column, entered)
    return {
        "spreadsheetId": spreadsheet.identifier,
        "updatedRange": found.name(),
        "updatedRows": len(rows),
        "updatedCells": sum(map(len, rows)),
    }


def batch_update(spreadsheet: Spreadsheet, body: Json) -> Json:
    """`values.batchUpdate`."""
    params = {"valueInputOption": str(body.get("valueInputOption", ""))}
    data: list[Json] = body.get("data", [])
    for part in data:
        area(spreadsheet, part["range"])
    responses = [update(spreadsheet, part["range"], params, part) for part in data]
    return {"spreadsheetId": spreadsheet.identifier, "responses": responses}


def append(spreadsheet: Spreadsheet, name: str, params: Params, body: Json) -> Json:
    """`values.append`, for a table that begins in the range's first column."""
    found = area(spreadsheet, name)
    rows: list[list[Any]] = body.get("values", [])
    start = found.tab.used_rows()
    if params.get("insertDataOption") == "INSERT_ROWS":
        found.tab.insert_rows(start, len(rows))
    for offset, cells in enumerate(rows):
        for column, value in enumerate(cells):
            entered = _entered(value, params.get("valueInputOption"))
            found.tab.put(start + offset, found.column + column, entered)
    written = Area(
        found.tab,
        start,
        found.column,
        start + len(rows),
        found.column + max(map(len, rows), default=1),
    )
    return {
        "spreadsheetId": spreadsheet.identifier,
        "updates": {"updatedRange": written.name(), "updatedRows": len(rows)},
    }


def clear(spreadsheet: Spreadsheet, name: str) -> Json:
    """`values.clear`."""
    found = area(spreadsheet, name)
    for row in range(found.row, min(found.end_row, len(found.tab.rows))):
        for column in range(found.column, min(found.end_column, len(found.tab.rows[row]))):
            found.tab.put(row, column, None)
    return {"spreadsheetId": spreadsheet.identifier, "clearedRange": found.name()}


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


def _entered(value: Any, option: str | None) -> Cell:  # noqa: ANN401 - JSON
    match option:
        case "RAW":
            return value if value != "" else None
        case "USER_ENTERED":
            return typed(value) if isinstance(value, str) else value
        case _:
            raise ApiProblem(400, "'valueInputOption' is required but not specified")


def _check_fits(found: Area, rows: list[list[Any]]) -> None:
    width = max(map(len, rows), default=0)
    if found.row + len(rows) > found.tab.row_count or (
        found.column + width > found.tab.column_count
    ):
        raise ApiProblem(400, f"Range ({found.name()}) exceeds grid limits.")


def _trimmed(items: list[Any]) -> list[Any]:
    end = len(items)
    while end and items[end - 1] in ("", None, []):
        end -= 1
    return items[:end]
