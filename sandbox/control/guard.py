"""Who may talk to the control API: this machine's own page, and nobody through a foreign one."""

import functools
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from sandbox.discord.simcord_door import DiscordError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Body = TypeVar("Body", bound=BaseModel)

# Text from messages is only ever shown as text; should that fail once, nothing of it can run.
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data: http://127.0.0.1:*; frame-src http://127.0.0.1:*; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Refused(Exception):
    """The request makes no sense here; its words are for the person at the page."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status


class Guard:
    """Wraps handlers: only for the sandbox's own address, problems as JSON."""

    def __init__(self, url: str) -> None:
        port = url.rpartition(":")[2]
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    def __call__(self, handler: Handler) -> Handler:
        """`handler`, for the page of this address only."""

        @functools.wraps(handler)
        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                self._check(request)
                return await handler(request)
            except Refused as refusal:
                return _problem(str(refusal), refusal.status)
            except ValidationError as invalid:
                return _problem(f"Not understood: {invalid.errors()[0]['msg']}", 400)
            except DiscordError as error:
                return _problem(f"Discord refuses: {error}", 409)

        return guarded

    def _check(self, request: web.Request) -> None:
        # A foreign name for this address (DNS rebinding) shows in Host, a foreign page in Origin.
        if request.host not in self._hosts:
            raise Refused("This address is not the sandbox's own.", 403)
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"http://{request.host}":
            raise Refused("Another page may not touch the sandbox.", 403)
        # A form of another page can send text, but not JSON.
        if request.method == "POST" and request.content_type != "application/json":
            raise Refused("Send JSON.", 415)


def _problem(words: str, status: int) -> web.Response:
    return web.json_response(
        {"problem": words}, status=status, headers={"Cache-Control": "no-store"}
    )


async def read(request: web.Request, model: type[Body]) -> Body:
    """The body of a request, checked."""
    return model.model_validate_json(await request.read() or b"{}")


def told(body: object) -> web.Response:
    """An answer as JSON."""
    return web.json_response(body, headers={"Cache-Control": "no-store"})
