"""The health pages over HTTP: bound before login, answering at once whatever else hangs."""

import asyncio
import errno
import json
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from shared.keepalive.door import Door, most_connections
from shared.keepalive.health import HealthReport, Probe
from shared.keepalive.status_page import script_hash
from shared.keepalive.strangers import spare_logger
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# The keepalive's own never wait for anything; a limit would cost them a tenth of their speed.
_OWN_PAGES = frozenset({"/", "/ready", "/health", "/healthz", "/startupz", "/metrics", "/status"})
_LONGEST_REQUEST_S = 30.0
"""For an app's routes."""
_LARGEST_BODY = 64 * 1024
_NO_STORE = {"Cache-Control": "no-store"}
_JSON = _NO_STORE | {"Content-Type": "application/json; charset=utf-8"}
_PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src '{script}'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)


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
    app = web.Application(middlewares=[answers.border], client_max_size=_LARGEST_BODY)
    own = {
        "/": answers.probe,
        "/ready": answers.probe,
        "/health": answers.probe,
        "/healthz": answers.healthz,
        "/startupz": answers.startupz,
        "/metrics": answers.metrics,
        "/status": answers.status,
    }
    for path, handler in own.items():
        app.router.add_get(path, handler)
        # Balancers check by OPTIONS: HAProxy unless told otherwise.
        app.router.add_route("OPTIONS", path, handler)
    app.router.add_routes(routes)
    return app


class WebServer:
    """Serves an application on all interfaces, IPv6 and IPv4."""

    def __init__(
        self, app: web.Application, *, port: int, clock: Clock, most: int | None = None
    ) -> None:
        self._port = port
        self._clock = clock
        self._most = most or most_connections()
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=1.0, logger=spare_logger(clock)
        )
        self._door = Door(self._welcome, clock=clock, most=self._most)
        app.middlewares.insert(0, self._door.notice)
        self._listening: asyncio.Server | None = None
        self._doorkeeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Bind and serve. Raises PortUnavailable."""
        await self._runner.setup()
        try:
            listener = _listen(self._port)
        except OSError as error:
            await self._runner.cleanup()
            raise PortUnavailable(
                f"cannot listen on port {self._port} ({error.strerror}); is another process "
                "using it? Set PORT to a free one"
            ) from error
        # Of those who come at once no more may be let in than there is room for.
        backlog = max(1, min(128, self._most // 2))
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(self._door, sock=listener, backlog=backlog)
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
        server = self._runner.server
        if server is None:
            raise RuntimeError("a visitor came before the pages were set up")
        return server()


def _listen(port: int) -> socket.socket:
    """One socket for IPv6 and IPv4, or for IPv4 alone where the machine has no IPv6."""
    if socket.has_dualstack_ipv6():
        try:
            return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
        except OSError as error:
            if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                raise
    return socket.create_server(("", port))


class _Answers:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._written: tuple[HealthReport | None, bytes] = None, b""

    @web.middleware
    async def border(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            if request.path in _OWN_PAGES:
                return await handler(request)
            async with asyncio.timeout(_LONGEST_REQUEST_S):
                return await handler(request)
        except web.HTTPException as answer:
            if (request.method, request.path) == ("OPTIONS", "*"):
                # Asked of the server as a whole, as Apache's balancer does: is it well?
                return self._judged(strictly=True)
            return _json({"error": answer.reason}, answer.status, headers=_kept(answer))
        except TimeoutError:
            _log.warning("%s took too long", request.path)
            return _json({"error": "took too long"}, HTTPStatus.GATEWAY_TIMEOUT)
        except Exception:  # noqa: BLE001 - border: a handler may fail in any way
            _log.exception("%s failed", request.path)
            return _json({"error": "internal error"}, HTTPStatus.INTERNAL_SERVER_ERROR)

    async def probe(self, request: web.Request) -> web.Response:
        if self._pages.strict_probe:
            return await self.healthz(request)
        body = self._pages.health().body | {"strict_probe": False}
        return _json(body, HTTPStatus.OK)

    async def healthz(self, request: web.Request) -> web.Response:
        return self._judged(strictly=request.query.get("strict") == "1")

    def _judged(self, *, strictly: bool) -> web.Response:
        report = self._pages.health()
        status = report.http_status
        if status == Probe.ZOMBIE and strictly:
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
        # No other script than the page's own, whatever stands in the text: it is named by its hash.
        policy = _PAGE_POLICY.format(script=script_hash())
        headers = _NO_STORE | {"Content-Security-Policy": policy}
        return web.Response(text=self._pages.status(), content_type="text/html", headers=headers)


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
