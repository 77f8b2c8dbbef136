"""The ticket bot among simulated people, with a workbook in memory."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord

from apps.welcomecrew.app import APP
from apps.welcomecrew.features import WelcomecrewSettings
from apps.welcomecrew.settings import WelcomecrewGroundSettings
from shared.features.building import build_bot
from shared.keepalive.service import Keepalive
from shared.timing.clock import Clock, SystemClock
from tests.apps.welcomecrew.samples import SAMPLE
from tests.apps.welcomecrew.settings_env import REQUIRED
from tests.behaviour.simulated import Simulated, simulated
from tests.fakes.shaken_workbook import ShakenWorkbook


@dataclass
class Crew:
    """The running bot, its world, and who and what is in it."""

    world: Simulated
    workbook: ShakenWorkbook
    keepalive: Keepalive
    settings: WelcomecrewGroundSettings
    channel: Any
    welcome: Any
    promo: Any
    roles: dict[str, Any]
    clock: Clock

    def person(self, name: str, *roles: str) -> Any:
        """A member with roles by name: admin, lead, recruiter."""
        return self.world.person(name, *(self.roles[role] for role in roles))

    async def ask(self, person: Any, text: str) -> Any:
        """Say something in the common channel; gives the last message there afterwards."""
        await person.send(self.channel, text)
        return self.channel.last_message

    async def restart(self) -> None:
        """A new process of the same bot in the same world."""
        self.keepalive = _keepalive(self.settings, self.clock)
        await self.world.env.restart_bot(
            build_bot(
                APP,
                self.settings,
                keepalive=self.keepalive,
                workbook=self.workbook,
                clock=self.clock,
            )
        )


@asynccontextmanager
async def open_crew(
    settings: dict[str, Any] | Callable[[Any], dict[str, Any]] | None = None,
    *,
    clock: Clock | None = None,
    overwrites: discord.PermissionOverwrite | None = None,
    **options: Any,
) -> AsyncGenerator[Crew]:
    """`overwrites` bind the bot in the welcome channel, `settings` go by field name.

    They may be made with the guild in which the bot will be.
    """
    async with simulated(discord.Client(intents=discord.Intents.default()), **options) as world:
        guild = world.guild
        bound = {} if overwrites is None else {guild.default_role: overwrites}
        channels = {
            "general": guild.create_text_channel("general"),
            "welcome": guild.create_text_channel("welcome", overwrites=bound),
            "promo": guild.create_text_channel("promo"),
        }
        roles = {name: guild.create_role(name) for name in ("admin", "lead", "recruiter")}
        values: dict[str, Any] = dict(REQUIRED) | {
            "WELCOME_CHANNEL_ID": channels["welcome"].id,
            "PROMO_CHANNEL_ID": channels["promo"].id,
            "admin_role_ids": frozenset({roles["admin"].id}),
            "lead_role_ids": frozenset({roles["lead"].id}),
            "recruiter_role_ids": frozenset({roles["recruiter"].id}),
        }
        more = settings(guild) if callable(settings) else settings or {}
        fields = _by_field_name(values | more)
        checked = WelcomecrewSettings.of(fields)
        crew = Crew(
            world=world,
            workbook=ShakenWorkbook(sample_tabs()),
            keepalive=_keepalive(checked, clock or SystemClock()),
            settings=checked,
            channel=channels["general"],
            welcome=channels["welcome"],
            promo=channels["promo"],
            roles=roles,
            clock=clock or SystemClock(),
        )
        await crew.restart()
        yield crew


def sample_tabs() -> dict[str, list[list[str]]]:
    names = ("Sheet1", "Sheet4", "clanlist")
    lines = {name: (SAMPLE / f"{name}.csv").read_text(encoding="utf-8") for name in names}
    return {name: [row.split(",") for row in text.splitlines()] for name, text in lines.items()}


def _keepalive(settings: WelcomecrewGroundSettings, clock: Clock) -> Keepalive:
    return Keepalive(service="welcomecrew", settings=settings, clock=clock)


def _by_field_name(values: dict[str, Any]) -> dict[str, Any]:
    renamed = {"GSHEET_ID": "google_sheet_id"}
    return {renamed.get(name, name.lower()): value for name, value in values.items()}
