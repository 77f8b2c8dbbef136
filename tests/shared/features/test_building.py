"""A bot put together from features: what they bring is registered, and faults end the start."""

import asyncio
from collections.abc import Mapping

import discord
import pytest

from shared.chat.help import HelpPages
from shared.features.app import App
from shared.features.bot import FeatureBot
from shared.features.building import build_bot
from shared.features.feature import Brings, Close, Component, Feature, Row, Run
from shared.features.ground import Ground
from shared.features.settings import GroundSettings
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.service import Keepalive
from shared.sheets.errors import Unreachable
from tests.behaviour.simulated import simulated
from tests.fakes.clock import ManualClock
from tests.fakes.service_account import service_account_json
from tests.fakes.shaken_workbook import ShakenWorkbook

BASIC = {"help": Row(), "ping": Row(), "health": Row()}
SETTINGS = GroundSettings.of(
    {
        "discord_token": "x" * 60,
        "gspread_credentials": service_account_json(),
        "google_sheet_id": "spreadsheet-of-tests",
    }
)


def built(
    brings: Brings, commands: Mapping[str, Row] = BASIC
) -> tuple[FeatureBot[Ground], Keepalive]:
    base: Feature[Ground, GroundSettings] = Feature(
        name="base", settings=GroundSettings, commands=commands, bring=lambda _, __: brings
    )
    app: App[Ground, GroundSettings] = App(
        service="tiny",
        description="A bot of tests.",
        listed=(),
        settings=GroundSettings,
        lay_ground=lambda ground, _: ground,
        base=base,
        belongs=lambda _: lambda _, __: True,
        audience_names={},
        operators="leads",
        intents=discord.Intents.all(),
        invite=discord.Permissions.none(),
        colour=discord.Colour(0),
        help=HelpPages(title="tiny", intro="", audiences={}, topics={}),
    )
    clock = ManualClock()
    keepalive = Keepalive(service="tiny", settings=SETTINGS, clock=clock)
    workbook = ShakenWorkbook({})
    return build_bot(app, SETTINGS, keepalive=keepalive, workbook=workbook, clock=clock), keepalive


async def test_a_row_without_a_command_ends_the_start() -> None:
    bot, _ = built(Brings(), BASIC | {"tea": Row(switch="ENABLE_CMD_PING")})
    with pytest.raises(LookupError, match=r"without a command: \['tea'\]"):
        await bot.add_cogs()


async def test_a_run_that_fails_ends_the_process_as_crashed() -> None:
    async def fail() -> None:
        raise ValueError("spilt")

    bot, keepalive = built(Brings(runs=[Run("the tea", fail)]))
    async with simulated(bot, check_errors=False):
        stop = await asyncio.wait_for(keepalive.lifetime.requested(), 5)
    assert (stop.status, stop.reason) == (ExitStatus.CRASHED, "the tea failed: ValueError")


async def test_a_component_that_google_fails_says_what_to_do() -> None:
    error = Unreachable("Google is away")

    async def check() -> str:
        raise error

    _, keepalive = built(Brings(components=[Component("tea", check)]))
    await keepalive.components.refresh("tea")
    (state,) = (each for each in keepalive.components.states() if each.name == "tea")
    assert (state.ok, state.words) == (False, f"{error}. {error.advice}")


async def test_what_closes_does_so_in_order() -> None:
    closed: list[str] = []

    def closing(name: str) -> Close:
        async def close() -> None:
            closed.append(name)

        return Close(name, close)

    _, keepalive = built(Brings(closes=[closing("first"), closing("second")]))
    await keepalive.lifetime.close_all(before=(), after=())
    assert closed == ["first", "second"]
