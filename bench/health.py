"""Requests per second for the health pages, beside a bare aiohttp handler with the same bytes."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.http_pressure import requests_per_second
from bench.processes import bare_web
from bench.table import Row
from sandbox.discord.rest.limits import GENEROUS
from sandbox.server import Sandbox
from tests.process.harness import BotProcess

_GOALS = {"/healthz": 0.85, "/metrics": 0.85}


async def rows(*, requests: int = 3_000, rounds: int = 5) -> list[Row]:
    """One row per page of a real bot that is connected and otherwise idle."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with (
            Sandbox.open(limits=GENEROUS) as box,
            BotProcess.open("apps.clanmatch", box.bot_env("clanmatch"), folder=folder) as bot,
        ):
            await bot.wait_until_ready()
            return [await _row(bot, folder, path, requests, rounds) for path in _GOALS]


async def _row(bot: BotProcess, folder: Path, path: str, requests: int, rounds: int) -> Row:
    answer = await bot.get(path)
    kind = answer.headers["Content-Type"]
    rates: dict[int, list[float]] = {}
    async with bare_web(folder, path, answer.text.encode(), kind) as bare:
        for _ in range(rounds):
            for port in (bot.port, bare.port):
                # In a thread: the sandbox must go on to answer the bot's heartbeats.
                rate = await asyncio.to_thread(requests_per_second, port, [path] * requests)
                rates.setdefault(port, []).append(rate)
    # The best of each: other work on the machine only ever slows things down.
    ours, plain = (max(found) for found in rates.values())
    return Row(f"`{path}`, requests per second", ours, "/s", plain, at_least=_GOALS[path])
