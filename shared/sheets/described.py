"""What Google's Sheets API answers: of a spreadsheet, its cells, and what is protected. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shared.immutable import immutable
from shared.sheets.cells import Cell, column_letters, seen
from shared.sheets.ports import Grid, Protection, StoredGrid

Json = dict[str, Any]
METADATA_FIELDS = "properties.title,sheets.properties(sheetId,title,gridProperties.columnCount)"
PROTECTION_FIELDS = (
    "sheets(properties.title,protectedRanges(range,warningOnly,requestingUserCanEdit))"
)


@immutable
class Tab:
    """What is needed to write to a tab."""

    sheet_id: int
    columns: int


@immutable
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


def grids(tabs: Sequence[str], answer: Json) -> dict[str, Grid]:
    """The shown cells in the answer to `values:batchGet` of `tabs`. Raises OddAnswer."""
    return {
        tab: tuple(tuple(seen(str(cell)) for cell in row) for row in rows)
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
    columns = _bounds(
        "column", area.get("startColumnIndex"), area.get("endColumnIndex"), column_letters
    )
    return ", ".join(part for part in (rows, columns) if part) or "all"


def _bounds(what: str, start: int | None, end: int | None, name: Callable[[int], str]) -> str:
    if start is None and end is None:
        return ""
    first = int(start or 0) + 1
    if end is None:
        return f"{what}s from {name(first)}"
    last = int(end)
    return f"{what} {name(first)}" if first == last else f"{what}s {name(first)} to {name(last)}"
