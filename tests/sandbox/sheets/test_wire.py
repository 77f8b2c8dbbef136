"""The stand-in as stock gspread and plain HTTP see it."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable
from typing import Any, TypeVar

import aiohttp
import gspread
import pytest
import requests
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import service_account
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient
from gspread.utils import ValueRenderOption

from sandbox.sheets.faults import Fault
from sandbox.sheets.sample import CLANMATCH_ID, WELCOMECREW_ID, add_samples
from sandbox.sheets.service import SheetsService
from tests.fakes.sheets_server import ServedSheets, served_sheets

T = TypeVar("T")
UNFORMATTED = ValueRenderOption.unformatted
SCOPES = ["https://www.googleapis.com/auth/spreadsheets"]


@pytest.fixture
async def served() -> AsyncGenerator[ServedSheets]:
    async with served_sheets() as served:
        served.box.add("W", "Log", {"Sheet1": [["a", "b"], ["1", "0042"]]})
        yield served


async def _with_gspread(served: ServedSheets, act: Callable[[gspread.Spreadsheet], T]) -> T:
    """Stock gspread, only sent to another address."""

    class Elsewhere(HTTPClient):
        def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Any:
            url = endpoint.replace("https://sheets.googleapis.com", served.url)
            return super().request(method, url, *args, **kwargs)

    class OnlyTokens(service_account.Credentials):
        def _after_refresh(self, *_: Any, **__: Any) -> None:
            return

    info = json.loads(served.box.service_account_json(served.url))

    def in_thread() -> T:
        credentials = OnlyTokens.from_service_account_info(info, scopes=SCOPES)  # pyright: ignore[reportUnknownMemberType] - google-auth is untyped
        with (
            requests.Session() as for_tokens,
            AuthorizedSession(credentials, auth_request=Request(for_tokens)) as session,
        ):
            client = gspread.Client(credentials, session=session, http_client=Elsewhere)
            client.set_timeout(10)
            return act(client.open_by_key("W"))

    return await asyncio.to_thread(in_thread)


async def test_stock_gspread_reads(served: ServedSheets) -> None:
    def act(book: gspread.Spreadsheet) -> tuple[list[list[Any]], list[list[Any]]]:
        sheet = book.worksheet("Sheet1")
        return sheet.get_all_values(), sheet.get_values("A2:B2", value_render_option=UNFORMATTED)

    seen, stored = await _with_gspread(served, act)
    assert seen == [["a", "b"], ["1", "0042"]]
    assert stored == [[1, "0042"]]
    assert served.box.counts == {"spreadsheets.get": 2, "values.get": 2}


async def test_tabs_and_rows_come_and_go(served: ServedSheets) -> None:
    def act(book: gspread.Spreadsheet) -> None:
        book.add_worksheet("More", rows=5, cols=3)
        book.worksheet("More").update_title("Other")
        sheet = book.worksheet("Sheet1")
        sheet.delete_rows(1)
        sheet.delete_columns(1)

    await _with_gspread(served, act)
    sheet, other = served.box.spreadsheets["W"].tabs
    assert (other.title, other.row_count, other.column_count) == ("Other", 5, 3)
    assert (sheet.as_shown(), sheet.row_count, sheet.column_count) == ([["0042"]], 999, 25)


def _chart(book: gspread.Spreadsheet) -> object:
    return book.batch_update({"requests": [{"addChart": {}}]})


def _outside(book: gspread.Spreadsheet) -> object:
    start = {"sheetId": 0, "rowIndex": 5000, "columnIndex": 0}
    body: dict[str, Any] = {
        "start": start,
        "rows": [{"values": [{}]}],
        "fields": "userEnteredValue",
    }
    return book.batch_update({"requests": [{"updateCells": body}]})


def _append(book: gspread.Spreadsheet) -> object:
    return book.worksheet("Sheet1").append_row(["x"])


def _same_title(book: gspread.Spreadsheet) -> object:
    return book.add_worksheet("Sheet1", 1, 1)


def _no_such_range(book: gspread.Spreadsheet) -> object:
    return book.values_get("Nope!A1")


@pytest.mark.parametrize(
    ("act", "status"),
    [(_outside, 400), (_same_title, 400), (_no_such_range, 400), (_chart, 501), (_append, 501)],
)
async def test_what_google_or_the_stand_in_refuses(
    served: ServedSheets, act: Callable[[gspread.Spreadsheet], object], status: int
) -> None:
    with pytest.raises(APIError) as caught:
        await _with_gspread(served, act)
    assert caught.value.code == status
    assert served.box.rows("W", "Sheet1") == [["a", "b"], ["1", "0042"]]


async def test_a_batch_is_all_or_nothing(served: ServedSheets) -> None:
    told: list[tuple[str, str]] = []
    served.box.subscribe(lambda book, tab: told.append((book, tab)))
    rows = [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}]
    append = {"appendCells": {"sheetId": 0, "rows": rows, "fields": "userEnteredValue"}}
    missing = {"appendCells": {**append["appendCells"], "sheetId": 99}}
    with pytest.raises(APIError, match="No grid with id: 99"):
        await _with_gspread(served, lambda book: book.batch_update({"requests": [append, missing]}))
    assert len(served.box.rows("W", "Sheet1")) == 2
    assert not told
    await _with_gspread(served, lambda book: book.batch_update({"requests": [append]}))
    assert served.box.rows("W", "Sheet1")[-1] == ["x", ""]
    assert told == [("W", "Sheet1")]


async def test_unknown_routes_are_named_and_logged(
    served: ServedSheets, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with aiohttp.ClientSession() as session:
        for path in ("/v4/spreadsheets/W/sheets/0:copyTo", "/drive/v3/files"):
            async with session.post(served.url + path) as response:
                assert response.status == 501
                assert path in (await response.json())["error"]["message"]
            assert path in caplog.text


async def test_a_token_must_be_signed_and_shown(served: ServedSheets) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{served.url}/v4/spreadsheets/W") as response:
            assert response.status == 401
        form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "a.b.c"}
        async with session.post(f"{served.url}/token", data=form) as response:
            assert response.status == 400
            assert (await response.json())["error"] == "invalid_grant"


async def test_the_quota_is_per_minute_and_kind(served: ServedSheets) -> None:
    served.box.quota.reads = 3

    def act(book: gspread.Spreadsheet) -> None:
        sheet = book.worksheet("Sheet1")
        sheet.get_all_values()
        sheet.delete_rows(2)
        sheet.get_all_values()

    with pytest.raises(APIError, match="Read requests"):
        await _with_gspread(served, act)
    assert served.box.total("write") == 1


async def test_faults_end_by_count_and_by_time(served: ServedSheets) -> None:
    faults = served.box.faults
    faults.set(Fault.UNAVAILABLE, times=2, only="write")
    assert not faults.strikes(Fault.UNAVAILABLE, "read")
    assert [faults.strikes(Fault.UNAVAILABLE, "write") for _ in range(3)] == [True, True, False]
    faults.set("slow", seconds=0.0, delay=1.0)
    faults.set("html")
    assert list(faults.active()) == ["html"]
    faults.clear()
    assert faults.active() == {}


def test_the_sample_workbooks_hold_what_the_files_say() -> None:
    box = SheetsService()
    add_samples(box)
    roster = box.rows(CLANMATCH_ID, "bot_info")
    assert [row[2] for row in roster if row[1] == "Ashen Vigil"] == ["C1CE"]
    assert box.rows(CLANMATCH_ID, "WelcomeTemplates")[0][0] == "TAG"
    assert box.rows(WELCOMECREW_ID, "Sheet4")[0][-1] == "thread created"
    assert len(box.rows(WELCOMECREW_ID, "clanlist")) == 25
