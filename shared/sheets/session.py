"""What calls to Google share: the account's credentials, and sessions that keep sockets open."""

import requests
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import service_account

from shared.immutable import immutable
from shared.sheets.calls import Limits
from shared.sheets.service_account import ServiceAccount

_SCOPE = "https://www.googleapis.com/auth/spreadsheets"


class Credentials(service_account.Credentials):
    """A service account that asks Google for tokens and for nothing else."""

    def _after_refresh(self, request: object, method: str, url: str, headers: object) -> None:  # noqa: ARG002 - google-auth's hook
        # google-auth would look up the account's regions at another host, from a thread of its
        # own, at each first request. Sheets has no use for the answer.
        return


@immutable
class Connection:
    """Opened once, for all calls."""

    api_url: str
    limits: Limits
    credentials: Credentials
    token_session: requests.Session
    session: requests.Session


def connect(
    account: ServiceAccount, api_url: str, limits: Limits, *, read_only: bool
) -> Connection:
    """Nothing is sent yet."""
    credentials = _credentials(account, read_only=read_only)
    token_session = requests.Session()
    return Connection(
        api_url=api_url,
        limits=limits,
        credentials=credentials,
        token_session=token_session,
        # Renewing a refused token is done in `google._Http`, where the ticket can be asked first.
        session=AuthorizedSession(
            credentials, refresh_status_codes=(), auth_request=Request(token_session)
        ),
    )


def _credentials(account: ServiceAccount, *, read_only: bool) -> Credentials:
    scope = f"{_SCOPE}.readonly" if read_only else _SCOPE
    return Credentials.from_service_account_info(account.info, scopes=[scope])  # pyright: ignore[reportUnknownMemberType] - google-auth is untyped
