"""A stranger's bot in the test's own process: it runs itself, and the keepalive is beside it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import pytest
from discord.ext import commands

from sandbox.environment import discord_env
from sandbox.ports import free_port
from sandbox.server import Sandbox
from shared.keepalive.discord_internals import hear

BOT = "clanmatch"
INTENTS = discord.Intents(guilds=True)
_READY_S = 0.05
_WITHIN_S = 30.0


def client() -> discord.Client:
    return discord.Client(intents=INTENTS, guild_ready_timeout=_READY_S)


def sharded_client() -> discord.Client:
    return discord.AutoShardedClient(intents=INTENTS, shard_count=1, guild_ready_timeout=_READY_S)


def bot() -> discord.Client:
    return commands.Bot("!", intents=INTENTS, guild_ready_timeout=_READY_S)


def sharded_bot() -> discord.Client:
    return commands.AutoShardedBot(
        "!", intents=INTENTS, shard_count=1, guild_ready_timeout=_READY_S
    )


KINDS = (client, sharded_client, bot, sharded_bot)


def surroundings(box: Sandbox, environment: pytest.MonkeyPatch) -> int:
    """Point the stranger at the sandbox, as the environment does; the port of its pages."""
    port = free_port()
    for name, text in {**discord_env(box.url, BOT), "PORT": str(port)}.items():
        environment.setenv(name, text)
    return port


@asynccontextmanager
async def started(box: Sandbox, it: discord.Client) -> AsyncGenerator[asyncio.Task[None]]:
    """As `client.run` does it; whatever is left of it ends with the block."""

    async def run() -> None:
        async with it:
            await it.start(box.world.apps[BOT].token)

    running = asyncio.create_task(run())
    try:
        yield running
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def ready(it: discord.Client) -> None:
    """Wait until this client is ready; it has been started just now."""
    event = asyncio.Event()
    hear(it, ready=event.set)
    await asyncio.wait_for(event.wait(), _WITHIN_S)


async def page(port: int, path: str = "/healthz") -> tuple[int, dict[str, Any]]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, await answer.json()


async def until_state(port: int, state: str) -> dict[str, Any]:
    """What the page says once it says this."""
    return await until(port, lambda body: body["state"] == state)


async def until_checked(port: int, component: str) -> str:
    """What the page says of a component, once it says anything."""
    body = await until(port, lambda it: it["components"].get(component, {}).get("ok") is not None)
    return body["components"][component]["words"]


async def until(port: int, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """What the page says once it is this."""
    said: object = None
    try:
        async with asyncio.timeout(_WITHIN_S):
            while True:
                try:
                    _, body = await page(port)
                except aiohttp.ClientError as error:
                    said = error
                else:
                    if wanted(body):
                        return body
                    said = body
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"never what was wanted; last: {said}") from None
