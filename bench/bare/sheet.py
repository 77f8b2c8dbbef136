"""A ticket log as stock gspread makes it: look for the row, then append it."""

import json
from collections.abc import Iterable
from typing import Any

import gspread
import requests
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import service_account
from gspread.http_client import HTTPClient

_SCOPES = ["https://www.googleapis.com/auth/spreadsheets"]


def log_tickets(
    key_json: str, api_url: str, identifier: str, tab: str, tickets: Iterable[list[str]]
) -> None:
    """One after the other; the ticket number is in the first column."""

    class Elsewhere(HTTPClient):
        def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - gspread's
            url = endpoint.replace("https://sheets.googleapis.com", api_url)
            return super().request(method, url, *args, **kwargs)

    account = service_account.Credentials.from_service_account_info(  # pyright: ignore[reportUnknownMemberType] - untyped
        json.loads(key_json), scopes=_SCOPES
    )
    with (
        requests.Session() as for_tokens,
        AuthorizedSession(account, auth_request=Request(for_tokens)) as session,
    ):
        client = gspread.Client(account, session=session, http_client=Elsewhere)
        book = client.open_by_key(identifier)
        sheet = book.worksheet(tab)
        for ticket in tickets:
            rows: Any = sheet.get_all_values()
            if all(row[0] != ticket[0] for row in rows):
                book.batch_update(_appended(sheet.id, ticket))


def _appended(tab_id: int, cells: Iterable[str]) -> dict[str, Any]:
    """One write, as `append_row` is; the stand-in knows this form of it."""
    values = [{"userEnteredValue": {"stringValue": cell}} for cell in cells]
    append = {"sheetId": tab_id, "rows": [{"values": values}], "fields": "userEnteredValue"}
    return {"requests": [{"appendCells": append}]}
