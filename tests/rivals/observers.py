"""Who says how a bot is: each asked as its own makers ask it."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import aiohttp
from aiohttp import web

from tests.process.harness import BotProcess

NO_ANSWER: Final = "no answer"
_WITHIN_S: Final = 2.0
_CONNECTED: Final = re.compile(r"^discord_shards_connected(?:\{.*\})? (\d+)", re.MULTILINE)

Ask = Callable[[], Awaitable[str]]
"""What it says now, in a word or two; NO_ANSWER when it says nothing in time."""


def by_socket(port: int) -> Ask:
    """One that writes its word to whoever connects."""

    async def ask() -> str:
        try:
            async with asyncio.timeout(_WITHIN_S):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                word = (await reader.read(1024)).decode()
                writer.close()
        except (OSError, TimeoutError):
            return NO_ANSWER
        return word or NO_ANSWER

    return ask


async def _get(port: int, path: str) -> tuple[int, str]:
    limit = aiohttp.ClientTimeout(total=_WITHIN_S)
    async with (
        aiohttp.ClientSession(timeout=limit) as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, await answer.text()


def by_metrics(port: int) -> Ask:
    """argus-dpy: how many shards it takes for connected."""

    async def ask() -> str:
        try:
            _, text = await _get(port, "/metrics")
        except (aiohttp.ClientError, TimeoutError):
            return NO_ANSWER
        found = _CONNECTED.search(text)
        return f"{found[1]} connected" if found else NO_ANSWER

    return ask


def by_health(bot: BotProcess) -> Ask:
    """discord-keepalive: status and state of its page, or the exit status once it ended."""

    async def ask() -> str:
        if bot.status is not None:
            return f"**exit {bot.status}**"
        try:
            status, text = await _get(bot.port, "/healthz")
        except (aiohttp.ClientError, TimeoutError):
            return NO_ANSWER
        found = re.search(r'"state": "(\w+)"', text)
        return f"{status} {found[1] if found else ''}".strip()

    return ask


@dataclass
class Beats:
    """statusbeat's service: what each bot's last call said of its shard, and whether one came."""

    last: dict[str, str] = field(default_factory=dict[str, str])

    async def take(self, request: web.Request) -> web.Response:
        """One call; the next one is wanted as soon as statusbeat allows."""
        beat = await request.json()
        self.last[request.match_info["bot"]] = beat["shards"][0]["status"]
        return web.json_response({"next": 30})

    def by_call(self, bot: str) -> Ask:
        """The last word since it was asked for the first time; calls come each half minute."""
        self.last.pop(bot, None)

        async def ask() -> str:
            return self.last.get(bot, "")

        return ask


@dataclass
class Watch:
    """What one observer said, each change with its time since the fault began, in seconds."""

    changes: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])

    async def keep(self, ask: Ask, *, until: float) -> None:
        """Ask twice a second until that time of the loop."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while loop.time() < until:
            at = loop.time() - began
            word = await ask()
            if word and (not self.changes or self.changes[-1][1] != word):
                self.changes.append((at, word))
            await asyncio.sleep(0.5)
