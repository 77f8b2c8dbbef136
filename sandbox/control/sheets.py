"""The Sheets tab: every tab as it is, and what a person does to its cells."""

from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field

from sandbox.control.guard import Guard, Refused, read, told
from sandbox.sheets.service import SheetsService

_LONGEST_CELL = 50_000
_Number = Annotated[int, Field(ge=1, le=10_000)]


class _Edit(BaseModel):
    id: str
    row: _Number = 1
    column: _Number = 1
    value: str = Field("", max_length=_LONGEST_CELL)
    descending: bool = False
    by: int = 0


def routes(guard: Guard, sheets: SheetsService) -> list[web.RouteDef]:
    """`/sandbox/sheets` and a person's edits."""

    async def show(_: web.Request) -> web.Response:
        return told({"sheets": _all(sheets)})

    async def edit(request: web.Request) -> web.Response:
        wanted = await read(request, _Edit)
        spreadsheet, _, tab = wanted.id.partition("/")
        if not any(it["id"] == wanted.id for it in _all(sheets)):
            raise Refused("That tab is gone.", 404)
        _apply(sheets, spreadsheet, tab, request.match_info["verb"], wanted)
        return told({})

    verbs = "cell|insert-row|delete-row|sort|move-column"
    return [
        web.get("/sandbox/sheets", guard(show)),
        web.post(f"/sandbox/sheets/{{verb:{verbs}}}", guard(edit)),
    ]


def _all(sheets: SheetsService) -> list[dict[str, object]]:
    return [
        {
            "id": f"{identifier}/{tab.title}",
            "spreadsheet": spreadsheet.title,
            "title": tab.title,
            "rows": tab.as_shown(),
        }
        for identifier, spreadsheet in sheets.spreadsheets.items()
        for tab in spreadsheet.tabs
    ]


def _apply(sheets: SheetsService, spreadsheet: str, tab: str, verb: str, wanted: _Edit) -> None:
    where = spreadsheet, tab
    match verb:
        case "cell":
            sheets.set_cell(*where, wanted.row, wanted.column, wanted.value)
        case "insert-row":
            sheets.insert_row(*where, wanted.row)
        case "delete-row":
            sheets.delete_row(*where, wanted.row)
        case "sort":
            sheets.sort_by(*where, wanted.column, descending=wanted.descending)
        case _:
            to = wanted.column + wanted.by
            if to >= 1:
                sheets.move_column(*where, wanted.column, to)
