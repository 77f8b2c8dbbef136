"""What is sent to Google's Sheets API, as JSON. Pure.

All writing goes through `spreadsheets:batchUpdate`, since only that takes cell changes, new rows,
new tabs and deletions of several tabs in one atomic request. Its `stringValue` keeps `0042` and
`=1+1` as text, as RAW input does; `appendCells` starts at column A below the last row that holds
anything, so there is no guessing of tables as `values:append` does it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from zlib import crc32

from shared.immutable import immutable
from shared.sheets.cells import Cell, is_blank
from shared.sheets.described import Json
from shared.sheets.ports import CellChange, Change, NewRow

_ENTERED = "userEnteredValue"


def whole_tab(title: str) -> str:
    """A tab as a range; quoted, so that a tab called `A1` is no cell."""
    return "'" + title.replace("'", "''") + "'"


@immutable
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
