"""The bot itself: what it asks Discord for, and one visible line for each of its cogs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import discord
from discord.ext import commands

from apps.clanmatch.access import LEADS
from apps.clanmatch.help import PAGES
from apps.clanmatch.profile.cog import ProfileCog
from apps.clanmatch.profile.flip import ProfileFlip
from apps.clanmatch.roster.crests import Crest
from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.search.admission import PanelsCog
from apps.clanmatch.search.cog import SearchCog
from apps.clanmatch.search.job import PanelExpiry
from apps.clanmatch.search.opening import FixedThread, PanelOpener
from apps.clanmatch.search.presses import PanelPresses
from apps.clanmatch.summary.cog import ReportCog
from apps.clanmatch.summary.job import DailySummary
from apps.clanmatch.upkeep.cog import AdminCog
from apps.clanmatch.welcome.cog import WelcomeCog
from apps.clanmatch.welcome.greeting import Greeter
from apps.clanmatch.welcome.rules.switch import WelcomeSwitch
from apps.clanmatch.welcome.source import TemplateSource
from shared.chat.bot import ChatBot
from shared.chat.discord_clock import DiscordClock
from shared.chat.gate import CommandGate
from shared.chat.help import HelpCog
from shared.chat.home import Home
from shared.chat.log_channel import LogChannel
from shared.keepalive.cog import KeepaliveCog
from shared.keepalive.service import Keepalive
from shared.timing.clock import Clock
from shared.turn.shards import ShardPlan

INTENTS: Final = discord.Intents(
    guilds=True,
    guild_messages=True,
    guild_reactions=True,
    emojis_and_stickers=True,
    message_content=True,
)
"""Reactions: 💡. Emoji: crests. Message content: prefix commands. Members: not needed."""

POST_PERMISSIONS: Final = discord.Permissions(
    view_channel=True,
    read_message_history=True,
    send_messages=True,
    embed_links=True,
    add_reactions=True,
)
"""What the bot must be able to do where it posts."""
THREAD_PERMISSIONS: Final = POST_PERMISSIONS | discord.Permissions(send_messages_in_threads=True)

INVITE_PERMISSIONS: Final = THREAD_PERMISSIONS | discord.Permissions(
    manage_messages=True,  # remove the messages that gave a command, clean up, take back a 💡
    manage_threads=True,  # open the panels' thread again when it was archived
    external_emojis=True,
)
"""What the bot is invited with: everything that it can make use of, and nothing else."""

COLOUR: Final = discord.Colour(0x5865A8)


@dataclass(frozen=True, slots=True)
class Services:
    """Whatever the cogs work with, built by `assembly.py`."""

    clock: Clock
    keepalive: Keepalive
    roster: RosterSource
    templates: TemplateSource
    crest: Crest
    badge: Crest
    """A smaller crest, for results."""
    soft_cap: int
    fixed_thread: FixedThread | None
    greeter: Greeter
    welcome_switch: WelcomeSwitch
    summary: DailySummary
    log_channel: LogChannel

    def sources(self) -> Mapping[str, RosterSource | TemplateSource]:
        """Everything that is read from the spreadsheet, as people call it."""
        return {"Roster": self.roster, "Welcome templates": self.templates}


class ClanmatchBot(ChatBot):
    """The recruiters' and members' bot."""

    def __init__(
        self,
        *,
        gate: CommandGate,
        home: Home,
        keepalive: Keepalive,
        shards: ShardPlan | None,
        build: Callable[[discord.Client], Services],
        discord_clock: DiscordClock,
    ) -> None:
        super().__init__(
            intents=INTENTS,
            gate=gate,
            home=home,
            observer=keepalive.metrics,
            turn=keepalive.turn,
            shards=shards,
            discord_clock=discord_clock,
        )
        self.services = build(self)
        self._announced = False
        self.panel_expiry = PanelExpiry(
            client=self,
            clock=self.services.clock,
            at_home=lambda guild: home.includes(guild, self.guilds),
            observer=keepalive.metrics,
        )

    async def add_cogs(self) -> None:
        """In the order of `!help`."""
        it = self.services
        await self.add_cog(HelpCog(self, PAGES, colour=COLOUR))
        await self.add_cog(
            KeepaliveCog(
                it.keepalive,
                health_aliases=["status"],
                reboot=False,
                tells_details=lambda ctx: self.belongs(ctx, LEADS),
            )
        )
        await self.add_cog(ProfileCog(roster=it.roster, crest=it.crest))
        await self.add_cog(SearchCog(self._panel_opener()))
        await self.add_cog(self._panels_cog())
        await self.add_cog(
            WelcomeCog(
                greeter=it.greeter,
                templates=it.templates,
                switch=it.welcome_switch,
                log_channel=it.log_channel,
                clock=it.clock,
            )
        )
        await self.add_cog(ReportCog(summary=it.summary))
        await self.add_cog(AdminCog(sources=it.sources(), instance=it.keepalive.instance))

    async def on_ready(self) -> None:
        """Say once per process in the log channel which instance this is."""
        if self._announced:
            return
        self._announced = True
        line = self.services.keepalive.announcement()
        await self.services.log_channel.say(line, about=("online", line))

    def _panel_opener(self) -> PanelOpener:
        it = self.services
        return PanelOpener(
            self, expiry=self.panel_expiry, clock=it.clock, fixed_thread=it.fixed_thread
        )

    def _panels_cog(self) -> PanelsCog:
        it = self.services
        presses = PanelPresses(
            roster=it.roster,
            crest=it.badge,
            expiry=self.panel_expiry,
            clock=it.clock,
            soft_cap=it.soft_cap,
        )
        flip = ProfileFlip(roster=it.roster, crest=it.crest, clock=it.clock)
        return PanelsCog(
            self, presses=presses, flip=flip, observer=it.keepalive.metrics, clock=it.clock
        )


class ShardedClanmatchBot(ClanmatchBot, commands.AutoShardedBot):
    """The same over several connections."""
