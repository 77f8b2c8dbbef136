"""The one file that touches discord.py's inside notices when that changes."""

import asyncio
from inspect import unwrap
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import discord.http
import discord.webhook.async_
import pytest
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Ratelimit, Route

from shared.keepalive.discord_internals import (
    InternalsChanged,
    breathe_between_frames,
    fence,
    pace_sweeps,
    point_discord_at,
)
from shared.turn.turn import NotOurTurn
from tests.fakes.clock import ManualClock


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name in (
        (Route, "BASE"),
        (DiscordWebSocket, "DEFAULT_GATEWAY"),
        (DiscordWebSocket, "poll_event"),
        (Asset, "BASE"),
        (discord.http, "json_or_text"),
        (discord.webhook.async_, "json_or_text"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))


def test_nothing_set_changes_nothing() -> None:
    before = (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE)
    point_discord_at()
    assert before == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE)


def test_all_three_go_elsewhere() -> None:
    point_discord_at(
        api_url="http://127.0.0.1:9/api/v10/",
        gateway_url="ws://127.0.0.1:9/gateway",
        cdn_url="http://127.0.0.1:9/cdn",
    )
    assert Route("GET", "/users/@me").url == "http://127.0.0.1:9/api/v10/users/@me"
    assert str(DiscordWebSocket.DEFAULT_GATEWAY) == "ws://127.0.0.1:9/gateway"
    emoji = discord.PartialEmoji(name="C1C", id=1)
    assert emoji.url == "http://127.0.0.1:9/cdn/emojis/1.png"


def test_an_upgrade_that_moves_things_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(DiscordWebSocket, "DEFAULT_GATEWAY")
    with pytest.raises(InternalsChanged, match="DEFAULT_GATEWAY"):
        point_discord_at(gateway_url="ws://127.0.0.1:9/gateway")


async def test_a_fence_lets_nobody_speak_out_of_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    client = discord.Client(intents=discord.Intents.none())
    sent: list[str] = []

    async def request(route: Route, **_: Any) -> None:
        sent.append(f"{route.method} {route.path}")

    async def ws_connect(url: str, *, compress: int = 0) -> None:
        sent.append(f"connect {url} {compress}")

    monkeypatch.setattr(client.http, "request", request)
    monkeypatch.setattr(client.http, "ws_connect", ws_connect)
    ours = True

    def check() -> None:
        if not ours:
            raise NotOurTurn

    fence(client, check)
    await client.http.request(Route("POST", "/channels/1/messages"))
    await client.http.ws_connect("wss://gateway", compress=1)
    assert sent == ["POST /channels/1/messages", "connect wss://gateway 1"]
    ours = False
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        with pytest.raises(NotOurTurn):
            await client.http.request(Route(method, "/channels/1/messages"))
    with pytest.raises(NotOurTurn):
        await client.http.ws_connect("wss://gateway")
    await client.http.request(Route("GET", "/users/@me"))
    assert sent[2:] == ["GET /users/@me"]


async def test_a_gateway_that_drops_each_connection_is_not_stormed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = discord.Client(intents=discord.Intents.none())
    connects = 0

    async def ws_connect(_url: str, *, compress: int = 0) -> None:
        nonlocal connects
        connects += 1 + compress

    monkeypatch.setattr(client.http, "ws_connect", ws_connect)
    fence(client, lambda: None)

    async def storm() -> None:
        while True:
            await client.http.ws_connect("wss://gateway")

    storming = asyncio.create_task(storm())
    # Whatever else runs: those that may come at once come, the next one waits for its second.
    for _ in range(100):
        await asyncio.sleep(0)
    assert connects == 10
    storming.cancel()


async def test_limits_to_forget_are_looked_for_now_and_then_not_for_each_new_one() -> None:
    clock = ManualClock()
    client = discord.Client(intents=discord.Intents.none())
    looked_at: list[str] = []

    class Limit(Ratelimit):
        def __init__(self, name: str) -> None:
            super().__init__(None)
            self.name = name

        def is_inactive(self) -> bool:
            looked_at.append(self.name)
            return True

    buckets: dict[str, Any] = {f"old {number}": Limit(f"old {number}") for number in range(300)}
    vars(client.http)["_buckets"] = buckets
    pace_sweeps(client, clock)
    client.http.get_ratelimit("first")
    assert len(looked_at) == 300
    buckets |= {f"old {number}": Limit(f"old {number}") for number in range(300)}
    for number in range(100):
        client.http.get_ratelimit(f"new {number}")
    assert len(looked_at) == 300
    clock.move(31)
    client.http.get_ratelimit("last")
    assert not any(name.startswith("old") for name in buckets)


async def test_a_limit_is_forgotten_when_its_time_is_over_and_nobody_waits_in_it() -> None:
    clock, client = ManualClock(), discord.Client(intents=discord.Intents.none())
    pace_sweeps(client, clock)
    now = asyncio.get_running_loop().time()
    limits = {
        name: client.http.get_ratelimit(name) for name in ("over", "young", "lasting", "awaited")
    }
    for name in ("over", "lasting", "awaited"):
        limits[name]._last_request = now - 60  # pyright: ignore[reportPrivateUsage] - a minute is long to wait
    limits["over"].expires = limits["awaited"].expires = now - 50
    limits["lasting"].expires = now + 500
    await limits["awaited"].__aenter__()
    limits["awaited"]._last_request = now - 60  # pyright: ignore[reportPrivateUsage] - as above
    clock.move(31)
    client.http.get_ratelimit("new")
    assert vars(client.http)["_buckets"].keys() == {"young", "lasting", "awaited", "new"}


class _FullSocket:
    """The next frame is always there already."""

    async def receive(self, **_: object) -> SimpleNamespace:
        return SimpleNamespace(type=aiohttp.WSMsgType.TEXT, data="{}")


async def _turns_of_others(frames: int) -> int:
    """How often somebody else had a turn while so many frames were taken."""
    turns = 0

    async def somebody_else() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    socket: Any = DiscordWebSocket.__new__(DiscordWebSocket)
    socket.socket, socket._max_heartbeat_timeout = _FullSocket(), 60.0
    socket.sequence = socket.session_id = None

    async def take(_: str) -> None:
        pass

    socket.received_message = take
    other = asyncio.create_task(somebody_else())
    await asyncio.sleep(0)
    for _ in range(frames):
        await socket.poll_event()
    other.cancel()
    return turns


async def test_others_have_their_turn_between_frames_that_came_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As discord.py is by itself; when this changes, the door can go.
    monkeypatch.setattr(DiscordWebSocket, "poll_event", unwrap(DiscordWebSocket.poll_event))
    assert await _turns_of_others(100) == 0
    breathe_between_frames()
    breathe_between_frames()
    assert await _turns_of_others(100) == 5
