"""!ping, !health and !reboot in any bot that has a keepalive, seen by simulated people."""

from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from discord.ext import commands

from shared.config.secret import Secret
from shared.keepalive.cog import KeepaliveCog, health_text
from shared.keepalive.components import ComponentFailing, ComponentState
from shared.keepalive.health import Identity, report
from shared.keepalive.jobs import Job, JobState
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.service import Keepalive
from shared.keepalive.settings import KeepaliveSettings
from shared.keepalive.snapshot import GatewaySnapshot, GatewayState
from shared.keepalive.watchdog import Limits
from shared.timing.schedule import Every
from tests.behaviour.simulated import simulated
from tests.fakes.clock import ManualClock
from tests.shared.keepalive.facts import gateway, shard

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


class SomeBot(commands.Bot):
    def __init__(self, *, reboot: bool = True) -> None:
        super().__init__("!", intents=discord.Intents.all(), help_command=None)
        settings = KeepaliveSettings(discord_token=Secret("x" * 60))
        self.keepalive = Keepalive(service="tiny", settings=settings, clock=ManualClock())
        self._reboot = reboot

    async def setup_hook(self) -> None:
        cog = KeepaliveCog(self.keepalive, health_aliases=["status"], reboot=self._reboot)
        await self.add_cog(cog)
        await self.tree.sync()


async def ask(person: Any, channel: Any, text: str) -> str:
    await person.send(channel, text)
    return channel.last_message.content


async def test_ping_adds_the_reaction_and_nothing_else() -> None:
    async with simulated(SomeBot()) as world:
        channel, member = world.guild.create_text_channel("general"), world.person("mia")
        assert await ask(member, channel, "!ping") == "!ping"
        assert [str(reaction.emoji) for reaction in channel.last_message.reactions] == ["🏓"]
        slashed = await member.slash(channel, "ping")
        assert slashed.response.content == "🏓"
        assert slashed.ephemeral


async def test_health_tells_all_that_is_known_without_asking_anew() -> None:
    bot = SomeBot()
    asked: list[int] = []

    async def sheets() -> str:
        asked.append(1)
        raise ComponentFailing("not shared with the bot")

    async def step() -> str:
        return "posted"

    bot.keepalive.components.register("sheets", sheets)
    await bot.keepalive.components.refresh("sheets")
    bot.keepalive.jobs.add(Job("summary", Every(timedelta(days=1), NOW), step))
    async with simulated(bot) as world:
        channel, member = world.guild.create_text_channel("general"), world.person("mia")
        for command in ("!health", "!status"):
            text = await ask(member, channel, command)
            assert "starting" in text
            assert "Uptime**: 00:00:0" in text
            assert "🔴 **Sheets**: not shared with the bot" in text
            assert "⚪ **summary**: not run yet; next <t:" in text
        assert (await member.slash(channel, "health")).ephemeral
    assert asked == [1]


async def test_reboot_says_so_and_asks_for_an_orderly_stop() -> None:
    bot = SomeBot()
    async with simulated(bot) as world:
        channel, member = world.guild.create_text_channel("general"), world.person("mia")
        assert await ask(member, channel, "!reboot") == "🔄 Rebooting…"
        request = bot.keepalive.lifetime.request
        assert request is not None
        assert request.status is ExitStatus.STOPPED
        assert request.cause == "command"
        assert request.reason == "asked to reboot by command", "public pages show it"


async def test_a_bot_without_reboot_has_none() -> None:
    bot = SomeBot(reboot=False)
    async with simulated(bot):
        assert {command.name for command in bot.commands} == {"ping", "health"}
        assert {command.name for command in bot.tree.get_commands()} == {"ping", "health"}


@pytest.mark.parametrize(
    ("snapshot", "begins"),
    [
        (gateway(), "🟢 **tiny** is ready: all is well (since <t:"),
        (
            gateway(shard(readings=(None,) * 3, latency_s=None), event_age_s=700.0),
            "🟠 **tiny** is zombie: no event for",
        ),
        (
            gateway(shard(state=GatewayState.DISCONNECTED, outage_s=3.0)),
            "🔴 **tiny** is disconnected: gateway away",
        ),
    ],
)
def test_the_words_for_each_state(snapshot: GatewaySnapshot, begins: str) -> None:
    health = report(snapshot, (), Limits(), Identity("tiny", "srv-1", ""), NOW)
    assert health_text(health, []).startswith(begins)


def test_the_words_never_outgrow_a_message() -> None:
    endless = [
        ComponentState(f"part {n}", ok=False, words="*no " * 500, age_s=1.0) for n in "123456"
    ]
    health = report(gateway(), endless, Limits(), Identity("tiny", "srv-1", ""), NOW)
    *whole, end = health_text(health, [JobState("job")]).splitlines()
    assert len("\n".join([*whole, end])) <= 2000
    assert whole[2].startswith("🔴 **Part 1**: ")
    assert all(line.endswith("no …") for line in whole[2:])
    assert end == "…"


def test_what_a_sheet_says_draws_nothing_and_mentions_nobody() -> None:
    words = "row 3: its tag '**x** @everyone <@123456789012345678>' is in row 2 too"
    part = ComponentState("roster", ok=True, words=words, age_s=1.0)
    health = report(gateway(), (part,), Limits(), Identity("tiny", "srv-1", ""), NOW)
    text = health_text(health, [JobState("refresh", last_outcome=words)])
    for line in text.splitlines()[2:]:
        assert "\\*\\*x\\*\\*" in line
        assert "@everyone" not in line
        assert "<@1" not in line
