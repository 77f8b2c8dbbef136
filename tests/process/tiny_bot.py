"""The smallest bot that lives in the keepalive: `python -m tests.process.tiny_bot`.

Any discord.py bot can take the package this way. Its few switches let tests misbehave on purpose.
"""

import asyncio
import sys
import time

import discord
from discord.ext import commands

from shared.config.fields import number, switch, whole
from shared.config.load import SettingsInvalid
from shared.config.setting import setting
from shared.keepalive.components import ComponentFailing
from shared.keepalive.lifetime import ExitStatus, run_process
from shared.keepalive.service import Keepalive
from shared.keepalive.settings import KeepaliveSettings
from shared.logs.setup import set_up_logging
from shared.timing.clock import SystemClock

AnyBot = commands.Bot | commands.AutoShardedBot

# discord.py waits this long for one more server before it says ready.
_GUILDS_WITHIN_S = 0.1


class TinySettings(KeepaliveSettings):
    tiny_shards: int = setting(
        whole(), default=0, description="Run as a sharded client of so many shards."
    )
    tiny_block_sec: float = setting(
        number(), default=0, description="Block the loop this long when ready."
    )
    tiny_hang: bool = setting(
        switch, default=False, description="Hang in a component check and in closing."
    )
    tiny_trips: bool = setting(
        switch, default=False, description="Fail in connecting once closing began."
    )
    tiny_block_closing: bool = setting(
        switch, default=False, description="Block the loop while closing."
    )
    tiny_broken: bool = setting(switch, default=False, description="Fail in setup_hook.")


async def main(settings: TinySettings) -> ExitStatus:
    keepalive = Keepalive(service="tiny", settings=settings, clock=SystemClock())
    bot = make_bot(settings.tiny_shards, trips=settings.tiny_trips)
    keepalive.on_stop("what closes well", close_well)
    misbehave(keepalive, bot, settings)

    async def on_ready() -> None:
        print(keepalive.announcement(), flush=True)  # noqa: T201 - a test reads it
        time.sleep(settings.tiny_block_sec)  # noqa: ASYNC251 - blocks the loop on purpose

    bot.add_listener(on_ready, "on_ready")
    return await keepalive.run(bot, settings.discord_token.reveal())


def misbehave(keepalive: Keepalive, bot: AnyBot, settings: TinySettings) -> None:
    if settings.tiny_broken:
        bot.setup_hook = broken_setup
    if settings.tiny_block_closing:
        keepalive.on_stop("what blocks", block)
    if settings.tiny_hang:
        keepalive.components.register("hanging", hang, timeout=0.5)
        keepalive.components.register("failing", fail)
        keepalive.on_stop("what hangs", hang_closing)


async def close_well() -> None:
    print("closed well", flush=True)  # noqa: T201 - a test reads it


async def block() -> None:
    time.sleep(60)  # noqa: ASYNC251 - blocks the loop on purpose


async def hang() -> str:
    # As a request to Google may: in a thread that nobody can cancel.
    await asyncio.to_thread(time.sleep, 60)
    return "never said"


async def hang_closing() -> None:
    await hang()


async def fail() -> str:
    raise ComponentFailing("the sheet is not shared")


async def broken_setup() -> None:
    raise LookupError("a cog of this bot is broken")


class TrippingBot(commands.Bot):
    """As discord.py does when it is closed in the middle of connecting."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__("!", intents=intents)
        self._closing = asyncio.Event()

    async def connect(self, *, reconnect: bool = True) -> None:
        await self._closing.wait()
        raise RuntimeError("Session is closed")

    async def close(self) -> None:
        self._closing.set()
        await asyncio.sleep(0)
        await super().close()


def make_bot(shards: int, *, trips: bool = False) -> AnyBot:
    intents = discord.Intents(guilds=True)
    if trips:
        return TrippingBot(intents)
    if shards:
        return commands.AutoShardedBot(
            "!", intents=intents, shard_count=shards, guild_ready_timeout=_GUILDS_WITHIN_S
        )
    return commands.Bot("!", intents=intents, guild_ready_timeout=_GUILDS_WITHIN_S)


if __name__ == "__main__":
    try:
        loaded = TinySettings.load()
    except SettingsInvalid as invalid:
        print("\n".join(invalid.lines()), file=sys.stderr)  # noqa: T201 - there is no log yet
        sys.exit(ExitStatus.CONFIGURATION)
    set_up_logging(level=loaded.log_level, secrets=[loaded.discord_token.reveal()])
    run_process(main(loaded))
