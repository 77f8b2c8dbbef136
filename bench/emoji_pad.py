"""Crests per second, kept and new ones, beside a bare aiohttp handler with the same bytes."""

import asyncio
from collections.abc import Callable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import aiohttp
from yarl import URL

from bench.http_pressure import requests_per_second
from bench.processes import bare_web
from bench.table import Row
from sandbox.discord.rest.limits import GENEROUS
from sandbox.server import Sandbox
from tests.process.harness import BotProcess

_PATH = "/emoji-pad"
_HITS, _MISSES = 3_000, 150


async def rows(*, hits: int = _HITS, misses: int = _MISSES, rounds: int = 3) -> list[Row]:
    """Hits come from memory; a miss is fetched, opened, padded and packed anew."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with (
            Sandbox.open(limits=GENEROUS) as box,
            BotProcess.open("apps.clanmatch", box.bot_env("clanmatch"), folder=folder) as bot,
        ):
            await bot.wait_until_ready()
            address = f"{box.url}/cdn/emojis/{box.places.emoji['C1C']}.png"
            numbers = count()
            kept = _target(address)
            answer = await _fetch(bot, kept)

            def new() -> str:
                return _target(f"{address}?n={next(numbers)}")

            async with bare_web(folder, _PATH, answer, "image/png") as bare:
                servers = (bot.port, bare.port)
                return [
                    await _row("kept", lambda: [kept] * hits, servers, rounds),
                    await _row("new", lambda: [new() for _ in range(misses)], servers, rounds),
                ]


async def _row(
    what: str, targets: Callable[[], list[str]], servers: tuple[int, int], rounds: int
) -> Row:
    rates: dict[int, list[float]] = {port: [] for port in servers}
    for _ in range(rounds):
        for port in servers:
            rates[port].append(await asyncio.to_thread(requests_per_second, port, targets()))
    # The best of each: other work on the machine only ever slows things down.
    ours, bare = (max(rates[port]) for port in servers)
    return Row(f"`{_PATH}`, {what} crest, requests per second", ours, "/s", bare)


async def _fetch(bot: BotProcess, target: str) -> bytes:
    url = f"http://127.0.0.1:{bot.port}{target}"
    async with aiohttp.ClientSession() as session, session.get(URL(url, encoded=True)) as response:
        response.raise_for_status()
        return await response.read()


def _target(address: str) -> str:
    return f"{_PATH}?u={quote(address, safe='')}"
