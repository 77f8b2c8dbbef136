"""A REST call with what was asked and answered, for whoever looks at the wire itself."""

import json
from dataclasses import dataclass

from aiohttp import web

from sandbox.discord.wire import Json


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call of a bot; `asked` and `answered` are the JSON of both bodies, None without one."""

    bot: str
    method: str
    path: str
    asked: Json
    status: int
    answered: Json


async def exchange_of(
    bot: str, path: str, request: web.Request, response: web.Response
) -> Exchange:
    """What just went over the wire; both bodies have been read, so nothing waits here."""
    text: str | bytes = b""
    if request.content_type.startswith("multipart/"):
        text = str((await request.post()).get("payload_json", ""))
    elif request.content_type == "application/json" and request.can_read_body:
        text = await request.read()
    return Exchange(bot, request.method, path, _json(text), response.status, _json(response.text))


def _json(text: str | bytes | None) -> Json:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
