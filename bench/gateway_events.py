"""What the tracker costs per gateway event, over discord.py's own parsing and dispatching."""
# pyright: reportPrivateUsage=false, reportAttributeAccessIssue=false
# ruff: noqa: SLF001
# (events are fed to discord.py behind its socket, which has no public door)

import asyncio
import json
import statistics
from collections.abc import Callable
from time import perf_counter
from typing import Any

import discord
from discord.ext import commands
from discord.gateway import DiscordWebSocket

from bench.table import Row
from shared.keepalive.attach import Attachment
from shared.keepalive.tracker import Tracker
from shared.timing.clock import SystemClock

_EVENTS = 4_000
_ROUNDS = 9
_GUILD, _CHANNEL, _AUTHOR = "100000000000000001", "100000000000000002", "100000000000000003"


async def rows() -> list[Row]:
    """One row: microseconds per MESSAGE_CREATE, with and without the tracker."""
    bare, tracked = _bot(), _bot()
    attachment = Attachment(tracked, Tracker(SystemClock()))
    attachment.listen()
    looks: list[Callable[[], None]] = [lambda: None, attachment.read_events]
    sockets = [_socket(bare), _socket(tracked)]
    figures: list[list[float]] = [[], []]
    for turn in range(_ROUNDS + 1):
        for socket, look, taken in zip(sockets, looks, figures, strict=True):
            seconds = await _feed(socket, look)
            if turn:  # the first one warms up
                taken.append(seconds / _EVENTS * 1e6)
    without, with_tracker = (statistics.median(taken) for taken in figures)
    for bot in (bare, tracked):
        bot.ws = None  # pyright: ignore[reportAttributeAccessIssue] - there is no socket to close
        await bot.close()
    return [
        Row("gateway event (message), with the tracker", with_tracker, "µs", without, at_most=1.03)
    ]


def _bot() -> commands.Bot:
    bot = commands.Bot("!", intents=discord.Intents.all(), help_command=None)

    async def on_message(message: discord.Message) -> None:
        del message

    bot.event(on_message)
    return bot


def _socket(bot: commands.Bot) -> Any:  # noqa: ANN401 - private type
    bot.loop = asyncio.get_running_loop()
    state = bot._connection
    state.parsers["GUILD_CREATE"](
        {
            "id": _GUILD,
            "name": "guild",
            "channels": [{"id": _CHANNEL, "type": 0, "name": "general", "position": 0}],
            "members": [],
            "roles": [{"id": _GUILD, "name": "@everyone", "permissions": "0", "position": 0}],
            "emojis": [],
            "member_count": 1,
        }
    )
    socket = DiscordWebSocket(None, loop=bot.loop)  # pyright: ignore[reportArgumentType] - never sends
    socket._connection = state
    socket._discord_parsers = state.parsers
    socket._dispatch = bot.dispatch
    socket.shard_id, socket.shard_count = 0, 1
    bot.ws = socket
    return socket


async def _feed(socket: Any, look: Callable[[], None]) -> float:  # noqa: ANN401 - private type
    frames = [_message(number) for number in range(_EVENTS)]
    began = perf_counter()
    for number, frame in enumerate(frames):
        await socket.received_message(frame)
        if number % 50 == 0:
            await asyncio.sleep(0)  # the handlers' turn
            look()  # as once a second in life
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return perf_counter() - began


def _message(number: int) -> str:
    data: dict[str, Any] = {
        "id": str(200000000000000000 + number),
        "channel_id": _CHANNEL,
        "guild_id": _GUILD,
        "content": "a message like any other",
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "author": {"id": _AUTHOR, "username": "mia", "discriminator": "0", "avatar": None},
        "member": {"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0},
    }
    return json.dumps({"op": 0, "s": number, "t": "MESSAGE_CREATE", "d": data})
