"""Cells that only their owner may edit, as a batch meets them."""

from collections.abc import Callable
from typing import Any

from sandbox.sheets.bodies import row_data, tab_of
from sandbox.sheets.grid import Protected, Spreadsheet, Tab
from sandbox.sheets.problems import ApiProblem

Json = dict[str, Any]
PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to "
    "remove protection if you need to edit."
)


def check_protection(spreadsheet: Spreadsheet, kind: str, body: Json) -> None:
    """Raises ApiProblem when the request changes a cell that only its owner may edit."""
    reach = _REACH.get(kind)
    if reach is None:
        return
    tab, cells = reach(spreadsheet, body)
    if any(protected.touches(cells) for protected in tab.protected):
        raise ApiProblem(400, PROTECTED)


def _written_cells(spreadsheet: Spreadsheet, body: Json) -> tuple[Tab, Protected]:
    start: Json = body.get("start", {})
    tab = tab_of(spreadsheet, start)
    rows = row_data(body)
    row, column = int(start.get("rowIndex", 0)), int(start.get("columnIndex", 0))
    width = max(map(len, rows), default=0)
    return tab, Protected(row, row + len(rows), column, column + width)


def _appended_cells(spreadsheet: Spreadsheet, body: Json) -> tuple[Tab, Protected]:
    tab = tab_of(spreadsheet, body)
    rows = row_data(body)
    row = tab.used_rows()
    return tab, Protected(row, row + len(rows), 0, max(map(len, rows), default=0))


def _span(spreadsheet: Spreadsheet, body: Json) -> tuple[Tab, Protected]:
    span: Json = body["range"]
    tab = tab_of(spreadsheet, span)
    start, end = int(span.get("startIndex", 0)), int(span["endIndex"])
    if span["dimension"] == "ROWS":
        return tab, Protected(start, end, 0, tab.column_count)
    return tab, Protected(0, tab.row_count, start, end)


def protected_ranges(tab: Tab) -> list[Json]:
    """A tab's protection as `spreadsheets.get` describes it to somebody who may not edit there."""
    return [
        {
            "protectedRangeId": 1 + number,
            "range": {
                "sheetId": tab.sheet_id,
                "startRowIndex": cells.row,
                "endRowIndex": cells.end_row,
                "startColumnIndex": cells.column,
                "endColumnIndex": cells.end_column,
            },
            "warningOnly": False,
            "requestingUserCanEdit": False,
        }
        for number, cells in enumerate(tab.protected)
    ]


_REACH: dict[str, Callable[[Spreadsheet, Json], tuple[Tab, Protected]]] = {
    "updateCells": _written_cells,
    "appendCells": _appended_cells,
    "deleteDimension": _span,
}
