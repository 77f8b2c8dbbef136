"""The CDN of the sandbox: emoji, avatars and attachments, as real bytes."""

import mimetypes

from aiohttp import web

from sandbox.discord.cdn.files import FileStore
from sandbox.discord.cdn.pictures import draw_avatar

PREFIX = "/cdn"


def routes(files: FileStore) -> list[web.RouteDef]:

    async def serve(request: web.Request) -> web.Response:
        path = request.match_info["path"]
        data = files.get(path)
        if data is None and path.startswith("embed/avatars/"):
            data = draw_avatar(path)
        if data is None:
            return web.Response(status=404, text="Not Found")
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return web.Response(
            body=data, content_type=kind, headers={"Cache-Control": "public, max-age=31536000"}
        )

    return [web.get(f"{PREFIX}/{{path:.+}}", serve)]
