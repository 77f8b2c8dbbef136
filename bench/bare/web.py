"""A bare aiohttp handler that returns the same bytes for ever: `python -m bench.bare.web`."""

from pathlib import Path

from aiohttp import web

from shared.config.fields import text, whole
from shared.config.load import Settings
from shared.config.setting import setting


class WebSettings(Settings):
    port: int = setting(whole())
    bare_path: str = setting(text)
    bare_type: str = setting(text)
    bare_file: Path = setting(Path)


def main() -> None:
    settings = WebSettings.load()
    body = settings.bare_file.read_bytes()

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body, headers={"Content-Type": settings.bare_type})

    app = web.Application()
    app.router.add_get("/", _started)
    app.router.add_get(settings.bare_path, answer)
    web.run_app(app, host="127.0.0.1", port=settings.port, access_log=None, print=None)


async def _started(_: web.Request) -> web.Response:
    return web.Response(text="started")


if __name__ == "__main__":
    main()
