"""The REST wire: reads a request, lets faults and limits have their say, and answers as Discord."""

import asyncio
import json
import logging
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from urllib.parse import unquote

from aiohttp import web

from sandbox.discord.apps import App
from sandbox.discord.calls import Call, RateLimited, Reply, Route, RouteTable
from sandbox.discord.faults import Faults, RestFault
from sandbox.discord.forms.problems import nested
from sandbox.discord.forms.table import FORMS
from sandbox.discord.rest.buckets import Bucket, Buckets, counted_by, template_of
from sandbox.discord.rest.exchanges import Exchange, exchange_of
from sandbox.discord.rest.hang_up import hang_up
from sandbox.discord.rest.limits import DISCORD, Limits
from sandbox.discord.rules import application, interactions, messages, search, threads
from sandbox.discord.simcord_door import DiscordError
from sandbox.discord.wire import Json, Payload, Upload, as_object, as_objects
from sandbox.discord.world.records import RestCall
from sandbox.discord.world.world import World

_log = logging.getLogger(__name__)

PREFIX = "/api/v10"
# Without `Via` discord.py takes a 429 for Cloudflare's.
_VIA = {"Via": "1.1 google"}
# Refused before Discord itself sees it: what comes back is a page, not JSON.
_LONGEST_URL = 8 * 1024
_TOO_LONG = "<html><head><title>414 Request-URI Too Large</title></head></html>"
_MOST_FILES = 10
_MOST_BYTES = 25 * 1024 * 1024


class Rest:
    """Every route of the API, for every application."""

    def __init__(
        self, world: World, faults: Faults, extra: tuple[Route, ...] = (), limits: Limits = DISCORD
    ) -> None:
        self._world = world
        self._faults = faults
        self.buckets = Buckets(world.clock, limits)
        self.listeners: list[Callable[[Exchange], None]] = []
        self._table = RouteTable(
            (
                *application.ROUTES,
                *messages.ROUTES,
                *threads.ROUTES,
                *search.ROUTES,
                *interactions.ROUTES,
                *extra,
            )
        )

    def routes(self) -> list[web.RouteDef]:
        """For the aiohttp application."""
        return [web.route("*", f"{PREFIX}/{{path:.*}}", self.handle)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request and record it."""
        path = "/" + request.match_info["path"]
        if len(request.raw_path) > _LONGEST_URL:
            return web.Response(status=414, text=_TOO_LONG, content_type="text/html")
        app = self._sender(request, path)
        response = await self._answer(request, path, app)
        self._world.records.add_rest(
            RestCall(
                bot=app.name if app else "",
                method=request.method,
                route=template_of(path)[0],
                path=path,
                status=response.status,
                at=self._world.clock.now(),
            )
        )
        if self.listeners and isinstance(response, web.Response):
            exchange = await exchange_of(app.name if app else "", path, request, response)
            for listener in self.listeners:
                listener(exchange)
        return response

    def _sender(self, request: web.Request, path: str) -> App | None:
        """By token; what follows an interaction carries its secret in the path instead."""
        if authorization := request.headers.get("Authorization", ""):
            kind, _, token = authorization.partition(" ")
            return self._world.app_by_token(token) if kind == "Bot" else None
        segments = path.strip("/").split("/")
        if segments[0] in ("interactions", "webhooks") and len(segments) > 2:
            return self._world.backend.interaction_owner.get(segments[2])
        return None

    async def _answer(self, request: web.Request, path: str, app: App | None) -> web.StreamResponse:
        name = app.name if app else ""
        fault = self._faults.rest_fault_for(name, request.method, path)
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault is not None and fault.replaces_answer and not fault.after:
            return await _faulty(fault, request)
        if app is None:
            return _stranger(path)
        answer = await self._within_limits(request, path, app)
        if fault is not None and fault.replaces_answer:
            return await _faulty(fault, request)
        if fault is not None and fault.content_type and answer.body:
            answer.headers["Content-Type"] = fault.content_type
        return answer

    async def _within_limits(self, request: web.Request, path: str, app: App) -> web.Response:
        template, major = counted_by(path)
        if wait := self.buckets.take_of_all(app.name, template):
            return _limited(RateLimited(wait, "global"), {"X-RateLimit-Global": "true"})
        bucket, wait = self.buckets.take(app.name, request.method, template, major)
        headers = self.buckets.headers(bucket)
        if wait:
            return _limited(RateLimited(wait), headers)
        try:
            call = await _read(self._world, app, request, path)
        except DiscordError as error:
            return _json(error.status, nested(error).to_json(), headers)
        return self._carry_out(call, bucket)

    def _carry_out(self, call: Call, bucket: Bucket) -> web.Response:
        headers = self.buckets.headers(bucket)
        try:
            answer = self._dispatch(self._in_form(call))
        except RateLimited as limited:
            return _limited(limited, headers)
        except DiscordError as error:
            if error.status == 501:
                _log.warning("%s %s is not known here: %s", call.method, call.path, error)
            return _json(error.status, nested(error).to_json(), headers)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # A body that simcord didn't expect: said aloud, and not retried by the client.
            _log.exception("%s %s could not be understood", call.method, call.path)
            return _json(501, {"message": f"Not understood: {error!r}", "code": 0}, headers)
        if isinstance(answer, Reply):
            return _json(answer.status, answer.body, headers)
        return _json(204 if answer is None else 200, answer, headers)

    def _dispatch(self, call: Call) -> Json:
        found = self._table.find(call.method, call.path)
        if found is None:
            return call.simcord()
        route, args = found
        return route.handler(replace(call, args=args))

    def _in_form(self, call: Call) -> Call:
        """The call with its body as the route's form leaves it; DiscordError when it is refused."""
        found = FORMS.find(call.method, call.path)
        if found is None:
            return call
        form, args = found
        return replace(call, body=form.handler(replace(call, args=args)))


async def _read(world: World, app: App, request: web.Request, path: str) -> Call:
    if (request.content_length or 0) > _MOST_BYTES:
        raise DiscordError(413, 40005, "Request entity too large")
    # A parameter may come several times (search's channel_id).
    params = {key: ",".join(request.query.getall(key)) for key in request.query}
    body: Json = None
    files: list[Upload] = []
    if request.content_type.startswith("multipart/"):
        body, files = await _read_multipart(request)
    elif request.content_type == "application/x-www-form-urlencoded":
        body = dict(await request.post()) or None
    elif request.can_read_body:
        body = _parsed(await request.read())
    return Call(
        world=world,
        app=app,
        method=request.method,
        path=path,
        body=body,
        params=params,
        files=files,
        reason=unquote(request.headers.get("X-Audit-Log-Reason", "")) or None,
    )


def _parsed(text: str | bytes) -> Json:
    try:
        return json.loads(text)
    except ValueError:
        raise DiscordError(400, 50109, "The request body contains invalid JSON.") from None


async def _read_multipart(request: web.Request) -> tuple[Json, list[Upload]]:
    fields: Payload = {}
    raw: list[tuple[str, bytes]] = []
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            raw.append((value.filename, value.file.read()))
        else:
            fields[name] = value
    body = _parsed(fields["payload_json"]) if "payload_json" in fields else fields or None
    if len(raw) > _MOST_FILES:
        raise DiscordError(400, 50035, "Invalid Form Body: attachments: at most 10 files")
    if sum(len(data) for _, data in raw) > _MOST_BYTES:
        raise DiscordError(413, 40005, "Request entity too large")
    words = _descriptions(body)
    files = [
        Upload(filename, BytesIO(data), words.get(index), len(data))
        for index, (filename, data) in enumerate(raw)
    ]
    return body, files


def _descriptions(body: Json) -> dict[int, str | None]:
    """Alternative texts, by the number of the file."""
    whole = as_object(body)
    listed = as_objects((as_object(whole.get("data")) or whole).get("attachments"))
    return {
        int(item["id"]): item.get("description") for item in listed if str(item["id"]).isdecimal()
    }


def _json(status: int, body: Json, headers: Mapping[str, str] | None = None) -> web.Response:
    shown = {**_VIA, **(headers or {})}
    if status == 204:
        return web.Response(status=204, headers=shown)
    # Discord sends exactly this, without a charset.
    shown["Content-Type"] = "application/json"
    return web.Response(status=status, body=json.dumps(body).encode(), headers=shown)


def _stranger(path: str) -> web.Response:
    """No token that is known: how Discord says so depends on what was asked."""
    if path.startswith("/interactions/"):
        return _json(404, {"message": "Unknown interaction", "code": 10062})
    if path.startswith("/webhooks/"):
        return _json(401, {"message": "Invalid Webhook Token", "code": 50027})
    return _json(401, {"message": "401: Unauthorized", "code": 0})


def _limited(limited: RateLimited, headers: Mapping[str, str]) -> web.Response:
    body = {
        "code": 0,
        "message": "You are being rate limited.",
        "retry_after": round(limited.retry_after, 3),
        "global": limited.scope == "global",
    }
    # Whole seconds in the header, the exact time in the body.
    whole = f"{math.ceil(limited.retry_after)}"
    more = {"Retry-After": whole, "X-RateLimit-Scope": limited.scope}
    return _json(429, body, {**headers, **more})


async def _faulty(fault: RestFault, request: web.Request) -> web.StreamResponse:
    if fault.hang_up is not None:
        return await hang_up(request, fault.hang_up)
    retry = {"Retry-After": f"{fault.retry_after:.0f}"}
    if fault.cloudflare:
        page = "<html><head><title>Access denied</title></head><body>error code: 1015</body></html>"
        return web.Response(status=fault.status, text=page, content_type="text/html", headers=retry)
    if fault.status == 429:
        return _limited(RateLimited(fault.retry_after), {})
    return _json(fault.status, {"message": f"{fault.status}: a fault was asked for", "code": 0})
