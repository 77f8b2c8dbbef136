"""A server that Discord has lost is no good health: nothing is heard from it."""

import asyncio

import discord
from discord.ext import commands

from sandbox.discord.faults import Gateway
from sandbox.server import Sandbox
from tests.sandbox.discord.clients import box
from tests.shared.keepalive.living import living

__all__ = ["box"]


async def test_a_server_that_is_unavailable_is_said_and_ends_by_itself(box: Sandbox) -> None:
    bot = commands.Bot("!", intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
    async with living(box, bot) as tiny, asyncio.timeout(10):
        gone = asyncio.create_task(bot.wait_for("guild_unavailable"))
        await asyncio.sleep(0)
        box.faults.gateway(Gateway.SERVER_AWAY)
        await gone
        await tiny.keepalive.components.refresh("servers")
        health = tiny.keepalive.health()
        assert health.reason == (
            "ready, but Discord's servers: 1 of 1 server is unavailable at Discord; nothing is "
            "heard from there"
        )
        assert health.body["status"] == "degraded"
        assert health.http_status == 200
        back = asyncio.create_task(bot.wait_for("guild_available"))
        await asyncio.sleep(0)
        box.faults.gateway(Gateway.SERVER_AWAY, on=False)
        await back
        await tiny.keepalive.components.refresh("servers")
        assert tiny.keepalive.health().reason == "all is well"


async def test_a_server_that_has_not_come_yet_is_no_good_health_either(box: Sandbox) -> None:
    box.faults.gateway(Gateway.SERVER_LATE)
    bot = commands.Bot("!", intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
    async with living(box, bot) as tiny:
        await tiny.keepalive.components.refresh("servers")
        assert "unavailable at Discord" in tiny.keepalive.health().reason
