"""What Discord sees of an end: a goodbye for each stop, none for a reconnect that shall resume."""

from collections.abc import Callable

import discord
import pytest
from discord.ext import commands

from sandbox.server import Sandbox
from shared.keepalive.discord_internals import reconnect_resumably
from shared.keepalive.lifetime import ExitStatus
from tests.sandbox.discord.clients import box
from tests.shared.keepalive.living import living

__all__ = ["box"]

_INTENTS = discord.Intents(guilds=True)
_READY_S = 0.05


def one() -> discord.Client:
    return commands.Bot("!", intents=_INTENTS, guild_ready_timeout=_READY_S)


def sharded() -> discord.Client:
    return commands.AutoShardedBot(
        "!", intents=_INTENTS, shard_count=1, guild_ready_timeout=_READY_S
    )


@pytest.mark.parametrize("kind", [one, sharded])
@pytest.mark.parametrize(
    "status", [ExitStatus.STOPPED, ExitStatus.STAND_BY, ExitStatus.RESTART], ids=lambda it: it.name
)
async def test_a_stop_ends_the_session(
    box: Sandbox, kind: Callable[[], discord.Client], status: ExitStatus
) -> None:
    async with living(box, kind()) as tiny:
        assert await tiny.stop("a test", status) is status
        await tiny.until("disconnect 1000")
        assert not list(box.gateway.sessions), "nobody is shown online any more"


async def test_a_bot_that_closes_itself_says_goodbye_too(box: Sandbox) -> None:
    async with living(box, one()) as tiny:
        await tiny.bot.close()
        assert await tiny.running is ExitStatus.STOPPED
        await tiny.until("disconnect 1000")


@pytest.mark.parametrize("kind", [one, sharded])
async def test_a_forced_reconnect_keeps_the_session(
    box: Sandbox, kind: Callable[[], discord.Client]
) -> None:
    async with living(box, kind()) as tiny:
        await reconnect_resumably(tiny.bot, 0)
        await tiny.until("disconnect 4000", "connect", "resume")
        await tiny.stop("a test")
        await tiny.until("resume", "disconnect 1000")
