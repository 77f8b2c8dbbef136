"""`/emoji-pad`, asked by strangers over a real socket."""

import asyncio
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from apps.clanmatch.crests.routes import emoji_pad_routes
from apps.clanmatch.crests.service import EmojiPad
from apps.clanmatch.crests.url import AddressRefused, checked_address, trusted_origins
from shared.pictures.canvas import Canvas
from tests.fakes.clock import ManualClock
from tests.fuzz.bending import bent_text, patient

STAND_IN = "http://127.0.0.1:9000/cdn"
TRUSTED = trusted_origins(STAND_IN)
PIECES = (
    *(
        "/",
        "//",
        "\\",
        "..",
        ".",
        "%2e%2e",
        "%2f",
        "%252e",
        "%00",
        ";",
        "?",
        "#",
        "@",
        ":",
        "[::1]",
    ),
    *("127.0.0.1", "[::1]", "9000", "cdn", "api", "evil.example", "http://", "https://"),
    *("\t", "\r\n", "é"),
)
addresses = st.sampled_from(
    [
        f"{STAND_IN}/emojis/1.png",
        "https://cdn.discordapp.com/emojis/1.png?size=64",
        "https://media.discordapp.net/attachments/1/2/a.png",
    ]
)
numbers = st.sampled_from(["", "64", "512", "0.5", "nan", "inf", "-1", "1e9", "6_4", "٦٤", "0x40"])


@patient
@given(bent_text(addresses, PIECES))
def test_only_trusted_addresses_are_fetched(text: str) -> None:
    try:
        address = checked_address(text, TRUSTED)
    except AddressRefused:
        return
    # What aiohttp makes of it, after all its decoding, is still on one of the image servers.
    asked = URL(address)
    read = urlsplit(address)
    assert (read.hostname, read.port) == (asked.host, asked.explicit_port)
    origin = next(o for o in TRUSTED if (o.scheme, o.authority) == (asked.scheme, read.netloc))
    for path in (asked.path, asked.raw_path, read.path):
        assert path.startswith(origin.path)
        assert ".." not in path.split("/")


Client = TestClient[web.Request, web.Application]


async def open_client(pad: EmojiPad) -> Client:
    app = web.Application()
    app.add_routes(emoji_pad_routes(pad, default=Canvas(size=256, box=0.85)))
    client = TestClient(TestServer(app))
    await client.start_server()
    return client


async def status(client: Client, query: dict[str, str]) -> int:
    async with client.get("/emoji-pad", params=query) as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert len(await response.text()) < 200, "a reason, not what was sent"
        return response.status


@pytest.mark.parametrize("parameter", ["u", "s", "box"])
def test_any_query_has_an_answer_of_ours(parameter: str) -> None:
    with asyncio.Runner() as runner:
        pad = EmojiPad(trusted=(), max_bytes=1_000, clock=ManualClock())
        runner.run(pad.__aenter__())
        client = runner.run(open_client(pad))

        @patient
        @given(numbers | st.text(max_size=20))
        def ask(value: str) -> None:
            # Nothing is trusted, so that nothing is ever fetched: 400 whatever was sent.
            query = {"u": "https://cdn.discordapp.com/1.png", parameter: value}
            assert runner.run(status(client, query)) == 400

        ask()
        runner.run(client.close())
        runner.run(pad.__aexit__(None, None, None))
