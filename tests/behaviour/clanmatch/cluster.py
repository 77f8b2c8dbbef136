"""The whole bot among simulated people, with the sample workbook in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import discord

from apps.clanmatch.assembly import build_bot
from apps.clanmatch.bot import ClanmatchBot
from apps.clanmatch.settings import ClanmatchSettings
from shared.keepalive.service import Keepalive
from tests.apps.clanmatch.sample import tab
from tests.behaviour.simulated import Simulated, simulated
from tests.fakes.clock import ManualClock
from tests.fakes.service_account import service_account_json
from tests.fakes.shaken_workbook import ShakenWorkbook


@dataclass
class Cluster:
    """The running bot, its world, and who and what is in it."""

    world: Simulated
    workbook: ShakenWorkbook
    clock: ManualClock
    settings: ClanmatchSettings
    bot: ClanmatchBot
    keepalive: Keepalive
    channel: Any
    roles: dict[str, Any]

    def person(self, name: str, *roles: str) -> Any:
        """A member with roles by name: admin, lead, recruiter."""
        return self.world.person(name, *(self.roles[role] for role in roles))

    async def ask(self, person: Any, text: str) -> Any:
        """Say something in the common channel; gives the last message there afterwards."""
        await person.send(self.channel, text)
        return self.channel.last_message

    async def restart(self) -> None:
        """A new process of the same bot in the same world; nothing is in memory any more."""
        self.bot, self.keepalive = _build(self.settings, self.workbook, self.clock)
        await self.world.env.restart_bot(self.bot)

    async def refresh(self) -> None:
        """The bot reads the sheet."""
        await self.bot.services.roster.refresh()


@asynccontextmanager
async def open_cluster(
    *,
    tabs: dict[str, Any] | None = None,
    options: dict[str, Any] | None = None,
    **changes: Any,
) -> AsyncIterator[Cluster]:
    """`changes` are settings by field name; a callable gets the guild and gives the value."""
    clock = ManualClock(datetime.now(UTC))  # noqa: TID251 - simcord's ids begin at the real time
    start = discord.Client(intents=discord.Intents.default())
    async with simulated(start, **options or {}) as world:
        roles = {name: world.guild.create_role(name) for name in ("admin", "lead", "recruiter")}
        values: dict[str, Any] = {
            "discord_token": "x" * 60,
            "gspread_credentials": service_account_json(),
            "google_sheet_id": "clanmatch-sample",
            "admin_role_ids": frozenset({roles["admin"].id}),
            "lead_role_ids": frozenset({roles["lead"].id}),
            "recruiter_role_ids": frozenset({roles["recruiter"].id}),
        }
        values |= {
            name: value(world.guild) if callable(value) else value
            for name, value in changes.items()
        }
        settings = ClanmatchSettings(_env_file=None, **values)
        names = ("bot_info", "WelcomeTemplates")
        workbook = ShakenWorkbook(tabs or {name: tab(name) for name in names})
        bot, keepalive = _build(settings, workbook, clock)
        cluster = Cluster(
            world=world,
            workbook=workbook,
            clock=clock,
            settings=settings,
            bot=bot,
            keepalive=keepalive,
            channel=world.guild.create_text_channel("clans"),
            roles=roles,
        )
        await world.env.restart_bot(bot)
        yield cluster


def _build(
    settings: ClanmatchSettings, workbook: ShakenWorkbook, clock: ManualClock
) -> tuple[ClanmatchBot, Keepalive]:
    keepalive = Keepalive(service="clanmatch", settings=settings, clock=clock)
    return build_bot(settings, keepalive=keepalive, workbook=workbook, clock=clock), keepalive
