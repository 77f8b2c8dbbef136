"""Composition root: settings → workbook → services → bot → the process's life."""

from pathlib import Path

from apps.welcomecrew.assembly import build_bot
from apps.welcomecrew.bot import INTENTS, INVITE_PERMISSIONS
from apps.welcomecrew.checkup import check_up
from apps.welcomecrew.needs import needs, role_needs
from apps.welcomecrew.settings import WelcomecrewSettings
from shared.checkup.command_line import Beginning, Program
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

SERVICE = "welcomecrew"
_ALONE = Beginning()


def program() -> Program[WelcomecrewSettings]:
    """What the command line can ask for."""
    return Program(run=run, check=_check, set_up=_set_up)


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


def _set_up(file: Path) -> Path | None:
    new_bot = NewBot(
        name=SERVICE,
        settings=WelcomecrewSettings,
        needs=needs,
        roles=role_needs,
        intents=INTENTS,
        invite=INVITE_PERMISSIONS,
        writes=True,
        makes_tabs=frozenset({"sheet1_name", "sheet4_name"}),
        usual=("recruiter_role_ids", "lead_role_ids", "admin_role_ids", "log_channel_id"),
    )
    return set_up(new_bot, file, terminal=Terminal(), clock=SystemClock())
