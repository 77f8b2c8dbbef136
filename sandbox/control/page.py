"""Serves the page and its modules."""

from pathlib import Path

from aiohttp import web

from sandbox.control.guard import PAGE_HEADERS, Guard, Refused

PAGE = Path(__file__).parents[1] / "page"


def routes(guard: Guard) -> list[web.RouteDef]:
    """`/` and `/page/{name}`."""

    async def index(_: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html", headers=PAGE_HEADERS)

    async def part(request: web.Request) -> web.FileResponse:
        path = PAGE / request.match_info["name"]
        if not path.is_file():
            raise Refused("There is no such part of the page.", 404)
        return web.FileResponse(path, headers=PAGE_HEADERS)

    return [
        web.get("/", guard(index)),
        web.get(r"/page/{name:[a-z_]+\.(?:js|css|svg)}", guard(part)),
    ]
