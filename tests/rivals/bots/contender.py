"""One bot and its watchers. CONTENDER: `bystanders` (who change nothing), `attach` or `run`."""

import asyncio
import os
import signal
import time

import discord
import yarl
from discord.ext import commands

discord.http.Route.BASE = os.environ["DISCORD_API_URL"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY_URL"])
TOKEN = os.environ["DISCORD_TOKEN"]


class Watched(commands.Bot):
    """The bystanders' bot: each answers on a port of its own."""

    async def setup_hook(self) -> None:
        import discordhealthcheck  # noqa: PLC0415 - a bystander's alone

        port = int(os.environ["HEALTHCHECK_PORT"])
        # Half a second by default, which a busy machine with two dozen bots takes by itself.
        await discordhealthcheck.start(self, port=port, bot_max_latency=5.0)
        await asyncio.start_server(self.tell, "127.0.0.1", int(os.environ["BARE_PORT"]))

    def tell(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(str(self.is_ready()).encode())
        writer.close()


def block(_number: int, _frame: object) -> None:
    time.sleep(3600)


signal.signal(signal.SIGUSR1, block)
kind = Watched if os.environ["CONTENDER"] == "bystanders" else commands.Bot
bot = kind(
    "!",
    intents=discord.Intents.default(),
    heartbeat_timeout=float(os.environ["GATEWAY_SILENCE_SEC"]),
)
match os.environ["CONTENDER"]:
    case "bystanders":
        import statusbeat
        from argus import Argus

        statusbeat.monitor(
            bot, f"sbhb_{'a' * 43}", endpoint=os.environ["STATUSBEAT_ENDPOINT"], interval=30
        )
        Argus(bot, host="127.0.0.1", port=int(os.environ["ARGUS_PORT"]), dashboard=False)
        bot.run(TOKEN)
    case "attach":
        import discord_keepalive

        discord_keepalive.attach(bot)
        bot.run(TOKEN)
    case "run":
        import discord_keepalive

        discord_keepalive.run(bot, TOKEN)
