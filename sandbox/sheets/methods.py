"""The methods of the API that the stand-in has: their names, their paths, what they do."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.sheets import batch, values
from sandbox.sheets.faults import Fault
from sandbox.sheets.grid import Spreadsheet
from sandbox.sheets.problems import not_here
from sandbox.sheets.protection import protected_ranges
from sandbox.sheets.service import SheetsService

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, read in full."""

    range: str
    ranges: list[str]
    params: Mapping[str, str]
    body: Json


Run = Callable[[SheetsService, Spreadsheet, Asked], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """One method: `kind` is the quota it counts for."""

    name: str
    kind: str
    verb: str
    path: re.Pattern[str]
    run: Run


def find(verb: str, tail: str) -> tuple[Method, str, str] | None:
    """The method for a path below `/v4/spreadsheets/`, the spreadsheet's id, and the range."""
    for method in _METHODS:
        match = method.path.fullmatch(tail)
        if match and verb == method.verb:
            parts = match.groupdict()
            return method, parts["id"], parts.get("range", "")
    return None


def _get(_service: SheetsService, spreadsheet: Spreadsheet, asked: Asked) -> Json:
    if asked.params.get("includeGridData", "false") != "false":
        raise not_here("spreadsheets.get with includeGridData")
    sheets = [
        {"properties": batch.sheet_properties(tab, index)}
        | ({"protectedRanges": found} if (found := protected_ranges(tab)) else {})
        for index, tab in enumerate(spreadsheet.tabs)
    ]
    properties = {"title": spreadsheet.title, "locale": "en_US", "timeZone": "Etc/GMT"}
    return {
        "spreadsheetId": spreadsheet.identifier,
        "properties": properties,
        "sheets": sheets,
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{spreadsheet.identifier}/edit",
    }


def _batch_update(service: SheetsService, spreadsheet: Spreadsheet, asked: Asked) -> Json:
    is_full = service.faults.strikes(Fault.FULL, "write")
    answer, changed = batch.apply(spreadsheet, asked.body, is_full=is_full)
    for title in changed:
        service.changed(spreadsheet.identifier, title)
    return answer


def _method(name: str, verb: str, path: str, run: Run) -> Method:
    pattern = path.replace("{id}", "(?P<id>[^/:]+)").replace("{range}", "(?P<range>.+?)")
    return Method(name, "read" if verb == "GET" else "write", verb, re.compile(pattern), run)


_METHODS = (
    _method("spreadsheets.get", "GET", "{id}", _get),
    _method("spreadsheets.batchUpdate", "POST", "{id}:batchUpdate", _batch_update),
    _method(
        "values.batchGet",
        "GET",
        "{id}/values:batchGet",
        lambda service, sheet, asked: values.batch_get(
            sheet, asked.ranges, asked.params, failing=service.failing_formulas()
        ),
    ),
    _method(
        "values.get",
        "GET",
        "{id}/values/{range}",
        lambda service, sheet, asked: values.get(
            sheet, asked.range, asked.params, failing=service.failing_formulas()
        ),
    ),
)
