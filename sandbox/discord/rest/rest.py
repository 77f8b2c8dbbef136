"""The REST wire: reads a request, lets faults and limits have their say, and answers as Discord."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from aiohttp import web

from sandbox.discord.apps import App
from sandbox.discord.calls import Call, RateLimited, Reply, Route, RouteTable
from sandbox.discord.faults import Faults
from sandbox.discord.forms.problems import nested
from sandbox.discord.forms.table import FORMS
from sandbox.discord.rest.answers import faulty, in_json, limited, stranger
from sandbox.discord.rest.buckets import Bucket, Buckets, counted_by, template_of
from sandbox.discord.rest.exchanges import Exchange, exchange_of
from sandbox.discord.rest.limits import DISCORD, Limits
from sandbox.discord.rest.reading import read
from sandbox.discord.rules import application, interactions, messages, search, threads
from sandbox.discord.simcord_door import DiscordError
from sandbox.discord.wire import Json
from sandbox.discord.world.records import RestCall
from sandbox.discord.world.world import World

_log = logging.getLogger(__name__)

PREFIX = "/api/v10"
# Refused before Discord itself sees it: what comes back is a page, not JSON.
_LONGEST_URL = 8 * 1024
_TOO_LONG = "<html><head><title>414 Request-URI Too Large</title></head></html>"


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
        return [web.route("*", f"{PREFIX}/{{path:.*}}", self.handle)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
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
            return await faulty(fault, request)
        if app is None:
            return stranger(path)
        answer = await self._within_limits(request, path, app)
        if fault is not None and fault.replaces_answer:
            return await faulty(fault, request)
        if fault is not None and fault.content_type and answer.body:
            answer.headers["Content-Type"] = fault.content_type
        return answer

    async def _within_limits(self, request: web.Request, path: str, app: App) -> web.Response:
        template, major = counted_by(path)
        if wait := self.buckets.take_of_all(app.name, template):
            return limited(RateLimited(wait, "global"), {"X-RateLimit-Global": "true"})
        bucket, wait = self.buckets.take(app.name, request.method, template, major)
        if wait:
            return limited(RateLimited(wait), self.buckets.headers(bucket))
        return await self._carry_out(request, path, app, bucket)

    async def _carry_out(
        self, request: web.Request, path: str, app: App, bucket: Bucket
    ) -> web.Response:
        headers = self.buckets.headers(bucket)
        try:
            call = await read(self._world, app, request, path)
            answer = self._dispatch(self._in_form(call))
        except RateLimited as limit:
            return limited(limit, headers)
        except DiscordError as error:
            if error.status == 501:
                _log.warning("%s %s is not known here: %s", request.method, path, error)
            return in_json(error.status, nested(error).to_json(), headers)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # A body that simcord didn't expect: said aloud, and not retried by the client.
            _log.exception("%s %s could not be understood", request.method, path)
            return in_json(501, {"message": f"Not understood: {error!r}", "code": 0}, headers)
        if isinstance(answer, Reply):
            return in_json(answer.status, answer.body, headers)
        return in_json(204 if answer is None else 200, answer, headers)

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
