"""The whole bot among simulated people, with the sample workbook in memory."""

import inspect
import itertools
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import discord

from apps.clanmatch.app import APP
from apps.clanmatch.features import ClanmatchSettings
from apps.clanmatch.ground import ClanmatchGround
from apps.clanmatch.search.job import PanelExpiry
from tests.apps.clanmatch.sample import tab
from tests.behaviour.simulated import simulated
from tests.behaviour.whole_bot import WholeBot, make_roles
from tests.fakes.clock import ManualClock
from tests.fakes.service_account import service_account_json
from tests.fakes.shaken_workbook import ShakenWorkbook

_DAYS = map(timedelta, itertools.count())


class Cluster(WholeBot[ClanmatchGround, ManualClock]):
    """The running bot, its world, and who and what is in it."""

    async def wait(self, seconds: float) -> None:
        """Time passes, for Discord and for the bot."""
        self.clock.move(seconds)
        await self.world.env.advance_time(seconds)

    async def forbid(self, *permissions: str, place: int | None = None) -> None:
        """The bot loses permissions in the common channel, or in another one."""
        self.world.deny(place or self.channel.id, *permissions)
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
        roles, named = make_roles(world.guild)
        values: dict[str, Any] = {
            "discord_token": "x" * 60,
            "gspread_credentials": service_account_json(),
            "google_sheet_id": "clanmatch-sample",
            **named,
        }
        values |= {
            name: value(world.guild) if callable(value) else value
            for name, value in changes.items()
        }
        names = ("bot_info", "WelcomeTemplates")
        cluster = Cluster(
            app=APP,
            world=world,
            workbook=ShakenWorkbook(tabs or {name: tab(name) for name in names}),
            clock=clock,
            settings=ClanmatchSettings.of(values),
            channel=world.guild.create_text_channel("clans"),
            roles=roles,
        )
        await cluster.restart()
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
