"""The JSON of Google's Sheets API, both ways. Pure.

All writing goes through `spreadsheets:batchUpdate`, since only that takes cell changes, new rows,
new tabs and deletions of several tabs in one atomic request. Its `stringValue` keeps `0042` and
`=1+1` as text, as RAW input does; `appendCells` starts at column A below the last row that holds
anything, so there is no guessing of tables as `values:append` does it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from zlib import crc32

from shared.sheets.cells import Cell, is_blank
from shared.sheets.ports import CellChange, Change, Grid, NewRow, Protection, StoredGrid

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

    def named(self, title: str) -> Tab | None:
        """The tab of this name; case aside, for Google lets no two differ by that alone."""
        if title in self.tabs:
            return self.tabs[title]
        same = (tab for each, tab in self.tabs.items() if each.casefold() == title.casefold())
        return next(same, None)


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
    """The shown cells in the answer to `values:batchGet` of `tabs`. Raises OddAnswer."""
    return {
        tab: tuple(tuple(map(str, row)) for row in rows)
        for tab, rows in stored_grids(tabs, answer).items()
    }


def stored_grids(tabs: Sequence[str], answer: Json) -> dict[str, StoredGrid]:
    """The cells in the answer to `values:batchGet`, which keeps the order. Raises OddAnswer."""
    try:
        ranges: list[Json] = answer["valueRanges"]
        pairs = zip(tabs, ranges, strict=True)
        return {tab: _padded(found.get("values", [])) for tab, found in pairs}
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        raise OddAnswer("it answered with other cells than were asked for") from error


def _padded(rows: list[list[object]]) -> StoredGrid:
    if not all(isinstance(row, list) for row in rows):  # pyright: ignore[reportUnnecessaryIsInstance] - Google's word, not ours
        raise TypeError("a row is a list of cells")
    width = max((len(row) for row in rows), default=0)
    return tuple((*map(_value, row), *[""] * (width - len(row))) for row in rows)


def _value(cell: object) -> Cell:
    if not isinstance(cell, str | int | float | None):
        raise TypeError("a cell is text, a number, truth or nothing")
    return "" if cell is None else cell


def written(answer: Json) -> None:
    """The answer to `spreadsheets.batchUpdate`, which names its spreadsheet. Raises OddAnswer."""
    if not isinstance(answer.get("spreadsheetId"), str):
        raise OddAnswer("its answer doesn't say that anything was written")


@dataclass(frozen=True, slots=True)
class Part:
    """One request of a batch, and which of the changes it carries, by index."""

    request: Json
    changes: tuple[int, ...]


def change_parts(changes: Sequence[Change], ids: Mapping[str, int]) -> list[Part]:
    """Cell changes (the last one wins where two meet), then new rows in their order."""
    cells: dict[tuple[str, int, int], int] = {}
    rows: dict[tuple[str, int | None], list[int]] = {}
    for index, change in enumerate(changes):
        match change:
            case CellChange():
                cells[change.tab, change.row, change.column] = index
            case NewRow():
                rows.setdefault((change.tab, change.below), []).append(index)
    parts: list[Part] = []
    for tab, row, column, places in _neighbours(cells):
        values = [change.value for i in places if isinstance(change := changes[i], CellChange)]
        parts.append(Part(update_cells(ids[tab], row, column, [values]), tuple(places)))
    # From the bottom up: what is inserted moves only what is below.
    for (tab, below), places in sorted(rows.items(), key=lambda each: -(each[0][1] or 0)):
        values = [change.values for i in places if isinstance(change := changes[i], NewRow)]
        parts += [Part(one, tuple(places)) for one in _new_rows(ids[tab], values, below)]
    return parts


def _new_rows(sheet_id: int, rows: Sequence[Sequence[Cell]], below: int | None) -> list[Json]:
    if below is None:
        data = [_row_data(values) for values in rows]
        return [{"appendCells": {"sheetId": sheet_id, "rows": data, "fields": _ENTERED}}]
    span = {
        "sheetId": sheet_id,
        "dimension": "ROWS",
        "startIndex": below,
        "endIndex": below + len(rows),
    }
    # As the row above, unless that is row 1, which is mostly a header with a look of its own.
    return [
        {"insertDimension": {"range": span, "inheritFromBefore": below > 1}},
        update_cells(sheet_id, below + 1, 1, rows),
    ]


def _neighbours(
    cells: Mapping[tuple[str, int, int], int],
) -> Iterable[tuple[str, int, int, list[int]]]:
    """Cells side by side in one row travel together."""
    places = enumerate(sorted(cells))
    for _, group in groupby(places, key=lambda place: (*place[1][:2], place[1][2] - place[0])):
        positions = [position for _, position in group]
        tab, row, column = positions[0]
        yield tab, row, column, [cells[position] for position in positions]


def update_cells(sheet_id: int, row: int, column: int, rows: Sequence[Sequence[Cell]]) -> Json:
    """Write `rows` of values, from `row` and `column` on (both from 1)."""
    start = {"sheetId": sheet_id, "rowIndex": row - 1, "columnIndex": column - 1}
    data = [_row_data(values) for values in rows]
    return {"updateCells": {"start": start, "rows": data, "fields": _ENTERED}}


def _row_data(values: Sequence[Cell]) -> Json:
    return {
        "values": [{} if is_blank(value) else {_ENTERED: _entered(value)} for value in values],
    }


def _entered(value: Cell) -> Json:
    match value:
        case bool():
            return {"boolValue": value}
        case int() | float():
            return {"numberValue": value}
        case _:
            return {"stringValue": value}


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


PROTECTION_FIELDS = (
    "sheets(properties.title,protectedRanges(range,warningOnly,requestingUserCanEdit))"
)


def protections(answer: Json) -> list[Protection]:
    """From the answer to `spreadsheets.get` with PROTECTION_FIELDS. Raises OddAnswer."""
    try:
        return [
            Protection(_text(sheet["properties"]["title"]), _span(each.get("range", {})))
            for sheet in answer.get("sheets", [])
            for each in sheet.get("protectedRanges", [])
            if not each.get("warningOnly") and not each.get("requestingUserCanEdit")
        ]
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError) as error:
        raise OddAnswer("its description of what is protected makes no sense") from error


def _span(area: Json) -> str:
    """A grid range in words; without bounds it is the whole tab."""
    rows = _bounds("row", area.get("startRowIndex"), area.get("endRowIndex"), str)
    columns = _bounds("column", area.get("startColumnIndex"), area.get("endColumnIndex"), _letters)
    return ", ".join(part for part in (rows, columns) if part) or "all"


def _bounds(what: str, start: int | None, end: int | None, name: Callable[[int], str]) -> str:
    if start is None and end is None:
        return ""
    first = int(start or 0) + 1
    if end is None:
        return f"{what}s from {name(first)}"
    last = int(end)
    return f"{what} {name(first)}" if first == last else f"{what}s {name(first)} to {name(last)}"


def _letters(column: int) -> str:
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def trial(sheet_id: int) -> list[Json]:
    """A batch that adds a tab, writes to it and deletes it: all is as it was."""
    title = f"check {sheet_id}"
    return [
        add_tab(title, sheet_id),
        update_cells(sheet_id, 1, 1, [["The bot tries whether it may write here."]]),
        delete_tab(sheet_id),
    ]


def delete_tab(sheet_id: int) -> Json:
    """A tab, with all that it holds."""
    return {"deleteSheet": {"sheetId": sheet_id}}


def add_columns(sheet_id: int, count: int) -> Json:
    """More columns at the right end."""
    return {"appendDimension": {"sheetId": sheet_id, "dimension": "COLUMNS", "length": count}}


def free_sheet_id(title: str, taken: Collection[int]) -> int:
    """An id for a new tab: from its title, or the next one that is free."""
    candidate = crc32(title.encode()) & 0x7FFFFFFF
    while candidate in taken:
        candidate = (candidate + 1) & 0x7FFFFFFF
    return candidate
