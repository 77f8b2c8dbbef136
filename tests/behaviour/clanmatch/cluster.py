"""The whole bot among simulated people, with the sample workbook in memory."""

import inspect
import itertools
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from apps.clanmatch.app import APP
from apps.clanmatch.features import ClanmatchSettings
from apps.clanmatch.ground import ClanmatchGround
from apps.clanmatch.search.job import PanelExpiry
from apps.clanmatch.settings import ClanmatchGroundSettings
from shared.features.bot import FeatureBot
from shared.features.building import build_bot
from shared.keepalive.service import Keepalive
from tests.apps.clanmatch.sample import tab
from tests.behaviour.simulated import Simulated, simulated
from tests.fakes.clock import ManualClock
from tests.fakes.service_account import service_account_json
from tests.fakes.shaken_workbook import ShakenWorkbook

_DAYS = map(timedelta, itertools.count())


@dataclass
class Cluster:
    """The running bot, its world, and who and what is in it."""

    world: Simulated
    workbook: ShakenWorkbook
    clock: ManualClock
    settings: Any
    """ClanmatchSettings: put together at run time, so that its fields have no static type."""
    bot: FeatureBot[ClanmatchGround]
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

    async def wait(self, seconds: float) -> None:
        """Time passes, for Discord and for the bot."""
        self.clock.move(seconds)
        await self.world.env.advance_time(seconds)

    async def restart(self) -> None:
        """A new process of the same bot in the same world; nothing is in memory any more."""
        self.bot, self.keepalive = _build(self.settings, self.workbook, self.clock)
        await self.world.env.restart_bot(self.bot)

    async def forbid(self, *permissions: str, place: int | None = None) -> None:
        """The bot loses permissions in the common channel, or in another one."""
        denied = discord.Permissions(**dict.fromkeys(permissions, True))
        backend = self.world.env.backend
        overwrite = Overwrite(backend.bot_user.id, OverwriteType.MEMBER, deny=denied.value)
        backend.set_overwrite(place or self.channel.id, overwrite)
        await self.world.env.settle()

    async def refresh(self) -> None:
        """The bot reads the sheet."""
        await self.bot.ground.roster.refresh()

    @property
    def panel_expiry(self) -> PanelExpiry:
        """What switches off panels that nobody uses any more, behind its job's step."""
        step: Any = self.bot.brings["search"].jobs[0].step
        return step.__self__


@asynccontextmanager
async def open_cluster(
    *,
    tabs: dict[str, Any] | None = None,
    options: dict[str, Any] | None = None,
    **changes: Any,
) -> AsyncGenerator[Cluster]:
    """`changes` are settings by field name; a callable gets the guild and gives the value."""
    # discord.py keeps cooldowns per function, not per bot: each world has a day of its own.
    clock = ManualClock(datetime(2026, 1, 1, 12, tzinfo=UTC) + next(_DAYS))
    before = discord.Client(intents=discord.Intents.default())
    async with simulated(before, start=clock.now(), **options or {}) as world:
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
        settings = ClanmatchSettings.of(values)
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


def in_cluster(test: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Give `test` an open cluster as its first argument.

    A fixture can't: its end runs in another context than its beginning, and simcord minds.
    """

    async def run(**arguments: Any) -> None:
        async with open_cluster() as cluster:
            await test(cluster, **arguments)

    signature = inspect.signature(test)
    others = list(signature.parameters.values())[1:]
    run.__dict__.update(test.__dict__)  # the marks of pytest
    run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__  # pyright: ignore[reportFunctionMemberAccess] - a test is a function
    run.__signature__ = signature.replace(parameters=others)  # pyright: ignore[reportFunctionMemberAccess] - for pytest
    return run


def _build(
    settings: ClanmatchGroundSettings, workbook: ShakenWorkbook, clock: ManualClock
) -> tuple[FeatureBot[ClanmatchGround], Keepalive]:
    keepalive = Keepalive(service="clanmatch", settings=settings, clock=clock)
    return build_bot(APP, settings, keepalive=keepalive, workbook=workbook, clock=clock), keepalive
