"""What people and Google do to sheets, as far as the stand-in does it too."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import aiohttp
import pytest

from sandbox.sheets import batch
from sandbox.sheets.faults import Fault
from sandbox.sheets.grid import Spreadsheet
from sandbox.sheets.masks import masked, parsed
from sandbox.sheets.problems import ApiProblem
from sandbox.sheets.sample import CLANMATCH_ID, WELCOMECREW_ID, add_samples
from sandbox.sheets.service import SheetsService
from shared.sheets.errors import (
    AmbiguousWrite,
    RequestRefused,
    SheetsError,
    Unreachable,
)
from shared.sheets.ports import CellChange, NewRow
from tests.fakes.sheets_server import ServedSheets, served_sheets

ROWS = [["ticket", "name"], ["0042", "Ann"], ["0043", "Bo"]]


@pytest.fixture
async def served() -> AsyncGenerator[ServedSheets]:
    async with served_sheets() as served:
        served.box.add("W", "Log", {"Sheet1": ROWS, "Other": []})
        yield served


def _cells(row: int, *texts: str) -> dict[str, Any]:
    return {
        "updateCells": {
            "start": {"sheetId": 0, "rowIndex": row - 1, "columnIndex": 0},
            "rows": [{"values": [{"userEnteredValue": {"stringValue": text}} for text in texts]}],
            "fields": "userEnteredValue",
        }
    }


async def test_tab_names_match_without_case_and_come_back_as_they_are(served: ServedSheets) -> None:
    async with served.workbook("W") as workbook:
        assert (await workbook.read(["sHEET1"]))["sHEET1"] == tuple(map(tuple, ROWS))
    with pytest.raises(ApiProblem, match="already exists"):
        batch.apply(
            served.box.spreadsheets["W"],
            {"requests": [{"addSheet": {"properties": {"title": "SHEET1"}}}]},
        )


async def test_a_protected_cell_refuses_the_whole_batch_in_googles_words(
    served: ServedSheets,
) -> None:
    served.box.protect("W", "Sheet1", (2, 2), (1, 26))
    changes = [CellChange("Sheet1", 3, 2, "Bea"), CellChange("Sheet1", 2, 2, "Anna")]
    async with served.workbook("W") as workbook:
        with pytest.raises(
            RequestRefused, match=r"Invalid requests\[0\]\.updateCells: You are trying to edit"
        ) as caught:
            await workbook.apply(changes)
        assert "allow the service account to edit" in caught.value.advice
        assert served.box.rows("W", "Sheet1") == ROWS
        await workbook.apply([CellChange("Sheet1", 3, 2, "Bea"), NewRow("Sheet1", ("0044", "Cy"))])
        served.box.unprotect("W", "Sheet1")
        await workbook.apply(changes)
    assert served.box.rows("W", "Sheet1")[1:] == [["0042", "Anna"], ["0043", "Bea"], ["0044", "Cy"]]


async def test_the_index_points_at_the_refused_request(served: ServedSheets) -> None:
    served.box.protect("W", "Sheet1", (3, 3), (1, 26))
    requests = [_cells(2, "0042"), _cells(3, "0043")]
    with pytest.raises(ApiProblem, match=r"^Invalid requests\[1\]\.updateCells: You are trying"):
        batch.apply(served.box.spreadsheets["W"], {"requests": requests})


def test_protection_moves_with_its_rows() -> None:
    box = SheetsService()
    book = box.add("W", "Log", {"Sheet1": ROWS})
    box.protect("W", "Sheet1", (2, 3), (1, 26))
    box.insert_row("W", "Sheet1", before=1)
    batch.apply(book, {"requests": [_cells(2, "ticket")]})
    for row in (3, 4):
        with pytest.raises(ApiProblem, match="protected"):
            batch.apply(book, {"requests": [_cells(row, "x")]})
    box.delete_row("W", "Sheet1", 3)
    box.delete_row("W", "Sheet1", 3)
    batch.apply(book, {"requests": [_cells(3, "x")]})


def test_a_full_spreadsheet_takes_no_more_cells() -> None:
    book = Spreadsheet.of("W", "Log", {"Sheet1": ROWS})
    book.tabs[0].row_count, book.tabs[0].column_count = 3, 2
    book.cell_limit = 6
    append: Mapping[str, Any] = {"sheetId": 0, "fields": "userEnteredValue"}
    row = {"values": [{"userEnteredValue": {"stringValue": "x"}}]}
    with pytest.raises(ApiProblem, match=r"requests\[0\]\.appendCells: .*limit of 6 cells"):
        batch.apply(book, {"requests": [{"appendCells": {**append, "rows": [row]}}]})
    batch.apply(book, {"requests": [_cells(2, "0042", "Anna")]})
    assert book.tabs[0].as_shown()[1] == ["0042", "Anna"]


async def test_a_full_spreadsheet_on_demand(served: ServedSheets) -> None:
    served.box.faults.set(Fault.FULL)
    async with served.workbook("W") as workbook:
        await workbook.apply([CellChange("Sheet1", 2, 2, "Anna")])
        with pytest.raises(RequestRefused, match="above the limit") as caught:
            await workbook.apply([NewRow("Sheet1", ("0044",))])
        assert "is full" in caught.value.advice
        served.box.faults.clear()
        await workbook.apply([NewRow("Sheet1", ("0044",))])
    assert served.box.rows("W", "Sheet1")[3] == ["0044", ""]


def test_boxes_and_drop_downs_filled_down_count_as_data() -> None:
    box = SheetsService()
    book = box.add("W", "Log", {"Sheet1": ROWS})
    box.fill_down("W", "Sheet1", 3, "FALSE", to_row=1000)
    row = {"values": [{"userEnteredValue": {"stringValue": "0044"}}]}
    body = {"sheetId": 0, "fields": "userEnteredValue", "rows": [row]}
    batch.apply(book, {"requests": [{"appendCells": body}]})
    assert box.rows("W", "Sheet1")[1000][0] == "0044"
    assert book.tab("Sheet1").cell(5, 2) is False


async def test_formulas_show_errors_and_load_on_demand(served: ServedSheets) -> None:
    served.box.show_error("W", "Sheet1", 2, 2, "#REF!")
    async with served.workbook("W") as workbook:
        assert (await workbook.read(["Sheet1"]))["Sheet1"][1] == ("0042", "#REF!")
        served.box.set_cell("W", "Sheet1", 2, 2, "Ann")
        served.box.spreadsheets["W"].tab("Sheet1").imported.add(1)
        served.box.faults.set(Fault.FORMULAS_LOAD)
        grid = (await workbook.read(["Sheet1"]))["Sheet1"]
        assert [row[1] for row in grid] == ["name", "Loading...", "Loading..."]
        served.box.faults.clear()
        served.box.faults.set(Fault.FORMULAS_FAIL)
        grid = (await workbook.read(["Sheet1"]))["Sheet1"]
        assert [row[1] for row in grid] == ["name", "#REF!", ""]
        served.box.faults.clear()
        assert (await workbook.read(["Sheet1"]))["Sheet1"] == tuple(map(tuple, ROWS))


async def test_the_samples_import_what_people_import() -> None:
    box = SheetsService()
    add_samples(box)
    assert box.spreadsheets[CLANMATCH_ID].tab("bot_info").imported == {1, 2, 4}
    assert box.rows(WELCOMECREW_ID, "clanlist")[0][1] == "clantag"


@pytest.mark.parametrize(
    ("fault", "reading", "writing", "done"),
    [
        (Fault.ODD_ERROR, Unreachable, AmbiguousWrite, False),
        (Fault.ODD_ANSWER, Unreachable, AmbiguousWrite, True),
        (Fault.TOKEN_HTML, Unreachable, Unreachable, False),
        (Fault.PROTECTED, None, RequestRefused, False),
    ],
)
async def test_odd_answers_on_demand(
    served: ServedSheets,
    fault: Fault,
    reading: type[SheetsError] | None,
    writing: type[SheetsError],
    *,
    done: bool,
) -> None:
    async with served.workbook("W") as workbook:
        if fault is not Fault.TOKEN_HTML:
            await workbook.describe()
        served.box.faults.set(fault)
        for _ in range(6):  # odd errors come in several shapes
            if reading is not None:
                with pytest.raises(reading):
                    await workbook.read(["Sheet1"])
        with pytest.raises(writing):
            await workbook.apply([NewRow("Sheet1", ("0044",))])
    assert (len(served.box.rows("W", "Sheet1")) == 4) is done


async def test_a_503_may_say_when_to_come_back(served: ServedSheets) -> None:
    served.box.faults.set(Fault.UNAVAILABLE, retry_after=99)
    async with served.workbook("W") as workbook:
        with pytest.raises(Unreachable) as caught:
            await workbook.read(["Sheet1"])
    assert caught.value.retry_after == 99.0
    assert served.box.total("read") == 1, "99 s are more than the call may take"


ANSWER = {
    "properties": {"title": "Log", "locale": "en"},
    "sheets": [{"properties": {"sheetId": 1, "gridProperties": {"rowCount": 2, "columnCount": 3}}}],
}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("*", ANSWER),
        ("properties.title", {"properties": {"title": "Log"}}),
        ("properties/title", {"properties": {"title": "Log"}}),
        ("sheets(properties(sheetId))", {"sheets": [{"properties": {"sheetId": 1}}]}),
        (
            "properties.title,sheets.properties(sheetId,gridProperties.columnCount)",
            {
                "properties": {"title": "Log"},
                "sheets": [{"properties": {"sheetId": 1, "gridProperties": {"columnCount": 3}}}],
            },
        ),
        ("nothing", {}),
    ],
)
def test_a_mask_leaves_the_rest_out(fields: str, expected: object) -> None:
    assert masked(ANSWER, fields) == expected


@pytest.mark.parametrize("fields", ["", ",", "a,", "a(b", "a)b", "a..b", "a(b)c"])
def test_what_is_no_mask_is_refused(fields: str) -> None:
    with pytest.raises(ApiProblem, match="invalid argument"):
        parsed(fields)


async def test_protection_is_told_to_who_asks(served: ServedSheets) -> None:
    served.box.protect("W", "Sheet1", (1, 1), (1, 2))
    async with served.workbook("W") as workbook:
        await workbook.describe()
    async with aiohttp.ClientSession() as session:
        bearer = next(iter(served.box.tokens._given))  # pyright: ignore[reportPrivateUsage] - to ask without our client
        address = f"{served.url}/v4/spreadsheets/W?fields=sheets.protectedRanges"
        headers = {"Authorization": f"Bearer {bearer}"}
        async with session.get(address, headers=headers) as response:
            answer = await response.json()
    [ranges, other] = answer["sheets"]
    assert other == {}
    assert ranges["protectedRanges"][0]["requestingUserCanEdit"] is False
    assert ranges["protectedRanges"][0]["range"]["endColumnIndex"] == 2
