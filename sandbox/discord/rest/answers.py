"""Answers as Discord gives them, down to the headers; and what comes instead when a fault is on."""

import json
import math
from collections.abc import Mapping

from aiohttp import web

from sandbox.discord.calls import RateLimited
from sandbox.discord.faults import RestFault
from sandbox.discord.rest.hang_up import hang_up
from sandbox.discord.wire import Json

# Without `Via` discord.py takes a 429 for Cloudflare's.
_VIA = {"Via": "1.1 google"}


def in_json(status: int, body: Json, headers: Mapping[str, str] | None = None) -> web.Response:
    """An answer in JSON; of status 204 without a body."""
    shown = {**_VIA, **(headers or {})}
    if status == 204:
        return web.Response(status=204, headers=shown)
    # Discord sends exactly this, without a charset.
    shown["Content-Type"] = "application/json"
    return web.Response(status=status, body=json.dumps(body).encode(), headers=shown)


def stranger(path: str) -> web.Response:
    """No token that is known: how Discord says so depends on what was asked."""
    if path.startswith("/interactions/"):
        return in_json(404, {"message": "Unknown interaction", "code": 10062})
    if path.startswith("/webhooks/"):
        return in_json(401, {"message": "Invalid Webhook Token", "code": 50027})
    return in_json(401, {"message": "401: Unauthorized", "code": 0})


def limited(limit: RateLimited, headers: Mapping[str, str]) -> web.Response:
    """429, as Discord says it."""
    body = {
        "code": 0,
        "message": "You are being rate limited.",
        "retry_after": round(limit.retry_after, 3),
        "global": limit.scope == "global",
    }
    # Whole seconds in the header, the exact time in the body.
    whole = f"{math.ceil(limit.retry_after)}"
    more = {"Retry-After": whole, "X-RateLimit-Scope": limit.scope}
    return in_json(429, body, {**headers, **more})


async def faulty(fault: RestFault, request: web.Request) -> web.StreamResponse:
    """What comes instead of Discord's answer."""
    if fault.hang_up is not None:
        return await hang_up(request, fault.hang_up)
    retry = {"Retry-After": f"{fault.retry_after:.0f}"}
    if fault.cloudflare:
        page = "<html><head><title>Access denied</title></head><body>error code: 1015</body></html>"
        return web.Response(status=fault.status, text=page, content_type="text/html", headers=retry)
    if fault.body is not None:
        kind = fault.content_type or "application/json"
        via = {"Via": "1.1 a proxy"}
        return web.Response(status=fault.status, text=fault.body, content_type=kind, headers=via)
    if fault.status == 429:
        return limited(RateLimited(fault.retry_after), {})
    return in_json(fault.status, {"message": f"{fault.status}: a fault was asked for", "code": 0})
