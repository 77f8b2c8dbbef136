"""A discord.py bot that is fed with events behind its socket: no network, no other process."""
# pyright: reportPrivateUsage=false, reportAttributeAccessIssue=false
# ruff: noqa: SLF001
# (discord.py's socket has no public door)

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from time import process_time
from typing import Any

import discord
from discord.ext import commands
from discord.gateway import DiscordWebSocket

_GUILD, _CHANNEL, _AUTHOR, _SELF = (f"10000000000000000{number}" for number in range(1, 5))
_TURN = 50
"""Events until the handlers get their turn."""


class FedBot:
    """Knows one server with one channel, and is ready."""

    def __init__(self, bot: commands.Bot, look: Callable[[], None] = lambda: None) -> None:
        self._bot = bot
        self._look = look
        self._socket = _socket(bot)
        self._fed = 0

    @classmethod
    @asynccontextmanager
    async def open(
        cls, bot: commands.Bot, look: Callable[[], None] = lambda: None
    ) -> AsyncGenerator["FedBot"]:
        """`look` is called every now and then, as once a second in life."""
        bot.loop = asyncio.get_running_loop()
        try:
            yield cls(bot, look)
        finally:
            bot.ws = None  # pyright: ignore[reportAttributeAccessIssue] - there is no socket to close
            await bot.close()

    async def feed(self, events: int) -> float:
        """That many messages of people; the seconds of processor time that they took."""
        frames = [_message(self._fed + number) for number in range(events)]
        self._fed += events
        began = process_time()
        for number, frame in enumerate(frames):
            await self._socket.received_message(frame)
            if number % _TURN == 0:
                await asyncio.sleep(0)
                self._look()
        for _ in range(3):
            await asyncio.sleep(0)
        return process_time() - began


def _socket(bot: commands.Bot) -> Any:  # noqa: ANN401 - private type
    state = bot._connection
    user = {"id": _SELF, "username": "bot", "discriminator": "0", "avatar": None, "bot": True}
    state.user = discord.ClientUser(state=state, data=user)  # pyright: ignore[reportArgumentType] - as Discord sends it
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
