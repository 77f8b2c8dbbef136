"""The only file that knows gspread: blocking calls to Google, their errors as ours."""

import json
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import partial
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlsplit

import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request
from gspread.http_client import FileType, HTTPClient, ParamsType
from gspread.urls import SPREADSHEET_VALUES_BATCH_URL
from requests.exceptions import ConnectTimeout, ProxyError, SSLError
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError

from shared.logs.unreached import unreached
from shared.sheets import bodies, described
from shared.sheets.answers import Answer, Circumstances, error_of, lost, read_answer, seconds
from shared.sheets.calls import Limits, Ticket
from shared.sheets.described import Json, Metadata, OddAnswer
from shared.sheets.errors import SheetsError, Unreachable, WrittenElsewhere
from shared.sheets.later import Later
from shared.sheets.portions import loads
from shared.sheets.ports import Grid, Protection, StoredGrid
from shared.sheets.service_account import ServiceAccount
from shared.sheets.session import Connection, connect
from shared.sheets.token_answers import token_problem
from shared.turn.turn import NotOurTurn

_GOOGLE = "https://sheets.googleapis.com"
_TOKEN_HOSTS = {"accounts.google.com", "googleapis.com"}
_OK = 200
_UNAUTHORIZED = 401
T = TypeVar("T")


class GoogleSheets:
    """One spreadsheet over HTTP. Each method blocks, and raises SheetsError only."""

    def __init__(
        self,
        account: ServiceAccount,
        spreadsheet_id: str,
        *,
        api_url: str = "",
        read_only: bool = False,
        limits: Limits,
    ) -> None:
        self._account = account
        self._id = spreadsheet_id
        self._read_only = read_only
        self._elsewhere = _elsewhere(api_url, account.info["token_uri"])
        self._connection = Later(
            partial(connect, account, api_url or _GOOGLE, limits, read_only=read_only)
        )

    def metadata(self, ticket: Ticket) -> Metadata:
        """Title and tabs."""
        params: ParamsType = {"fields": described.METADATA_FIELDS}
        return self._ask(
            ticket, lambda http: http.spreadsheets_get(self._id, params), described.metadata
        )

    def protections(self, ticket: Ticket) -> list[Protection]:
        """What the account may not edit."""
        params: ParamsType = {"fields": described.PROTECTION_FIELDS}
        return self._ask(
            ticket, lambda http: http.spreadsheets_get(self._id, params), described.protections
        )

    def values(self, ticket: Ticket, tabs: Sequence[str]) -> dict[str, Grid]:
        """The shown cells of whole tabs."""
        params: ParamsType = {"valueRenderOption": "FORMATTED_VALUE", "majorDimension": "ROWS"}
        ranges = [bodies.whole_tab(tab) for tab in tabs]
        return self._ask(
            ticket,
            lambda http: http.cells(self._id, ranges, params),
            lambda answer: described.grids(tabs, answer),
        )

    def stored_values(self, ticket: Ticket, tabs: Sequence[str]) -> dict[str, StoredGrid]:
        """The cells of whole tabs as Google keeps them; a date is a number of days."""
        params: ParamsType = {
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
            "majorDimension": "ROWS",
        }
        ranges = [bodies.whole_tab(tab) for tab in tabs]
        return self._ask(
            ticket,
            lambda http: http.cells(self._id, ranges, params),
            lambda answer: described.stored_grids(tabs, answer),
        )

    def update(self, ticket: Ticket, changes: list[Json]) -> None:
        """All changes or none."""
        body = {"requests": changes}
        self._ask(
            ticket, lambda http: http.batch_update(self._id, body), described.written, writes=True
        )

    def close(self) -> None:
        """Close idle connections; one that hangs closes with its thread."""
        if made := self._connection.made:
            made.session.close()
            made.token_session.close()

    def _ask(
        self,
        ticket: Ticket,
        call: Callable[["_Http"], object],
        read: Callable[[Json], T],
        *,
        writes: bool = False,
    ) -> T:
        try:
            return self._asked(ticket, call, read, writes=writes)
        except Unreachable as error:
            if self._elsewhere:
                error.advice = (
                    f"Wait a minute; if it stays, look at {self._elsewhere}, which leads elsewhere "
                    "than to Google."
                )
            raise

    def _asked(
        self,
        ticket: Ticket,
        call: Callable[["_Http"], object],
        read: Callable[[Json], T],
        *,
        writes: bool,
    ) -> T:
        asked = Circumstances(
            spreadsheet_id=self._id,
            share_with=self._account.client_email,
            writes=writes,
            needs_editor=not self._read_only,
        )
        try:
            answer = call(_Http(self._connection(), ticket))
            if not isinstance(answer, dict):
                raise lost("its answer is no JSON object", asked)
            return read(cast("Json", answer))
        except _Refused as error:
            raise error_of(error.answer, asked) from None
        except OddAnswer as error:
            raise lost(str(error), asked) from error
        except GoogleAuthError as error:
            raise Unreachable(f"no access token ({unreached(error)})") from error
        except (json.JSONDecodeError, UnicodeError, RecursionError) as error:
            raise lost("its answer is not JSON", asked) from error
        except requests.RequestException as error:
            raise _connection_problem(error, asked) from error
        # The last: a chunk of a size that no read can take.
        except (HTTPError, ValueError, OverflowError) as error:
            # urllib3's own, which requests doesn't always translate; numbers of 5,000 digits.
            raise lost(f"its answer can't be read ({type(error).__name__})", asked) from error


class _Refused(Exception):
    """An answer that is no success. gspread's own error breaks at bodies of other shapes."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class _TokenAnswer(Protocol):
    """What google-auth's transport gives; google-auth is untyped."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class _Http(HTTPClient):
    """gspread's client for one operation: our address, our time-outs, stoppable before it sends."""

    def __init__(self, connection: Connection, ticket: Ticket) -> None:
        super().__init__(connection.credentials, connection.session)
        self._connection = connection
        self._ticket = ticket

    def cells(self, spreadsheet_id: str, ranges: Sequence[str], params: ParamsType) -> object:
        """As gspread's `values_batch_get`, whose reading of a large answer holds everybody up."""
        url = SPREADSHEET_VALUES_BATCH_URL % spreadsheet_id
        response = self.request("get", url, params={**params, "ranges": [*ranges]})
        return loads(response.content.decode(json.detect_encoding(response.content)))

    def request(  # noqa: PLR0917 - the signature of gspread
        self,
        method: str,
        endpoint: str,
        params: ParamsType | None = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: FileType = None,
        headers: MutableMapping[str, str] | None = None,
    ) -> requests.Response:
        """As gspread's; a token that Google refuses is renewed once, which repeats nothing done."""
        url = self._connection.api_url + endpoint.removeprefix(_GOOGLE)

        def send() -> requests.Response:
            self._check_time()
            return self._connection.session.request(
                method,
                url,
                params=params,
                data=data,
                json=json,
                files=files,
                headers=headers,
                timeout=self.timeout,
                allow_redirects=False,
            )

        if not self._connection.credentials.valid:
            self._renew_token()
        response = send()
        if response.status_code == _UNAUTHORIZED:
            self._renew_token()
            response = send()
        if response.status_code != _OK:
            raise _Refused(
                read_answer(
                    response.status_code,
                    response.content,
                    retry_after=_retry_after(response.headers),
                )
            )
        return response

    def _renew_token(self) -> None:
        def in_time(**request: Any) -> _TokenAnswer:  # noqa: ANN401 - whatever google-auth asks for
            self._check_time()
            response = ask_for_token(**request, timeout=self.timeout, allow_redirects=False)
            wait = _retry_after(response.headers)
            if problem := token_problem(response.status, response.data, retry_after=wait):
                raise problem
            return response

        ask_for_token = cast("Callable[..., _TokenAnswer]", Request(self._connection.token_session))
        self._connection.credentials.refresh(in_time)  # pyright: ignore[reportUnknownMemberType] - google-auth is untyped

    def _check_time(self) -> None:
        left = self._ticket.seconds_left()
        if left <= 0:
            raise Unreachable("there was no time left to ask")
        try:
            self._ticket.may_send()
        except NotOurTurn as error:
            raise WrittenElsewhere from error
        limits = self._connection.limits
        self.set_timeout((min(limits.connect, left), min(limits.read, left)))


def _elsewhere(api_url: str, token_uri: str) -> str:
    """By which setting somebody else than Google is asked; empty where Google itself is."""
    if api_url:
        return "SHEETS_API_URL"
    host = urlsplit(token_uri).hostname or ""
    ours = host in _TOKEN_HOSTS or host.endswith(".googleapis.com")
    return "" if ours else "token_uri in the key (GSPREAD_CREDENTIALS)"


def _retry_after(headers: Mapping[str, str]) -> float | None:
    return seconds(headers.get("Retry-After"), headers.get("Date"))


def _connection_problem(error: requests.RequestException, asked: Circumstances) -> SheetsError:
    words, name = unreached(error), type(error).__name__
    reason = name if words == name else f"{words} ({name})"
    return Unreachable(reason) if _never_sent(error) else lost(reason, asked)


def _never_sent(error: requests.RequestException) -> bool:
    if isinstance(error, ConnectTimeout | ProxyError | SSLError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(
        cause.reason, NewConnectionError | ConnectTimeoutError
    )
