"""The only file that knows gspread: blocking calls to Google, their errors as ours."""

import threading
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

import requests
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import service_account
from gspread.exceptions import APIError
from gspread.http_client import FileType, HTTPClient, ParamsType
from requests.exceptions import ConnectTimeout, ProxyError, SSLError
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from shared.sheets.answers import Answer, Circumstances, clip, error_of, lost
from shared.sheets.bodies import METADATA_FIELDS, Json
from shared.sheets.calls import Limits, Ticket
from shared.sheets.errors import CredentialsRefused, SheetsError, Unreachable, WrittenElsewhere
from shared.sheets.service_account import ServiceAccount
from shared.turn.turn import NotOurTurn

_GOOGLE = "https://sheets.googleapis.com"
_SCOPE = "https://www.googleapis.com/auth/spreadsheets"
_UNAUTHORIZED = 401


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
        self._api_url = api_url or _GOOGLE
        self._limits = limits
        self._made: _Connection | None = None
        self._making = threading.Lock()

    def metadata(self, ticket: Ticket) -> Json:
        """Title and tabs."""
        params: ParamsType = {"fields": METADATA_FIELDS}
        return self._ask(ticket, lambda http: http.spreadsheets_get(self._id, params))

    def values(self, ticket: Ticket, ranges: list[str]) -> Json:
        """The shown cells of several ranges."""
        params: ParamsType = {"valueRenderOption": "FORMATTED_VALUE", "majorDimension": "ROWS"}
        return self._ask(ticket, lambda http: http.values_batch_get(self._id, ranges, params))

    def update(self, ticket: Ticket, changes: list[Json]) -> Json:
        """All changes or none."""
        body = {"requests": changes}
        return self._ask(ticket, lambda http: http.batch_update(self._id, body), writes=True)

    def close(self) -> None:
        """Close idle connections; one that hangs closes with its thread."""
        if self._made is not None:
            self._made.session.close()
            self._made.token_session.close()

    def _connection(self) -> "_Connection":
        """Made at first use, in the thread of a call: google-auth takes 40 ms to read the key."""
        with self._making:
            if self._made is None:
                self._made = _connect(
                    self._account, self._api_url, self._limits, read_only=self._read_only
                )
            return self._made

    def _ask(
        self, ticket: Ticket, call: Callable[["_Http"], object], *, writes: bool = False
    ) -> Json:
        asked = Circumstances(
            spreadsheet_id=self._id,
            share_with=self._account.client_email,
            writes=writes,
            needs_editor=not self._read_only,
        )
        try:
            answer = call(_Http(self._connection(), ticket))
        except APIError as error:
            raise error_of(_answer(error.response), asked) from error
        except RefreshError as error:
            raise _refresh_problem(error) from None  # its arguments may hold the whole answer
        except GoogleAuthError as error:
            raise Unreachable(f"no access token ({type(error).__name__})") from error
        except requests.JSONDecodeError as error:
            raise lost("its answer is not JSON", asked) from error
        except requests.RequestException as error:
            raise _connection_problem(error, asked) from error
        if not isinstance(answer, dict):
            raise lost("its answer is no JSON object", asked)
        return answer  # pyright: ignore[reportUnknownVariableType] - JSON of any shape


class _Credentials(service_account.Credentials):
    """A service account that asks Google for tokens and for nothing else."""

    def _after_refresh(self, request: object, method: str, url: str, headers: object) -> None:  # noqa: ARG002 - google-auth's hook
        # google-auth would look up the account's regions at another host, from a thread of its
        # own, at each first request. Sheets has no use for the answer.
        return


@dataclass(frozen=True, slots=True)
class _Connection:
    """What the calls share; sessions keep sockets open between them."""

    api_url: str
    limits: Limits
    credentials: _Credentials
    token_session: requests.Session
    session: AuthorizedSession


class _Http(HTTPClient):
    """gspread's client for one operation: our address, our time-outs, stoppable before it sends."""

    def __init__(self, connection: _Connection, ticket: Ticket) -> None:
        super().__init__(connection.credentials, connection.session)
        self._connection = connection
        self._ticket = ticket

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
        if not self._connection.credentials.valid:
            self._renew_token()
        try:
            self._check_time()
            return super().request(method, url, params, data, json, files, headers)
        except APIError as error:
            if error.response.status_code != _UNAUTHORIZED:
                raise
        self._renew_token()
        self._check_time()
        return super().request(method, url, params, data, json, files, headers)

    def _renew_token(self) -> None:
        def in_time(**request: Any) -> object:  # noqa: ANN401 - whatever google-auth asks for
            self._check_time()
            return ask_for_token(**request, timeout=self.timeout)

        ask_for_token: Callable[..., object] = Request(self._connection.token_session)
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


def _connect(
    account: ServiceAccount, api_url: str, limits: Limits, *, read_only: bool
) -> _Connection:
    credentials = _credentials(account, read_only=read_only)
    token_session = requests.Session()
    return _Connection(
        api_url=api_url,
        limits=limits,
        credentials=credentials,
        token_session=token_session,
        # Renewing a refused token is done in `_Http`, where the ticket can be asked first.
        session=AuthorizedSession(
            credentials, refresh_status_codes=(), auth_request=Request(token_session)
        ),
    )


def _credentials(account: ServiceAccount, *, read_only: bool) -> _Credentials:
    scope = f"{_SCOPE}.readonly" if read_only else _SCOPE
    return _Credentials.from_service_account_info(account.info, scopes=[scope])  # pyright: ignore[reportUnknownMemberType] - google-auth is untyped


def _answer(response: requests.Response) -> Answer:
    retry_after = response.headers.get("Retry-After")
    try:
        error: Json = response.json()["error"]
        details: list[Json] = error.get("details", [])
        return Answer(
            status=response.status_code,
            message=str(error.get("message", "")),
            reasons=frozenset(str(detail.get("reason", "")) for detail in details),
            retry_after=retry_after,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        # A proxy's page in HTML, or nothing at all.
        return Answer(response.status_code, clip(response.text), retry_after=retry_after)


def _refresh_problem(error: RefreshError) -> SheetsError:
    if error.retryable:  # pyright: ignore[reportUnknownMemberType] - google-auth is untyped
        return Unreachable("it gives out no access tokens at the moment")
    reason = error.args[0] if error.args else ""
    return CredentialsRefused(clip(str(reason)))


def _connection_problem(error: requests.RequestException, asked: Circumstances) -> SheetsError:
    reason = type(error).__name__
    return Unreachable(reason) if _never_sent(error) else lost(reason, asked)


def _never_sent(error: requests.RequestException) -> bool:
    if isinstance(error, ConnectTimeout | ProxyError | SSLError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(
        cause.reason, NewConnectionError | ConnectTimeoutError
    )
