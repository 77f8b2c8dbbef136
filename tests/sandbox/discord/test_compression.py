"""The ways in which a client may have the gateway's frames packed."""

import json
import sys
import zlib
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import aiohttp
import discord
import pytest

from sandbox.discord.gateway.compression import ZSTD
from sandbox.server import Sandbox
from tests.sandbox.discord.clients import EchoBot, running


class Zlib:
    """As discord.py unpacks where nothing else is there."""

    COMPRESSION_TYPE = "zlib-stream"

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()

    def decompress(self, data: bytes, /) -> str:
        assert data.endswith(b"\x00\x00\xff\xff")
        return self._stream.decompress(data).decode()


class Zstd:
    """As discord.py unpacks on Python 3.14, or beside the package zstandard."""

    COMPRESSION_TYPE = "zstd-stream"

    def __init__(self) -> None:
        self._stream: Any = import_module(ZSTD).ZstdDecompressor()

    def decompress(self, data: bytes, /) -> str:
        return self._stream.decompress(data).decode()


@pytest.mark.parametrize("way", [Zlib, Zstd])
async def test_a_bot_lives_and_resumes_with_either_compression(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch, way: type[Zlib | Zstd]
) -> None:
    monkeypatch.setattr(discord.utils, "_ActiveDecompressionContext", way)
    general, member = box.places.channels["general"], box.person("member")
    async with running(EchoBot(), box) as bot:
        first = member.say(general, "a first one, 💡 and more")
        await bot.until("message")
        box.faults.gateway("refuse")
        box.faults.cut()
        await box.records.until(lambda: box.records.live["clanmatch", 0] == 0)
        second = member.say(general, "x" * 2000)
        box.faults.clear()
        await bot.until("resumed")
    assert [(m.id, len(m.content)) for m in bot.heard] == [(first, 23), (second, 2000)]


async def test_discord_py_asks_for_what_its_environment_can_unpack(box: Sandbox) -> None:
    has_zstd = sys.version_info >= (3, 14) or find_spec("zstandard") is not None
    async with running(EchoBot(), box):
        (connect,) = [event for event in box.records.gateway if event.kind == "connect"]
    assert connect.detail == ("zstd-stream" if has_zstd else "zlib-stream")


@pytest.mark.parametrize("path", ["", "/", "/clanmatch", "/clanmatch/", "/clanmatch/resume/"])
@pytest.mark.parametrize(
    ("asked", "way"),
    [
        ("?v=10&encoding=json", None),
        ("?compress=zlib-stream", Zlib),
        ("?compress=zstd-stream", Zstd),
    ],
)
async def test_every_address_serves_every_way(
    box: Sandbox, path: str, asked: str, way: type[Zlib | Zstd] | None
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{box.gateway.base_url}{path}{asked}") as socket,
    ):
        data = (await socket.receive()).data
        assert json.loads(way().decompress(data) if way else data)["op"] == 10


@pytest.mark.parametrize("asked", ["compress=lz4", "encoding=etf"])
async def test_what_the_sandbox_cannot_speak_it_says(box: Sandbox, asked: str) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{box.gateway.base_url}?{asked}")
    assert refused.value.status == 501
