"""The JSON of Google's Sheets API, both ways. Pure.

All writing goes through `spreadsheets:batchUpdate`, since only that takes cell changes, new rows,
new tabs and deletions of several tabs in one atomic request. Its `stringValue` keeps `0042` and
`=1+1` as text, as RAW input does; `appendCells` starts at column A below the last row that holds
anything, so there is no guessing of tables as `values:append` does it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from zlib import crc32

from shared.sheets.ports import CellChange, Change, Grid, NewRow

Json = dict[str, Any]
_ENTERED = "userEnteredValue"
METADATA_FIELDS = "properties.title,sheets.properties(sheetId,title,gridProperties.columnCount)"


@dataclass(frozen=True, slots=True)
class Tab:
    """What is needed to write to a tab."""

    sheet_id: int
    columns: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """A spreadsheet without its cells."""

    title: str
    tabs: Mapping[str, Tab]


class OddAnswer(Exception):
    """An answer that is JSON, but not what the API's description promises."""


def metadata(answer: Json) -> Metadata:
    """From the answer to `spreadsheets.get` with METADATA_FIELDS. Raises OddAnswer."""
    try:
        sheets = [sheet["properties"] for sheet in answer.get("sheets", [])]
        return Metadata(
            title=_text(answer["properties"]["title"]),
            tabs={
                _text(sheet["title"]): Tab(
                    sheet_id=int(sheet.get("sheetId", 0)),
                    # A tab that shows a chart or a data source has no cells.
                    columns=int(sheet.get("gridProperties", {}).get("columnCount", 0)),
                )
                for sheet in sheets
            },
        )
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError) as error:
        raise OddAnswer("its description of the spreadsheet makes no sense") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a title is text")
    return value


def whole_tab(title: str) -> str:
    """A tab as a range; quoted, so that a tab called `A1` is no cell."""
    return "'" + title.replace("'", "''") + "'"


def grids(tabs: Sequence[str], answer: Json) -> dict[str, Grid]:
    """From the answer to `values:batchGet` of `tabs`, which keeps their order. Raises OddAnswer."""
    try:
        ranges: list[Json] = answer["valueRanges"]
        pairs = zip(tabs, ranges, strict=True)
        return {tab: _padded(found.get("values", [])) for tab, found in pairs}
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        raise OddAnswer("it answered with other cells than were asked for") from error


def _padded(rows: list[list[object]]) -> Grid:
    if not all(isinstance(row, list) for row in rows):  # pyright: ignore[reportUnnecessaryIsInstance] - Google's word, not ours
        raise TypeError("a row is a list of cells")
    width = max((len(row) for row in rows), default=0)
    return tuple((*map(_shown, row), *[""] * (width - len(row))) for row in rows)


def _shown(cell: object) -> str:
    if not isinstance(cell, str | int | float | None):
        raise TypeError("a cell is text, a number, truth or nothing")
    return "" if cell is None else str(cell)


def written(answer: Json) -> None:
    """The answer to `spreadsheets.batchUpdate`, which names its spreadsheet. Raises OddAnswer."""
    if not isinstance(answer.get("spreadsheetId"), str):
        raise OddAnswer("its answer doesn't say that anything was written")


def change_requests(changes: Iterable[Change], ids: Mapping[str, int]) -> list[Json]:
    """Cell changes (the last one wins where two meet), then new rows in their order."""
    cells: dict[tuple[str, int, int], str] = {}
    rows: dict[str, list[NewRow]] = {}
    for change in changes:
        match change:
            case CellChange():
                cells[change.tab, change.row, change.column] = change.value
            case NewRow():
                rows.setdefault(change.tab, []).append(change)
    updates = [
        update_cells(ids[tab], row, column, values)
        for tab, row, column, values in _neighbours(cells)
    ]
    appends = [
        {
            "appendCells": {
                "sheetId": ids[tab],
                "rows": [_row_data(row.values) for row in new],
                "fields": _ENTERED,
            }
        }
        for tab, new in rows.items()
    ]
    return [*updates, *appends]


def _neighbours(
    cells: Mapping[tuple[str, int, int], str],
) -> Iterable[tuple[str, int, int, list[str]]]:
    """Cells side by side in one row travel together."""
    places = enumerate(sorted(cells))
    for _, group in groupby(places, key=lambda place: (*place[1][:2], place[1][2] - place[0])):
        positions = [position for _, position in group]
        tab, row, column = positions[0]
        yield tab, row, column, [cells[position] for position in positions]


def update_cells(sheet_id: int, row: int, column: int, values: Sequence[str]) -> Json:
    """Write `values` into one row, from `column` on (both from 1)."""
    start = {"sheetId": sheet_id, "rowIndex": row - 1, "columnIndex": column - 1}
    return {"updateCells": {"start": start, "rows": [_row_data(values)], "fields": _ENTERED}}


def _row_data(values: Sequence[str]) -> Json:
    return {
        "values": [{_ENTERED: {"stringValue": value}} if value else {} for value in values],
    }


def delete_requests(rows: Collection[int], sheet_id: int) -> list[Json]:
    """From the bottom up, so that no deletion moves a row that is still to go."""
    indexes = sorted({row - 1 for row in rows})
    spans = [
        [index for _, index in group]
        for _, group in groupby(enumerate(indexes), key=lambda item: item[1] - item[0])
    ]
    return [
        {
            "deleteDimension": {
                "range": {
                    "sheetId": sheet_id,
                    "dimension": "ROWS",
                    "startIndex": span[0],
                    "endIndex": span[-1] + 1,
                }
            }
        }
        for span in reversed(spans)
    ]


def add_tab(title: str, sheet_id: int) -> Json:
    """A new tab with an id of our choice, so that the same request can fill it."""
    return {"addSheet": {"properties": {"sheetId": sheet_id, "title": title}}}


def add_columns(sheet_id: int, count: int) -> Json:
    """More columns at the right end."""
    return {"appendDimension": {"sheetId": sheet_id, "dimension": "COLUMNS", "length": count}}


def free_sheet_id(title: str, taken: Collection[int]) -> int:
    """An id for a new tab: from its title, or the next one that is free."""
    candidate = crc32(title.encode()) & 0x7FFFFFFF
    while candidate in taken:
        candidate = (candidate + 1) & 0x7FFFFFFF
    return candidate
