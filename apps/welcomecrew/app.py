"""Composition root: settings → workbook → services → bot → the process's life."""

from apps.welcomecrew.assembly import build_bot
from apps.welcomecrew.checkup import check_up
from apps.welcomecrew.needs import needs
from apps.welcomecrew.settings import WelcomecrewSettings
from shared.checkup.command_line import Beginning, Program
from shared.keepalive.lease.choice import turn_for
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.service import Keepalive
from shared.keepalive.vitals import instance_name
from shared.sheets.errors import outcomes
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import SystemClock

SERVICE = "welcomecrew"
_ALONE = Beginning()


def program() -> Program[WelcomecrewSettings]:
    """What the command line can ask for."""
    return Program(run=run, check=_check)


async def run(settings: WelcomecrewSettings, beginning: Beginning = _ALONE) -> ExitStatus:
    """Run the bot until somebody asks it to stop."""
    clock = SystemClock()
    turn = turn_for(
        settings,
        service=SERVICE,
        shards=settings.shard_plan,
        instance=instance_name(settings),
        standby=beginning.standby,
        clock=clock,
    )
    keepalive = Keepalive(
        service=SERVICE,
        settings=settings,
        clock=clock,
        turn=turn,
        first_light=beginning.first_light,
    )
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
