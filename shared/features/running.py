"""The life of a bot's process: settings → workbook → bot → until somebody asks it to stop."""

from contextlib import AsyncExitStack
from typing import TypeVar

from shared.checkup.command_line import Beginning, Program
from shared.features.app import App
from shared.features.building import build_bot
from shared.features.checkup import check_up
from shared.features.ground import Ground
from shared.features.settings import GroundSettings
from shared.keepalive.lease.choice import turn_for
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.service import Keepalive
from shared.keepalive.vitals import instance_name
from shared.setup.bot import NewBot
from shared.setup.start import set_up
from shared.setup.terminal import Terminal
from shared.sheets.errors import outcomes
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import SystemClock

G = TypeVar("G", bound=Ground)
S = TypeVar("S", bound=GroundSettings)

_ALONE = Beginning()


def program(app: App[G, S]) -> Program[S]:
    """What `apps/<bot>/__main__.py` runs, once it has read the settings and bound the port."""
    return Program(
        run=lambda settings, beginning: run(app, settings, beginning),
        check=lambda settings: check_up(app, settings, SystemClock()),
        set_up=lambda file: set_up(_new_bot(app), file, terminal=Terminal(), clock=SystemClock()),
    )


def _new_bot(app: App[G, S]) -> NewBot[S]:
    return NewBot(
        name=app.service,
        settings=app.settings,
        needs=app.needs,
        roles=app.roles,
        intents=app.intents,
        invite=app.invite,
        writes=not app.reads_only,
        makes_tabs=app.makes_tabs,
        usual=app.usually_set,
    )


async def run(app: App[G, S], settings: S, beginning: Beginning = _ALONE) -> ExitStatus:
    """Run the bot until somebody asks it to stop."""
    clock = SystemClock()
    turn = turn_for(
        settings,
        service=app.service,
        shards=settings.shard_plan,
        instance=instance_name(settings),
        standby=beginning.standby,
        clock=clock,
    )
    keepalive = Keepalive(
        service=app.service,
        settings=settings,
        clock=clock,
        turn=turn,
        first_light=beginning.first_light,
    )
    keepalive.metrics.expect_sheets_outcomes(outcomes())
    async with AsyncExitStack() as resources:
        workbook = await resources.enter_async_context(
            GoogleWorkbook.from_settings(
                settings,
                clock=clock,
                read_only=app.reads_only,
                observe=keepalive.metrics.observe_sheets,
                may_write=turn.check,
            )
        )
        bot = build_bot(app, settings, keepalive=keepalive, workbook=workbook, clock=clock)
        for each in bot.brings.values():
            for resource in each.opens:
                await resources.enter_async_context(resource)
        return await keepalive.run(bot, settings.discord_token.reveal())
