"""Composition root: settings → workbook → services → bot → the process's life."""

from typing import NoReturn

from apps.welcomecrew.assembly import build_bot
from apps.welcomecrew.checkup import check_up
from apps.welcomecrew.needs import needs
from apps.welcomecrew.settings import WelcomecrewSettings
from shared.keepalive.command_line import start
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.service import Keepalive, instance_name
from shared.lease.choice import turn_for
from shared.sheets.errors import outcomes
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import SystemClock

SERVICE = "welcomecrew"


def main() -> NoReturn:
    """`python -m apps.welcomecrew [--check | --standby]`."""
    start(
        program=SERVICE,
        description="The ticket bot.",
        settings_type=WelcomecrewSettings,
        run=run,
        check=_check,
    )


async def run(settings: WelcomecrewSettings, standby: bool = False) -> ExitStatus:  # noqa: FBT001, FBT002 - as `start` calls it
    """Run the bot until somebody asks it to stop."""
    clock = SystemClock()
    turn = turn_for(
        settings,
        service=SERVICE,
        shards=settings.shard_plan,
        instance=instance_name(settings),
        standby=standby,
        clock=clock,
    )
    keepalive = Keepalive(service=SERVICE, settings=settings, clock=clock, turn=turn)
    keepalive.metrics.expect_sheets_outcomes(outcomes())
    async with GoogleWorkbook.from_settings(
        settings,
        clock=clock,
        observe=keepalive.metrics.observe_sheets,
        may_write=turn.check,
    ) as workbook:
        bot = build_bot(settings, keepalive=keepalive, workbook=workbook, clock=clock)
        return await keepalive.run(bot, settings.discord_token.reveal())


async def _check(settings: WelcomecrewSettings) -> ExitStatus:
    return await check_up(settings, needs(settings), clock=SystemClock())
