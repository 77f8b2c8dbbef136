"""The health pages over HTTP: bound before login, answering at once whatever else hangs."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from shared.keepalive.health import HealthReport, Probe

_log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# The keepalive's own never wait for anything; a limit would cost them a tenth of their speed.
_OWN_PAGES = frozenset({"/", "/ready", "/health", "/healthz", "/startupz", "/metrics", "/status"})
_LONGEST_REQUEST_S = 30.0
"""For an app's routes."""
_LARGEST_BODY = 64 * 1024
_NO_STORE = {"Cache-Control": "no-store"}
_JSON = _NO_STORE | {"Content-Type": "application/json; charset=utf-8"}
_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class PortUnavailable(Exception):
    """The port can't be bound; the text says which and why."""


@dataclass(frozen=True, slots=True)
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
    app = web.Application(middlewares=[_border], client_max_size=_LARGEST_BODY)
    for path in ("/", "/ready", "/health"):
        app.router.add_get(path, answers.probe)
    app.router.add_get("/healthz", answers.healthz)
    app.router.add_get("/startupz", answers.startupz)
    app.router.add_get("/metrics", answers.metrics)
    app.router.add_get("/status", answers.status)
    app.router.add_routes(routes)
    return app


class WebServer:
    """Serves an application on all interfaces."""

    def __init__(self, app: web.Application, *, port: int) -> None:
        self._port = port
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)

    async def start(self) -> None:
        """Bind and serve. Raises PortUnavailable."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, "0.0.0.0", self._port)  # noqa: S104 - the host asks from outside
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            raise PortUnavailable(
                f"cannot listen on port {self._port} ({error.strerror}); is another process "
                "using it? Set PORT to a free one"
            ) from error
        _log.info("health pages on port %d", self._port)

    async def close(self) -> None:
        """Stop serving."""
        await self._runner.cleanup()


class _Answers:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._written: tuple[HealthReport | None, bytes] = None, b""

    async def probe(self, request: web.Request) -> web.Response:
        if self._pages.strict_probe:
            return await self.healthz(request)
        body = self._pages.health().body | {"strict_probe": False}
        return _json(body, HTTPStatus.OK)

    async def healthz(self, request: web.Request) -> web.Response:
        report = self._pages.health()
        status = report.http_status
        if status == Probe.ZOMBIE and request.query.get("strict") == "1":
            status = int(Probe.AWAY)
        return _json_bytes(self._text_of(report), status)

    def _text_of(self, report: HealthReport) -> bytes:
        """Written once for as long as the same report is given."""
        if self._written[0] is not report:
            self._written = report, _written(report.body)
        return self._written[1]

    async def startupz(self, _request: web.Request) -> web.Response:
        if self._pages.accepted():
            return _json({"started": True, "reason": "Discord accepted the token"}, HTTPStatus.OK)
        body = {"started": False, "reason": self._pages.health().reason}
        return _json(body, HTTPStatus.SERVICE_UNAVAILABLE)

    async def metrics(self, _request: web.Request) -> web.Response:
        text, content_type = self._pages.metrics()
        return web.Response(body=text, headers=_NO_STORE | {"Content-Type": content_type})

    async def status(self, _request: web.Request) -> web.Response:
        headers = _NO_STORE | {"Content-Security-Policy": _PAGE_POLICY}
        return web.Response(text=self._pages.status(), content_type="text/html", headers=headers)


@web.middleware
async def _border(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        if request.path in _OWN_PAGES:
            return await handler(request)
        async with asyncio.timeout(_LONGEST_REQUEST_S):
            return await handler(request)
    except web.HTTPException as answer:
        return _json({"error": answer.reason}, answer.status, headers=_kept(answer))
    except TimeoutError:
        _log.warning("%s took too long", request.path)
        return _json({"error": "took too long"}, HTTPStatus.GATEWAY_TIMEOUT)
    except Exception:  # noqa: BLE001 - border: a handler may fail in any way
        _log.exception("%s failed", request.path)
        return _json({"error": "internal error"}, HTTPStatus.INTERNAL_SERVER_ERROR)


def _kept(answer: web.HTTPException) -> dict[str, str]:
    return {name: answer.headers[name] for name in ("Allow", "Location") if name in answer.headers}


def _json(body: object, status: int, *, headers: dict[str, str] | None = None) -> web.Response:
    return _json_bytes(_written(body), status, headers=headers)


def _written(body: object) -> bytes:
    # NaN would be invalid JSON: refuse it here rather than confuse a monitor.
    return json.dumps(body, allow_nan=False).encode()


def _json_bytes(body: bytes, status: int, *, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(
        body=body, status=int(status), headers=_JSON | headers if headers else _JSON
    )
