"""The stand-in on the wire: who asks, what is going wrong today, then the method itself."""

import logging
from collections.abc import Awaitable, Callable
from json import JSONDecodeError
from typing import Any

from aiohttp import web

from sandbox.sheets.faults import Fault
from sandbox.sheets.grid import Spreadsheet
from sandbox.sheets.masks import masked
from sandbox.sheets.methods import Asked, Method, find
from sandbox.sheets.problems import ApiProblem, not_here
from sandbox.sheets.protection import PROTECTED
from sandbox.sheets.service import Exchange, RequestRecord, SheetsService
from sandbox.sheets.token import Bearer, GrantRefused

_log = logging.getLogger(__name__)
Json = dict[str, Any]
_WRITE_SCOPE = "https://www.googleapis.com/auth/spreadsheets"
_SCOPES = frozenset({_WRITE_SCOPE, f"{_WRITE_SCOPE}.readonly"})
# Seen from proxies and from Google's own fronts.
_ODD_ERRORS = ('{"error":"backend"}', '{"error":{"message":"no code"}}', '{"error":null}', "[]", "")
_PAGE = "<!DOCTYPE html><title>Error</title><p>The server encountered a temporary error.</p>"


def routes(service: SheetsService, prefix: str = "/sheets") -> list[web.RouteDef]:
    """Everything under `prefix`: set SHEETS_API_URL to that address."""

    def bound(
        handler: Callable[[SheetsService, web.Request], Awaitable[web.StreamResponse]],
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await handler(service, request)

        return handle

    return [
        web.post(f"{prefix}/token", bound(_token)),
        web.route("*", f"{prefix}/v4/spreadsheets/{{tail:.+}}", bound(_call)),
        web.route("*", f"{prefix}/{{tail:.*}}", bound(_unknown)),
    ]


async def _token(service: SheetsService, request: web.Request) -> web.StreamResponse:
    form = {key: str(value) for key, value in (await request.post()).items()}
    await service.faults.delay("token")
    if service.faults.strikes(Fault.TOKEN_UNAVAILABLE, "token"):
        return web.json_response({"error": "temporarily_unavailable"}, status=503)
    if service.faults.strikes(Fault.TOKEN_HTML, "token"):
        return web.Response(status=502, text=_PAGE, content_type="text/html")
    if service.faults.strikes(Fault.REFUSE_TOKEN, "token"):
        return _refused("Invalid grant: account not found")
    try:
        token = service.tokens.grant(form)
    except GrantRefused as error:
        return _refused(str(error))
    lifetime = int(service.tokens.lifetime)
    answer = {"access_token": token, "expires_in": lifetime, "token_type": "Bearer"}
    return web.json_response(answer)


def _refused(reason: str) -> web.Response:
    body = {"error": "invalid_grant", "error_description": reason}
    return web.json_response(body, status=400)


async def _unknown(_service: SheetsService, request: web.Request) -> web.StreamResponse:
    return _problem(not_here(f"{request.method} {request.path}"))


async def _call(service: SheetsService, request: web.Request) -> web.StreamResponse:
    found = find(request.method, request.match_info["tail"])
    if found is None:
        return await _unknown(service, request)
    method, identifier, name = found
    bearer = service.tokens.bearer(request.headers.get("Authorization", ""))
    body: Json = {}
    try:
        body = await _body(request)
        asked = Asked(name, request.query.getall("ranges", []), request.query, body)
        response = await _answer(service, method, identifier, bearer, asked)
    except ApiProblem as problem:
        response = _problem(problem, service.faults.retry_after(problem.status))
    service.exchanged(
        Exchange(
            request.method,
            f"v4/spreadsheets/{request.match_info['tail']}",
            tuple(request.query.items()),
            body,
            response.status,
            bytes(response.body) if isinstance(response.body, bytes | bytearray) else b"",
        )
    )
    lost = response.status == 200 and service.faults.strikes(Fault.LOSE_ANSWER, method.kind)
    account = bearer.account if bearer else ""
    status = 0 if lost else response.status
    service.record(RequestRecord(method.name, method.kind, account, identifier, status))
    if lost and request.transport:
        request.transport.close()
    return response


async def _answer(
    service: SheetsService, method: Method, identifier: str, bearer: Bearer | None, asked: Asked
) -> web.Response:
    if bearer is None:
        raise ApiProblem(401, "Request had invalid authentication credentials.")
    await service.faults.delay(method.kind)
    if service.faults.strikes(Fault.ODD_ERROR, method.kind):
        return _odd_error(service)
    _fail_before(service, method, bearer)
    spreadsheet = _open(service, identifier, bearer, method)
    answer = masked(method.run(service, spreadsheet, asked), asked.params.get("fields", "*"))
    return _fail_after(service, method) or web.json_response(answer)


def _odd_error(service: SheetsService) -> web.Response:
    body = _ODD_ERRORS[service.counts.total() % len(_ODD_ERRORS)]
    return web.Response(status=500, text=body, content_type="application/json")


async def _body(request: web.Request) -> Json:
    if not request.can_read_body:
        return {}
    try:
        body: object = await request.json()
    except JSONDecodeError as error:
        raise ApiProblem(400, "Invalid JSON payload received.") from error
    return body if isinstance(body, dict) else {}  # pyright: ignore[reportUnknownVariableType] - JSON of any shape


def _fail_before(service: SheetsService, method: Method, bearer: Bearer) -> None:
    faults = service.faults
    if faults.strikes(Fault.TOO_MANY, method.kind):
        raise ApiProblem(429, "Quota exceeded.", reason="RATE_LIMIT_EXCEEDED")
    if not service.quota.take(bearer.account, method.kind):
        group = method.kind.title()
        raise ApiProblem(
            429,
            f"Quota exceeded for quota metric '{group} requests' and limit "
            f"'{group} requests per minute per user'.",
            reason="RATE_LIMIT_EXCEEDED",
        )
    if faults.strikes(Fault.UNAVAILABLE, method.kind):
        raise ApiProblem(503, "The service is currently unavailable.")
    if method.kind == "write" and faults.strikes(Fault.PROTECTED, method.kind):
        raise ApiProblem(400, f"Invalid requests[0].updateCells: {PROTECTED}")


def _open(service: SheetsService, identifier: str, bearer: Bearer, method: Method) -> Spreadsheet:
    spreadsheet = service.spreadsheets.get(identifier)
    if spreadsheet is None:
        raise ApiProblem(404, "Requested entity was not found.")
    writes = method.kind == "write"
    if not bearer.scopes & ({_WRITE_SCOPE} if writes else _SCOPES):
        raise ApiProblem(
            403,
            "Request had insufficient authentication scopes.",
            reason="ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        )
    allowed = spreadsheet.editors if writes else spreadsheet.editors | spreadsheet.viewers
    if bearer.account not in allowed:
        raise ApiProblem(403, "The caller does not have permission")
    return spreadsheet


def _fail_after(service: SheetsService, method: Method) -> web.Response | None:
    if service.faults.strikes(Fault.UNAVAILABLE_AFTER, method.kind):
        return _problem(ApiProblem(503, "The service is currently unavailable."))
    if service.faults.strikes(Fault.HTML, method.kind):
        return web.Response(status=502, text=_PAGE, content_type="text/html")
    if service.faults.strikes(Fault.ODD_ANSWER, method.kind):
        return web.json_response({})
    if service.faults.strikes(Fault.GARBLED, method.kind):
        return web.Response(text=_PAGE, content_type="text/html")
    return None


def _problem(problem: ApiProblem, retry_after: int | None = None) -> web.Response:
    if problem.status == 501:
        _log.warning("Sheets stand-in: %s", problem.message)
    headers: dict[str, str] = {}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return web.json_response(problem.body(), status=problem.status, headers=headers)
