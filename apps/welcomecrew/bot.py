"""The bot itself: what it asks Discord for, and one visible line for each of its cogs."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass
from typing import Final

import discord
from discord.ext import commands

from apps.welcomecrew.access import ADMINS
from apps.welcomecrew.backfill.cog import BackfillCog
from apps.welcomecrew.backfill.runner import Backfill
from apps.welcomecrew.dedupe.cleaner import SheetCleaner
from apps.welcomecrew.dedupe.cog import DedupeCog
from apps.welcomecrew.env_check.cog import AdminCog
from apps.welcomecrew.env_check.rules import SettingFact
from apps.welcomecrew.help import PAGES
from apps.welcomecrew.question.picker import TagPicker
from apps.welcomecrew.sheets.cog import SheetsCog
from apps.welcomecrew.watch.cog import TicketsCog
from apps.welcomecrew.watching import Watch
from apps.welcomecrew.why.cog import WatchCog
from shared.chat.bot import ChatBot
from shared.chat.discord_clock import DiscordClock
from shared.chat.doctor import Need
from shared.chat.gate import CommandGate
from shared.chat.help import HelpCog
from shared.chat.home import Home
from shared.chat.log_channel import LogChannel
from shared.chat.observer import Observer
from shared.keepalive.cog import KeepaliveCog
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.service import Keepalive
from shared.sheets.ports import Workbook
from shared.timing.clock import Clock
from shared.turn.shards import ShardPlan
from shared.turn.turn import Turn

_log = logging.getLogger(__name__)

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
NOTE_PERMISSIONS: Final = POST_PERMISSIONS | discord.Permissions(read_message_history=True)
"""What it must be able to do where it leaves each note once."""
INVITE_PERMISSIONS: Final = TICKET_PERMISSIONS | POST_PERMISSIONS
"""What the bot is invited with: everything that it can make use of, and nothing else."""

COLOUR: Final = discord.Colour.teal()


@dataclass(frozen=True, slots=True)
class Services:
    """Whatever the cogs work with, built by `assembly.py`."""

    keepalive: Keepalive
    clock: Clock
    workbook: Workbook
    log_channel: LogChannel
    watch: Watch
    picker: TagPicker
    backfill: Backfill
    cleaner: SheetCleaner
    ticket_tabs: Mapping[str, Sequence[str]]
    clan_list_tab: str
    live_watch: bool
    post_backfill_summary: bool
    post_backfill_details: bool
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
        turn: Turn,
        shards: ShardPlan | None,
        build: Callable[[ChatBot], Services],
        discord_clock: DiscordClock,
    ) -> None:
        super().__init__(
            intents=INTENTS,
            gate=gate,
            home=home,
            observer=observer,
            turn=turn,
            shards=shards,
            discord_clock=discord_clock,
        )
        self._turn = turn
        self._services = build(self)
        self._announced = False
        self._writer: asyncio.Task[None] | None = None

    async def add_cogs(self) -> None:
        """In the order of `!help`."""
        it = self._services
        await self.add_cog(HelpCog(self, PAGES, colour=COLOUR))
        await self.add_cog(
            KeepaliveCog(
                it.keepalive, reboot=True, tells_details=lambda ctx: self.belongs(ctx, ADMINS)
            )
        )
        await self.add_cog(
            SheetsCog(
                workbook=it.workbook,
                ticket_tabs=it.ticket_tabs,
                clan_list_tab=it.clan_list_tab,
                clan_tags=it.watch.clan_tags,
            )
        )
        await self.add_cog(
            AdminCog(
                self,
                facts=it.facts,
                needs=it.needs,
                workbook=it.workbook,
                clan_tags=it.watch.clan_tags,
            )
        )

        await self.add_cog(WatchCog(self, watch=it.watch))
        await self.add_cog(
            BackfillCog(
                backfill=it.backfill,
                clock=it.clock,
                post_summary=it.post_backfill_summary,
                post_details=it.post_backfill_details,
            )
        )
        dedupe = DedupeCog(cleaner=it.cleaner, observer=it.keepalive.metrics, clock=it.clock)
        await self.add_cog(dedupe)
        await self.add_cog(
            TicketsCog(client=self, watch=it.watch, enabled=it.live_watch, clock=it.clock)
        )
        self.add_dynamic_items(it.picker.item, dedupe.item)

    async def setup_hook(self) -> None:
        """Begin to write rows, or to wait for the turn to."""
        await super().setup_hook()
        # In a context of its own: it belongs to no command.
        self._writer = Context().run(asyncio.create_task, self._write_rows(), name="ledger")
        self._writer.add_done_callback(self._writer_ended)

    async def _write_rows(self) -> None:
        ledger = self._services.watch.ledger
        await self._turn.taken()
        if self._turn.term is None:
            # Of several instances another one may have spoken since: catch-up knows better.
            await ledger.open()
        await ledger.run()

    async def close(self) -> None:
        """Leave the gateway first; what still waits is written after that (`assembly.py`)."""
        await super().close()
        if self._writer is not None:
            self._writer.cancel()

    async def on_ready(self) -> None:
        """Say once per process in the log channel which instance this is."""
        if self._announced:
            return
        self._announced = True
        line = self._services.keepalive.announcement()
        await self._services.log_channel.say(line, about=("online", line))

    def _writer_ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or (error := task.exception()) is None:
            return
        _log.critical("the ledger ended unexpectedly", exc_info=error)
        self._services.keepalive.lifetime.request_stop(
            ExitStatus.CRASHED, f"the ledger failed: {type(error).__name__}", cause="crash"
        )


class ShardedWelcomecrewBot(WelcomecrewBot, commands.AutoShardedBot):
    """The same over several connections."""
