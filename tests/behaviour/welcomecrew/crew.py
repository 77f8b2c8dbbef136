"""The ticket bot among simulated people, with a workbook in memory."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord

from apps.welcomecrew.app import APP
from apps.welcomecrew.features import WelcomecrewSettings
from apps.welcomecrew.ground import WelcomecrewGround
from sandbox.sheets.sample import read_tabs
from shared.timing.clock import Clock, SystemClock
from tests.apps.welcomecrew.samples import SAMPLE
from tests.apps.welcomecrew.settings_env import REQUIRED
from tests.behaviour.simulated import simulated
from tests.behaviour.whole_bot import WholeBot, make_roles
from tests.fakes.shaken_workbook import ShakenWorkbook


@dataclass(kw_only=True)
class Crew(WholeBot[WelcomecrewGround, Clock]):
    """The running bot, its world, and who and what is in it."""

    welcome: Any
    promo: Any


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
        general = guild.create_text_channel("general")
        welcome = guild.create_text_channel("welcome", overwrites=bound)
        promo = guild.create_text_channel("promo")
        roles, named = make_roles(guild)
        values: dict[str, Any] = dict(REQUIRED) | named
        values |= {"WELCOME_CHANNEL_ID": welcome.id, "PROMO_CHANNEL_ID": promo.id}
        values |= settings(guild) if callable(settings) else settings or {}
        crew = Crew(
            app=APP,
            world=world,
            workbook=ShakenWorkbook(sample_tabs()),
            clock=clock or SystemClock(),
            settings=WelcomecrewSettings.of(_by_field_name(values)),
            channel=general,
            roles=roles,
            welcome=welcome,
            promo=promo,
        )
        await crew.restart()
        yield crew


def sample_tabs() -> dict[str, list[list[str]]]:
    found = read_tabs(SAMPLE)
    return {name: found[name] for name in ("Sheet1", "Sheet4", "clanlist")}


def _by_field_name(values: dict[str, Any]) -> dict[str, Any]:
    renamed = {"GSHEET_ID": "google_sheet_id"}
    return {renamed.get(name, name.lower()): value for name, value in values.items()}
