"""Composition root: settings → workbook, crests → bot → the process's life."""

from contextlib import AsyncExitStack

from apps.clanmatch.assembly import build_bot, crest_canvas
from apps.clanmatch.checkup import check_up
from apps.clanmatch.crests.routes import emoji_pad_routes
from apps.clanmatch.crests.service import EmojiPad
from apps.clanmatch.crests.url import trusted_origins
from apps.clanmatch.needs import needs
from apps.clanmatch.settings import ClanmatchSettings
from shared.checkup.command_line import Beginning, Program
from shared.keepalive.lease.choice import turn_for
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.service import Keepalive
from shared.keepalive.vitals import instance_name
from shared.sheets.errors import outcomes
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import SystemClock

SERVICE = "clanmatch"
_ALONE = Beginning()


def program() -> Program[ClanmatchSettings]:
    """What the command line can ask for."""
    return Program(run=run, check=_check)


async def run(settings: ClanmatchSettings, beginning: Beginning = _ALONE) -> ExitStatus:
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
    async with AsyncExitStack() as resources:
        workbook = await resources.enter_async_context(
            GoogleWorkbook.from_settings(
                settings,
                clock=clock,
                read_only=True,
                observe=keepalive.metrics.observe_sheets,
            )
        )
        pad = await resources.enter_async_context(
            EmojiPad(
                trusted=trusted_origins(settings.discord_cdn_url),
                max_bytes=settings.emoji_max_bytes,
                clock=clock,
            )
        )
        if settings.holds_first_shard:
            keepalive.add_routes(emoji_pad_routes(pad, default=crest_canvas(settings)))
        bot = build_bot(settings, keepalive=keepalive, workbook=workbook, clock=clock)
        return await keepalive.run(bot, settings.discord_token.reveal())


async def _check(settings: ClanmatchSettings) -> ExitStatus:
    return await check_up(settings, needs(settings), clock=SystemClock())
