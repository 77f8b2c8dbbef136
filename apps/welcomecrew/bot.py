"""The bot itself: what it asks Discord for, and one visible line for each of its cogs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import discord

from apps.welcomecrew.cogs.admin import AdminCog
from apps.welcomecrew.cogs.sheets import SheetsCog
from apps.welcomecrew.domain.env_report import SettingFact
from apps.welcomecrew.ledger.clan_tags import ClanTags
from apps.welcomecrew.render.help import PAGES
from shared.chat.bot import ChatBot
from shared.chat.doctor import Need
from shared.chat.gate import CommandGate
from shared.chat.help import HelpCog
from shared.chat.home import Home
from shared.chat.log_channel import LogChannel
from shared.chat.observer import Observer
from shared.keepalive.cog import KeepaliveCog
from shared.keepalive.service import Keepalive
from shared.sheets.ports import Workbook

INTENTS: Final = discord.Intents(guilds=True, guild_messages=True, message_content=True)
"""Message content: the ticket bot's "closed by …" is invisible without it. Members: not needed."""

TICKET_PERMISSIONS: Final = discord.Permissions(
    view_channel=True,
    read_message_history=True,
    send_messages=True,
    send_messages_in_threads=True,
    manage_threads=True,
    embed_links=True,
    attach_files=True,
    add_reactions=True,
)
"""What the bot must be able to do where tickets are."""
POST_PERMISSIONS: Final = discord.Permissions(view_channel=True, send_messages=True)
"""What it must be able to do where it only leaves a line."""

COLOUR: Final = discord.Colour.teal()


@dataclass(frozen=True, slots=True)
class Services:
    """Whatever the cogs work with, built by `app.py`."""

    keepalive: Keepalive
    workbook: Workbook
    clan_tags: ClanTags
    log_channel: LogChannel
    ticket_tabs: Mapping[str, Sequence[str]]
    clan_list_tab: str
    facts: Sequence[SettingFact]
    needs: Sequence[Need]


class WelcomecrewBot(ChatBot):
    """The ticket bot."""

    def __init__(
        self,
        *,
        gate: CommandGate,
        home: Home,
        observer: Observer,
        build: Callable[[discord.Client], Services],
    ) -> None:
        super().__init__(intents=INTENTS, gate=gate, home=home, observer=observer)
        self._services = build(self)
        self._announced = False

    async def add_cogs(self) -> None:
        """In the order of `!help`."""
        it = self._services
        await self.add_cog(HelpCog(self, PAGES, colour=COLOUR))
        await self.add_cog(KeepaliveCog(it.keepalive, reboot=True))
        await self.add_cog(
            SheetsCog(
                workbook=it.workbook,
                ticket_tabs=it.ticket_tabs,
                clan_list_tab=it.clan_list_tab,
                clan_tags=it.clan_tags,
            )
        )
        await self.add_cog(
            AdminCog(
                self, facts=it.facts, needs=it.needs, workbook=it.workbook, clan_tags=it.clan_tags
            )
        )

    async def on_ready(self) -> None:
        """Say once per process in the log channel which instance this is."""
        if self._announced:
            return
        self._announced = True
        line = self._services.keepalive.announcement()
        await self._services.log_channel.say(line, about=("online", line))
