"""`spreadsheets.batchUpdate`: all requests or none."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from sandbox.sheets.bodies import row_data, tab_of
from sandbox.sheets.grid import Spreadsheet, Tab
from sandbox.sheets.problems import ApiProblem, not_here
from sandbox.sheets.protection import check_protection

Json = dict[str, Any]
Operation = Callable[[Spreadsheet, Json], Json]


def apply(spreadsheet: Spreadsheet, body: Json, *, is_full: bool = False) -> tuple[Json, list[str]]:
    """The answer, and the titles of the tabs that changed."""
    draft = deepcopy(spreadsheet)
    if is_full:
        _fill(draft)
    requests: list[Json] = body.get("requests", [])
    if not requests:
        raise ApiProblem(400, "Must specify at least one request.")
    replies = [_one(draft, index, request) for index, request in enumerate(requests)]
    before = {tab.title: tab for tab in spreadsheet.tabs}
    changed = [tab.title for tab in draft.tabs if before.get(tab.title) != tab]
    spreadsheet.tabs = draft.tabs
    return {"spreadsheetId": spreadsheet.identifier, "replies": replies}, changed


def _fill(draft: Spreadsheet) -> None:
    """Not one cell more fits in: what is added below the last row needs a new one."""
    for tab in draft.tabs:
        tab.row_count = tab.used_rows()
    draft.cell_limit = draft.cells()


def _one(spreadsheet: Spreadsheet, index: int, request: Json) -> Json:
    [(kind, body)] = request.items()
    operation = _OPERATIONS.get(kind)
    if operation is None:
        raise not_here(f"spreadsheets.batchUpdate {kind}")
    try:
        check_protection(spreadsheet, kind, body)
        return _within_the_limit(spreadsheet, body, operation)
    except ApiProblem as problem:
        message = f"Invalid requests[{index}].{kind}: {problem.message}"
        raise ApiProblem(problem.status, message) from problem


def _within_the_limit(spreadsheet: Spreadsheet, body: Json, operation: Operation) -> Json:
    before = spreadsheet.cells()
    reply = operation(spreadsheet, body)
    if before < spreadsheet.cells() > spreadsheet.cell_limit:
        raise ApiProblem(400, _FULL.format(spreadsheet.cell_limit))
    return reply


_FULL = (
    "This action would increase the number of cells in the workbook above the limit of {} cells."
)


def _add_sheet(spreadsheet: Spreadsheet, body: Json) -> Json:
    properties: Json = body.get("properties", {})
    title = str(properties.get("title", f"Sheet{len(spreadsheet.tabs) + 1}"))
    if any(tab.title.casefold() == title.casefold() for tab in spreadsheet.tabs):
        raise ApiProblem(
            400, f'A sheet with the name "{title}" already exists. Please enter another name.'
        )
    tab = spreadsheet.add_tab(title)
    wanted = properties.get("sheetId")
    if wanted is not None:
        if any(other.sheet_id == wanted for other in spreadsheet.tabs if other is not tab):
            raise ApiProblem(400, f"Sheet with id {wanted} already exists.")
        tab.sheet_id = int(wanted)
    grid: Json = properties.get("gridProperties", {})
    tab.row_count = int(grid.get("rowCount", tab.row_count))
    tab.column_count = int(grid.get("columnCount", tab.column_count))
    return {"addSheet": {"properties": sheet_properties(tab, len(spreadsheet.tabs) - 1)}}


def _delete_sheet(spreadsheet: Spreadsheet, body: Json) -> Json:
    tab = tab_of(spreadsheet, body)
    if len(spreadsheet.tabs) == 1:
        raise ApiProblem(400, "You can't remove all the sheets in a document.")
    spreadsheet.tabs.remove(tab)
    return {}


def _update_sheet_properties(spreadsheet: Spreadsheet, body: Json) -> Json:
    if body.get("fields") != "title":
        raise not_here("updateSheetProperties of anything but the title")
    tab_of(spreadsheet, body["properties"]).title = str(body["properties"]["title"])
    return {}


def _update_cells(spreadsheet: Spreadsheet, body: Json) -> Json:
    if "start" not in body:
        raise not_here("updateCells with a range")
    start: Json = body["start"]
    tab = tab_of(spreadsheet, start)
    rows = row_data(body)
    row, column = int(start.get("rowIndex", 0)), int(start.get("columnIndex", 0))
    width = max(map(len, rows), default=0)
    if row + len(rows) > tab.row_count or column + width > tab.column_count:
        raise ApiProblem(400, "Attempting to write outside of the grid.")
    for down, cells in enumerate(rows):
        for right, cell in enumerate(cells):
            tab.put(row + down, column + right, cell)
    return {}


def _append_cells(spreadsheet: Spreadsheet, body: Json) -> Json:
    tab_of(spreadsheet, body).append(row_data(body))
    return {}


def _delete_dimension(spreadsheet: Spreadsheet, body: Json) -> Json:
    span: Json = body["range"]
    tab = tab_of(spreadsheet, span)
    start, end = int(span.get("startIndex", 0)), int(span["endIndex"])
    rows = span["dimension"] == "ROWS"
    size = tab.row_count if rows else tab.column_count
    if not start < end <= size:
        raise ApiProblem(400, f"Cannot delete {start}:{end}, there are {size}.")
    delete = tab.delete_rows if rows else tab.delete_columns
    delete(start, end)
    return {}


def _insert_dimension(spreadsheet: Spreadsheet, body: Json) -> Json:
    span: Json = body["range"]
    tab = tab_of(spreadsheet, span)
    start, count = int(span.get("startIndex", 0)), int(span["endIndex"]) - span.get("startIndex", 0)
    rows = span["dimension"] == "ROWS"
    size = tab.row_count if rows else tab.column_count
    if count < 1 or start > size:
        raise ApiProblem(400, f"Cannot insert {count} at {start}, there are {size}.")
    insert = tab.insert_rows if rows else tab.insert_columns
    insert(start, count)
    return {}


def _append_dimension(spreadsheet: Spreadsheet, body: Json) -> Json:
    tab = tab_of(spreadsheet, body)
    if body["dimension"] == "ROWS":
        tab.row_count += int(body["length"])
    else:
        tab.column_count += int(body["length"])
    return {}


_OPERATIONS: dict[str, Operation] = {
    "addSheet": _add_sheet,
    "deleteSheet": _delete_sheet,
    "updateSheetProperties": _update_sheet_properties,
    "updateCells": _update_cells,
    "appendCells": _append_cells,
    "deleteDimension": _delete_dimension,
    "insertDimension": _insert_dimension,
    "appendDimension": _append_dimension,
}


def sheet_properties(tab: Tab, index: int) -> Json:
    """A tab as `spreadsheets.get` describes it."""
    return {
        "sheetId": tab.sheet_id,
        "title": tab.title,
        "index": index,
        "sheetType": "GRID",
        "gridProperties": {"rowCount": tab.row_count, "columnCount": tab.column_count},
    }
