"""Whatever comes back through the one door to Google is an answer or a named error."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.sheets.token import Tokens
from shared.sheets.calls import Ticket
from shared.sheets.errors import (
    AmbiguousWrite,
    CredentialsRefused,
    NotShared,
    RequestRefused,
    SheetsError,
    Unreachable,
)
from shared.sheets.google import GoogleSheets
from shared.sheets.service_account import ServiceAccount
from shared.sheets.workbook import anybody
from shared.timing.clock import SystemClock
from tests.fakes.raw_http import http, raw_server
from tests.fakes.sheets_server import QUICK

TOKEN = http(200, b'{"access_token":"t","expires_in":3600,"token_type":"Bearer"}')
PAGE = b"<!DOCTYPE html><html><title>Error 502 (Server Error)!!1</title></html>"


@dataclass(slots=True)
class Door:
    """The door, and what stands behind it."""

    url: str = ""
    api: bytes = b""
    token: bytes = TOKEN
    opened: GoogleSheets | None = None

    def answer(self, path: str) -> bytes:
        return self.token if path.endswith("/token") else self.api

    @property
    def google(self) -> GoogleSheets:
        assert self.opened is not None
        return self.opened

    def ask(self, operation: str) -> object:
        ticket = Ticket(SystemClock(), 5.0, anybody)
        match operation:
            case "metadata":
                return self.google.metadata(ticket)
            case "values":
                return self.google.values(ticket, ["A", "B"])
            case _:
                return self.google.update(ticket, [{"addSheet": {}}])


@pytest.fixture(scope="module")
def behind() -> Iterator[Door]:
    door = Door()
    with raw_server(door.answer) as url:
        key = Tokens(SystemClock()).key_file("bot@example.org", url)
        quick = replace(QUICK, connect=2.0, read=2.0)
        door.opened = GoogleSheets(ServiceAccount.parse(key), "W", api_url=url, limits=quick)
        door.url = url
        yield door
        door.google.close()


@pytest.fixture
def door(behind: Door) -> Door:
    behind.token = TOKEN
    return behind


OPERATIONS = ["metadata", "values", "update"]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(
    [
        *("error", "message", "code", "status", "details", "errors", "reason", "values"),
        *("properties", "title", "sheets", "sheetId", "gridProperties", "columnCount"),
        *("valueRanges", "spreadsheetId", "access_token", "expires_in", "error_description"),
    ]
)
KNOWN = st.recursive(
    SCALARS | st.sampled_from(["invalid_grant", "t", 3600, "3600"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
BODIES = (
    (JSON | KNOWN | st.dictionaries(NAMES, KNOWN, max_size=4)).map(
        lambda value: json.dumps(value).encode()
    )
    | st.binary(max_size=60)
    | st.sampled_from([b"", PAGE, b"[" * 5000, b"9" * 5000, b'{"error":' + b"9" * 5000 + b"}"])
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Retry_After": st.sampled_from(["0", "-1", "1e9", "9" * 400, "Wed", "1, 2"]),
        "Content_Encoding": st.sampled_from(["gzip", "br", "deflate", "nonsense"]),
        "Content_Type": st.sampled_from(["text/html", "application/json; charset=nonsense", ""]),
        "Location": st.sampled_from(["//", "http://[", "/elsewhere", "http://127.0.0.1:1/"]),
        "Transfer_Encoding": st.just("chunked"),
    },
)


def _with_headers(status: int, body: bytes, headers: dict[str, str]) -> bytes:
    return http(status, body, **headers)


ANSWERS = st.builds(
    _with_headers,
    st.sampled_from([200, 200, 200, 400, 401, 403, 404, 429, 500]) | st.integers(200, 999),
    BODIES,
    HEADERS,
) | st.binary(max_size=60)


def _ask(door: Door, operation: str) -> None:
    named: SheetsError | None = None
    try:
        door.ask(operation)
    except SheetsError as error:
        named = error
    if named is not None:
        assert str(named)
        assert named.advice
        assert "<!DOCTYPE" not in f"{named} {named.advice}"


@settings(max_examples=150, deadline=None)
@given(ANSWERS, st.sampled_from(OPERATIONS))
@example(http(200, b"-8000000000000001", Transfer_Encoding="chunked"), "metadata")
def test_any_answer_of_the_api(behind: Door, answer: bytes, operation: str) -> None:
    behind.token, behind.api = TOKEN, answer
    _ask(behind, operation)


@settings(max_examples=150, deadline=None)
@given(ANSWERS, st.sampled_from(OPERATIONS))
@example(http(200, b'{"access_token":"t","expires_in":1e400}'), "update")
@example(http(200, b'{"access_token":"t","expires_in":99999999999999}'), "update")
@example(http(200, b'{"access_token":{"a":1}}'), "update")
@example(http(200, b'["access_token"]'), "update")
@example(http(200, b'{"access_token":"a\\nb"}'), "update")
def test_any_answer_of_the_token_endpoint(behind: Door, answer: bytes, operation: str) -> None:
    behind.token, behind.api = TOKEN, http(401, b"{}")
    with pytest.raises(CredentialsRefused):
        behind.ask("metadata")  # there is a token now, and at each 401 it is renewed
    behind.token = answer
    _ask(behind, operation)


@pytest.mark.parametrize(
    "body",
    [
        *(b'{"error":"text"}', b'{"error":{"message":"no code"}}', b'{"error":null}', b"{}"),
        *(b"[]", b"null", b'{"error":{"details":[1,null,{"reason":5}]}}', b"\xff\xfe"),
    ],
)
@pytest.mark.parametrize(
    ("status", "reading", "writing"),
    [
        (400, (RequestRefused, Unreachable), (RequestRefused, Unreachable)),
        (403, (SheetsError,), (SheetsError,)),
        (503, (Unreachable,), (AmbiguousWrite,)),
        (302, (Unreachable,), (AmbiguousWrite,)),
    ],
)
def test_errors_of_odd_shapes_are_named(
    door: Door,
    body: bytes,
    status: int,
    reading: tuple[type[SheetsError]],
    writing: tuple[type[SheetsError]],
) -> None:
    door.api = http(status, body)
    with pytest.raises(reading):
        door.ask("values")
    with pytest.raises(writing):
        door.ask("update")


@pytest.mark.parametrize(
    "body",
    [
        *(b"{}", b"[]", b"null", b'{"valueRanges":[{}]}', b'{"valueRanges":[{},{},{}]}'),
        *(b'{"valueRanges":[{},{"values":5}]}', b'{"valueRanges":[{},{"values":["ab"]}]}'),
        *(b'{"valueRanges":[{},{"values":[[{}]]}]}', b'{"valueRanges":null}', PAGE, b""),
    ],
)
def test_a_success_that_makes_no_sense_is_no_success(door: Door, body: bytes) -> None:
    door.api = http(200, body)
    for operation in ("metadata", "values"):
        with pytest.raises(Unreachable):
            door.ask(operation)
    with pytest.raises(AmbiguousWrite):
        door.ask("update")


def test_a_redirect_is_not_followed(door: Door) -> None:
    door.api = http(307, b"", Location=f"{door.url}/token")
    with pytest.raises(Unreachable, match="it answered 307"):
        door.ask("values")


@pytest.mark.parametrize("status", [200, 400, 403, 500, 502, 503])
def test_a_page_from_the_token_endpoint_is_no_refusal_and_shown_to_nobody(
    door: Door, status: int
) -> None:
    door.api = http(401, b"{}")
    with pytest.raises(CredentialsRefused):
        door.ask("metadata")
    door.token = http(status, PAGE, Content_Type="text/html", Retry_After="7")
    with pytest.raises(Unreachable, match=f"it answered {status}") as caught:
        door.ask("update")
    assert "<" not in str(caught.value)
    assert caught.value.retry_after == 7.0


@pytest.mark.parametrize(
    ("error", "refused"),
    [
        *(("invalid_grant", True), ("invalid_client", True), ("unauthorized_client", True)),
        *(("invalid_request", False), ("server_error", False), ("temporarily_unavailable", False)),
        ("internal_failure", False),
    ],
)
def test_only_a_refusal_is_a_refusal(door: Door, error: str, *, refused: bool) -> None:
    door.api = http(401, b"{}")
    with pytest.raises(CredentialsRefused):
        door.ask("metadata")
    door.token = http(
        400, json.dumps({"error": error, "error_description": "In Google's words."}).encode()
    )
    with pytest.raises(CredentialsRefused if refused else Unreachable, match="In Google's words"):
        door.ask("update")


def test_a_page_instead_of_a_refusal_comes_from_somebody_else(door: Door) -> None:
    door.api = http(403, PAGE)
    with pytest.raises(Unreachable, match="no answer of Google Sheets"):
        door.ask("values")
    door.api = http(403, b'{"error":{"message":"The caller does not have permission"}}')
    with pytest.raises(NotShared, match="The caller does not have permission"):
        door.ask("values")


def test_where_somebody_else_than_google_is_asked_the_setting_is_named(door: Door) -> None:
    door.api = http(200, PAGE, Content_Type="text/html")
    with pytest.raises(Unreachable) as beside:
        door.ask("metadata")
    assert "look at SHEETS_API_URL" in beside.value.advice
    door.token = http(502, PAGE)
    key = Tokens(SystemClock()).key_file("bot@example.org", door.url)
    google = GoogleSheets(ServiceAccount.parse(key), "W", limits=QUICK)
    with pytest.raises(Unreachable) as astray:
        google.metadata(Ticket(SystemClock(), 5.0, anybody))
    google.close()
    assert "look at token_uri in the key (GSPREAD_CREDENTIALS)" in astray.value.advice


def test_a_wrong_clock_is_no_wrong_key(door: Door) -> None:
    door.api = http(401, b"{}")
    words = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
    answer = {"error": "invalid_grant", "error_description": f"{words}timeframe."}
    door.token = http(400, json.dumps(answer).encode())
    with pytest.raises(CredentialsRefused, match="reasonable timeframe") as refused:
        door.ask("metadata")
    assert "clock of this machine" in refused.value.advice
    assert "new JSON key" not in refused.value.advice
