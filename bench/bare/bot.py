"""A bare discord.py bot with a bare health page: `python -m bench.bare.bot`.

It imports what ours imports and asks for the same intents, but has nothing of ours in it.
"""

import asyncio
import importlib
import logging
from typing import Any

import discord
from aiohttp import web
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bench.lag_probe import LagProbe
from shared.config.fields import switch, text, whole
from shared.config.load import Settings
from shared.config.setting import setting

CUSTOM_ID = "bare:button"


class BotSettings(Settings):
    discord_token: str = setting(text)
    discord_api_url: str = setting(text)
    discord_gateway_url: str = setting(text)
    port: int = setting(whole())
    bare_libraries: str = setting(text, default="")
    lag_probe: bool = setting(switch, default=False)


def make_bot() -> commands.Bot:
    intents = discord.Intents.default()
    intents.message_content = True
    bot = commands.Bot("!", intents=intents, help_command=None)

    @bot.command()
    async def ping(ctx: commands.Context[Any]) -> None:
        await ctx.message.add_reaction("🏓")

    @bot.command(aliases=["clan", "health", "reload"])
    async def pong(ctx: commands.Context[Any]) -> None:
        await ctx.reply("pong")

    @bot.command()
    async def panel(ctx: commands.Context[Any]) -> None:
        await ctx.send("0", view=_view())

    async def on_interaction(click: discord.Interaction[Any]) -> None:
        shown = click.message.content if click.message else ""
        await click.response.edit_message(content=str(int(shown) + 1))

    del ping, pong, panel
    bot.event(on_interaction)
    return bot


def _view() -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="one more", custom_id=CUSTOM_ID))
    view.stop()
    return view


async def run(settings: BotSettings) -> None:
    bot = make_bot()

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"state": "ready" if bot.is_ready() else "starting"})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", settings.port).start()
    async with bot, LagProbe.running(wanted=settings.lag_probe):
        await bot.start(settings.discord_token)


def main() -> None:
    settings = BotSettings.load()
    for name in settings.bare_libraries.split():
        importlib.import_module(name)
    Route.BASE = settings.discord_api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.discord_gateway_url)
    logging.basicConfig(level=logging.INFO)
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
