"""The health pages over HTTP: bound before login, answering at once whatever else hangs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Final

from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

from .door import Door, most_connections
from .first_light import Visitors
from .ground.clock import Clock
from .ground.immutable import immutable
from .health import HealthReport
from .listening import PortUnavailable, listen
from .patience import within
from .probes import (
    HEALTHZ,
    JSON_TYPE,
    NO_STORE,
    PROBES,
    STARTUPZ,
    as_json,
    healthz_status,
    probe_body,
    startupz,
)
from .status_page import script_hash
from .strangers import spare_logger

_log = logging.getLogger(__name__)

_Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

_LONGEST_REQUEST_S = 30.0
"""For an app's routes; the keepalive's own never wait for anything."""
_LARGEST_BODY = 64 * 1024
_PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src '{script}'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)


@immutable
class Pages:
    """Where the answers come from. None of these may wait."""

    health: Callable[[], HealthReport]
    accepted: Callable[[], bool]
    metrics: Callable[[], tuple[bytes, str]]
    status: Callable[[], str]
    strict_probe: bool


def build_app(pages: Pages, routes: Iterable[web.RouteDef] = ()) -> web.Application:
    """All routes: the keepalive's own, then the app's."""
    answers = _Answers(pages)
    app = web.Application(client_max_size=_LARGEST_BODY)
    app[_ANSWERS] = answers
    own = {
        **dict.fromkeys(PROBES, answers.probe),
        HEALTHZ: answers.healthz,
        STARTUPZ: answers.startupz,
        "/metrics": answers.metrics,
        "/status": answers.status,
    }
    for path, handler in own.items():
        app.router.add_get(path, handler)
        # Balancers check by OPTIONS: HAProxy unless told otherwise.
        app.router.add_route("OPTIONS", path, handler)
    app.router.add_routes(_in_time(route) for route in routes)
    return app


class WebServer:
    """Serves an application on all interfaces, IPv6 and IPv4."""

    def __init__(
        self,
        app: web.Application,
        *,
        port: int,
        clock: Clock,
        most: int | None = None,
        visitors: Visitors | None = None,
    ) -> None:
        self._port = port
        self._visitors = visitors
        self._clock = clock
        self._most = most or most_connections()
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=1.0, logger=spare_logger(clock)
        )
        self._door = Door(self._welcome, clock=clock, most=self._most)
        self._answers = app[_ANSWERS]
        self._listening: asyncio.Server | None = None
        self._doorkeeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Serve: those who came before there was a web server, or else bind the port first.

        Raises PortUnavailable.
        """
        await self._runner.setup()
        server = self._server()
        # Not a middleware: aiohttp's way to call those costs a small request a tenth of its time.
        server.request_handler = self._answers.bordered(server.request_handler, self._door.notice)
        visitors = self._visitors
        try:
            listener = visitors.listener if visitors else listen(self._port)
        except PortUnavailable:
            await self._runner.cleanup()
            raise
        # Of those who come at once no more may be let in than there is room for.
        backlog = max(1, min(128, self._most // 2))
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(self._door, sock=listener, backlog=backlog)
        for visitor in visitors.connections if visitors else ():
            await loop.connect_accepted_socket(self._door, visitor)
        self._doorkeeper = asyncio.create_task(self._door.run(), name="keepalive-door")
        _log.info("health pages on port %d", self._port)

    async def close(self) -> None:
        """Stop serving."""
        if self._listening is not None:
            self._listening.close()
        if self._doorkeeper is not None:
            self._doorkeeper.cancel()
        await self._runner.cleanup()

    def _welcome(self) -> web.RequestHandler:
        return self._server()()

    def _server(self) -> web.Server:
        server = self._runner.server
        if server is None:
            raise RuntimeError("a visitor came before the pages were set up")
        return server


class _Answers:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._written: tuple[HealthReport | None, bytes] = None, b""

    def bordered(self, handler: _Handler, notice: Callable[[web.BaseRequest], None]) -> _Handler:
        """Notices each request, and tells nothing of the inside whatever fails in `handler`."""

        async def border(request: web.BaseRequest) -> web.StreamResponse:
            notice(request)
            try:
                return await handler(request)
            except Exception as error:  # noqa: BLE001 - border: a handler may fail in any way
                return self._told(request, error)

        return border

    def _told(self, request: web.BaseRequest, error: Exception) -> web.Response:
        if isinstance(error, web.HTTPException):
            if (request.method, request.path) == ("OPTIONS", "*"):
                # Asked of the server as a whole, as Apache's balancer does: is it well?
                return self._judged(strictly=True)
            return _json({"error": error.reason}, error.status, headers=_kept(error))
        if isinstance(error, TimeoutError):
            _log.warning("%s took too long", request.path)
            return _json({"error": "took too long"}, HTTPStatus.GATEWAY_TIMEOUT)
        _log.error("%s failed", request.path, exc_info=error)
        return _json({"error": "internal error"}, HTTPStatus.INTERNAL_SERVER_ERROR)

    async def probe(self, request: web.Request) -> web.Response:
        if self._pages.strict_probe:
            return await self.healthz(request)
        return _json_bytes(probe_body(self._pages.health()), HTTPStatus.OK)

    async def healthz(self, request: web.Request) -> web.Response:
        # Taking an empty query apart costs as much as all the rest of this.
        strictly = bool(request.query_string) and request.query.get("strict") == "1"
        return self._judged(strictly=strictly)

    def _judged(self, *, strictly: bool) -> web.Response:
        report = self._pages.health()
        return _json_bytes(self._text_of(report), healthz_status(report, strictly=strictly))

    def _text_of(self, report: HealthReport) -> bytes:
        """Written once for as long as the same report is given."""
        if self._written[0] is not report:
            self._written = report, as_json(report.body)
        return self._written[1]

    async def startupz(self, _request: web.Request) -> web.Response:
        status, body = startupz(self._pages.health(), accepted=self._pages.accepted())
        return _json_bytes(body, status)

    async def metrics(self, _request: web.Request) -> web.Response:
        text, content_type = self._pages.metrics()
        return web.Response(body=text, headers=_headers_of(content_type))

    async def status(self, _request: web.Request) -> web.Response:
        # No other script than the page's own, whatever stands in the text: it is named by its hash.
        policy = _PAGE_POLICY.format(script=script_hash())
        headers = NO_STORE | {"Content-Security-Policy": policy}
        return web.Response(text=self._pages.status(), content_type="text/html", headers=headers)


_ANSWERS: Final = web.AppKey("answers", _Answers)


def _kept(answer: web.HTTPException) -> dict[str, str]:
    return {name: answer.headers[name] for name in ("Allow", "Location") if name in answer.headers}


def _in_time(route: web.RouteDef) -> web.RouteDef:
    async def work(request: web.Request) -> web.StreamResponse:
        return await route.handler(request)

    async def limited(request: web.Request) -> web.StreamResponse:
        return await within(_LONGEST_REQUEST_S, work(request))

    return web.RouteDef(route.method, route.path, limited, route.kwargs)


@lru_cache(maxsize=8)
def _headers_of(content_type: str) -> CIMultiDictProxy[str]:
    """Of the kind that aiohttp copies in a third of the time of a dict."""
    return CIMultiDictProxy(CIMultiDict(NO_STORE | {"Content-Type": content_type}))


def _json(body: object, status: int, *, headers: dict[str, str] | None = None) -> web.Response:
    answer = _json_bytes(as_json(body), status)
    answer.headers.update(headers or {})
    return answer


def _json_bytes(body: bytes, status: int) -> web.Response:
    return web.Response(body=body, status=int(status), headers=_headers_of(JSON_TYPE))
