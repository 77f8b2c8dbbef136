"""The life of a bot's process: settings → workbook → bot → until somebody asks it to stop."""

import gc
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeVar

from shared.checkup.command_line import Beginning, Program
from shared.features.app import App
from shared.features.building import build_bot
from shared.features.ground import Ground
from shared.features.settings import GroundSettings
from shared.keepalive.lease.choice import turn_for
from shared.keepalive.lifetime import ExitStatus, bound_the_rest
from shared.keepalive.service import Keepalive
from shared.keepalive.vitals import instance_name
from shared.sheets.errors import outcomes
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import SystemClock

G = TypeVar("G", bound=Ground)
S = TypeVar("S", bound=GroundSettings)

_ALONE = Beginning()


def program(app: App[G, S]) -> Program[S]:
    """What `apps/<bot>/__main__.py` runs, once it has read the settings and bound the port."""

    async def check(settings: S) -> ExitStatus:
        from shared.features.checkup import check_up  # noqa: PLC0415 - no start needs it

        return await check_up(app, settings, SystemClock())

    def set_up(file: Path) -> Path | None:
        from shared.features.setting_up import set_up_app  # noqa: PLC0415 - no start needs it

        return set_up_app(app, file)

    return Program(
        run=lambda settings, beginning: run(app, settings, beginning), check=check, set_up=set_up
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
                read_only=not app.writes(settings),
                observe=keepalive.metrics.observe_sheets,
                may_write=turn.check,
                # What is loaded last, mostly when Discord has said what there is: from now on a
                # full collection, which holds the loop, looks only into what comes and goes.
                loaded=gc.freeze,
            )
        )
        bot = build_bot(app, settings, keepalive=keepalive, workbook=workbook, clock=clock)
        for each in bot.brings.values():
            for resource in each.opens:
                await resources.enter_async_context(resource)
        status = await keepalive.run(bot, settings.discord_token.reveal())
        # Within the host's patience, which began with its SIGTERM: closing these may hang, too.
        bound_the_rest(status, within_s=keepalive.lifetime.exit_grace_s())
        return status
