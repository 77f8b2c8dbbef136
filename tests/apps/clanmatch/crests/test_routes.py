"""`/emoji-pad` over real sockets, in front of an image server that misbehaves on demand."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from apps.clanmatch.crests.routes import emoji_pad_routes
from apps.clanmatch.crests.service import EmojiPad
from apps.clanmatch.crests.url import trusted_origins
from shared.pictures.canvas import Canvas
from tests.fakes.clock import ManualClock

IMAGES = Path(__file__).parents[3] / "data" / "images"
MAX_BYTES = 100_000

Client = TestClient[web.Request, web.Application]


class Upstream:
    """An image server: the files of tests/data/images, and every way of going wrong."""

    def __init__(self) -> None:
        self.hits: list[str] = []
        self.reached = asyncio.Event()
        self.release = asyncio.Event()
        app = web.Application()
        app.router.add_get("/cdn/{name}", self.file)
        for name in ("held", "huge", "endless", "liar", "short", "redirect", "gzip", "drip"):
            app.router.add_get(f"/cdn/do/{name}", self.hit(getattr(self, name)))
        app.router.add_get("/cdn/status/{status}", self.status)
        self.server = TestServer(app)

    @property
    def url(self) -> str:
        return str(self.server.make_url("/cdn"))

    def hit(
        self, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def counted(request: web.Request) -> web.StreamResponse:
            self.hits.append(request.path)
            self.reached.set()
            return await handler(request)

        return counted

    async def file(self, request: web.Request) -> web.StreamResponse:
        self.hits.append(request.path)
        # Everything claims to be a PNG: only the content counts.
        body = (IMAGES / request.match_info["name"]).read_bytes()
        return web.Response(body=body, content_type="image/png")

    async def status(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=int(request.match_info["status"]), text="no")

    async def held(self, _: web.Request) -> web.StreamResponse:
        await self.release.wait()
        return web.Response(body=(IMAGES / "crest.png").read_bytes())

    async def huge(self, _: web.Request) -> web.StreamResponse:
        return web.Response(body=bytes(MAX_BYTES + 1))

    async def endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(10_000))
        except (ConnectionError, aiohttp.ClientError):
            return response

    async def drip(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while not self.release.is_set():
                await response.write(b"x")
                await asyncio.sleep(0.02)
        except (ConnectionError, aiohttp.ClientError):
            pass
        return response

    async def liar(self, request: web.Request) -> web.StreamResponse:
        """Announces 10 bytes and sends a file."""
        return await self.raw(request, 10, (IMAGES / "crest.png").read_bytes())

    async def short(self, request: web.Request) -> web.StreamResponse:
        """Announces more than it sends."""
        return await self.raw(request, 5000, (IMAGES / "crest.png").read_bytes())

    async def raw(self, request: web.Request, announced: int, body: bytes) -> web.StreamResponse:
        transport = request.transport
        assert transport is not None
        transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % announced + body)
        transport.close()
        return web.Response()

    async def redirect(self, _: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/cdn/crest.png")

    async def gzip(self, _: web.Request) -> web.StreamResponse:
        """A good picture, squeezed: what unpacks it could be made to unpack gigabytes."""
        body = gzip.compress((IMAGES / "crest.png").read_bytes())
        return web.Response(body=body, headers={"Content-Encoding": "gzip"})


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    made = Upstream()
    await made.server.start_server()
    yield made
    made.release.set()
    await made.server.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def client(upstream: Upstream, clock: ManualClock) -> AsyncIterator[Client]:
    pad = EmojiPad(
        trusted=trusted_origins(upstream.url),
        max_bytes=MAX_BYTES,
        clock=clock,
        cache_bytes=20_000,
        fetch_seconds=0.5,
    )
    app = web.Application()
    app.add_routes(emoji_pad_routes(pad, default=Canvas(size=256, box=0.85)))
    async with pad, TestClient(TestServer(app)) as made:
        yield made


def ask(upstream: Upstream, name: str, **more: object) -> dict[str, str]:
    return {"u": f"{upstream.url}/{name}", **{key: str(value) for key, value in more.items()}}


async def status_of(client: Client, params: dict[str, str]) -> int:
    async with client.get("/emoji-pad", params=params) as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        if response.status != 200:
            assert response.headers["Cache-Control"] == "no-store"
        return response.status


async def test_answers_a_png_that_may_be_kept(client: Client, upstream: Upstream) -> None:
    async with client.get("/emoji-pad", params=ask(upstream, "crest.png")) as response:
        assert response.status == 200
        assert response.content_type == "image/png"
        assert response.headers["Cache-Control"] == "public, max-age=86400"
        assert response.headers["ETag"].strip('"')
        picture = Image.open(BytesIO(await response.read()))
    assert (picture.format, picture.size) == ("PNG", (256, 256))


async def test_head_sends_the_headers_alone(client: Client, upstream: Upstream) -> None:
    async with client.head("/emoji-pad", params=ask(upstream, "crest.png")) as response:
        assert response.status == 200
        assert int(response.headers["Content-Length"]) > 100
        assert await response.read() == b""


async def test_size_and_box_are_heeded(client: Client, upstream: Upstream) -> None:
    params = ask(upstream, "crest.png", s=64, box=0.5, v=7)
    async with client.get("/emoji-pad", params=params) as response:
        picture = Image.open(BytesIO(await response.read()))
    assert picture.size == (64, 64)
    assert picture.getchannel("A").getbbox() == (16, 24, 48, 40)


@pytest.mark.parametrize("known", ['"{}"', 'W/"{}"', '"other", "{}"', "*"])
async def test_who_has_it_gets_a_304(client: Client, upstream: Upstream, known: str) -> None:
    params = ask(upstream, "crest.png")
    async with client.get("/emoji-pad", params=params) as response:
        etag = response.headers["ETag"].strip('"')

    headers = {"If-None-Match": known.format(etag)}
    async with client.get("/emoji-pad", params=params, headers=headers) as response:
        assert response.status == 304
        assert response.headers["ETag"] == f'"{etag}"'
        assert await response.read() == b""
    async with client.get(
        "/emoji-pad", params=params, headers={"If-None-Match": '"other"'}
    ) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("animated.gif", 200),
        ("animated.webp", 200),
        ("palette.png", 200),
        ("grey16.png", 200),
        ("opaque.jpg", 200),
        ("bomb.png", 413),
        ("bomb.gif", 413),
        ("bomb.webp", 413),
        ("do/huge", 413),
        ("do/endless", 413),
        ("truncated-crest.png", 415),
        ("drawing.svg", 415),
        ("page.png", 415),
        ("empty.png", 415),
        ("transparent.png", 422),
        ("do/liar", 502),
        ("do/gzip", 415),
        ("do/held", 504),
        ("do/drip", 504),
        ("do/short", 502),
        ("do/redirect", 302),
        ("status/403", 403),
        ("status/404", 404),
        ("status/429", 429),
        ("status/503", 503),
        ("status/201", 502),
    ],
)
async def test_status_by_what_the_image_server_does(
    client: Client, upstream: Upstream, name: str, status: int
) -> None:
    async with client.get(
        "/emoji-pad", params=ask(upstream, name), allow_redirects=False
    ) as response:
        assert response.status == status
        assert "Location" not in response.headers
    assert f"{upstream.url}/crest.png" not in upstream.hits


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"u": ""},
        {"u": "https://example.org/a.png"},
        {"u": "http://127.0.0.1:1/cdn/a.png"},
        {"s": "63"},
        {"s": "513"},
        {"s": "big"},
        {"s": "256.5"},
        {"box": "0.19"},
        {"box": "0.96"},
        {"box": "nan"},
        {"box": "inf"},
        {"box": "wide"},
    ],
)
async def test_bad_input_is_400_and_fetches_nothing(
    client: Client, upstream: Upstream, params: dict[str, str]
) -> None:
    if params and "u" not in params:
        params = ask(upstream, "crest.png", **params)
    assert await status_of(client, params) == 400
    assert upstream.hits == []


async def test_nobody_listening_is_502(client: Client, upstream: Upstream) -> None:
    params = ask(upstream, "crest.png")
    await upstream.server.close()

    assert await status_of(client, params) == 502


async def test_kept_for_a_day_whatever_v_says(
    client: Client, upstream: Upstream, clock: ManualClock
) -> None:
    for version in range(3):
        assert await status_of(client, ask(upstream, "crest.png", v=version)) == 200
    assert len(upstream.hits) == 1

    clock.move(86_401)
    assert await status_of(client, ask(upstream, "crest.png")) == 200
    assert len(upstream.hits) == 2


async def test_failures_are_not_kept(client: Client, upstream: Upstream) -> None:
    for _ in range(2):
        assert await status_of(client, ask(upstream, "page.png")) == 415
    assert len(upstream.hits) == 2


async def test_the_cache_is_bounded_in_bytes(client: Client, upstream: Upstream) -> None:
    """20,000 bytes hold at most nine pictures of 2,048 bytes and more."""
    for size in range(64, 84):
        assert await status_of(client, ask(upstream, "crest.png", s=size)) == 200
    before = len(upstream.hits)
    for size in range(64, 84):
        await status_of(client, ask(upstream, "crest.png", s=size))
    assert len(upstream.hits) - before >= 11


async def test_equal_requests_share_one_fetch(client: Client, upstream: Upstream) -> None:
    params = ask(upstream, "do/held")
    asking = [asyncio.create_task(status_of(client, params)) for _ in range(10)]
    await asyncio.wait_for(upstream.reached.wait(), 5)
    # One asker goes away; the others must not lose their picture.
    asking.pop().cancel()
    upstream.release.set()

    assert await asyncio.gather(*asking) == [200] * 9
    assert len(upstream.hits) == 1


async def test_too_many_at_once_are_sent_away_at_once(client: Client, upstream: Upstream) -> None:
    sizes = range(64, 64 + 20)
    asking = [
        asyncio.create_task(status_of(client, ask(upstream, "do/held", s=size))) for size in sizes
    ]
    done, _ = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
    assert {task.result() for task in done} == {503}
    upstream.release.set()
    statuses = await asyncio.gather(*asking)

    assert sorted(set(statuses)) == [200, 503]
    assert statuses.count(200) == 16
