"""A request as a `Call`: its body in whatever encoding, its files, and what is too much."""

import json
from io import BytesIO
from urllib.parse import unquote

from aiohttp import web

from sandbox.discord.apps import App
from sandbox.discord.calls import Call
from sandbox.discord.simcord_door import DiscordError
from sandbox.discord.wire import Json, Payload, Upload, as_object, as_objects
from sandbox.discord.world.world import World

_MOST_FILES = 10
_MOST_BYTES = 25 * 1024 * 1024


async def read(world: World, app: App, request: web.Request, path: str) -> Call:
    """The request of this bot. Raises DiscordError when it can't be one."""
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
