"""Composition root: settings → workbook, crests → bot → the process's life."""

from contextlib import AsyncExitStack
from typing import NoReturn

from apps.clanmatch.assembly import build_bot, crest_canvas, needs
from apps.clanmatch.checkup import check_up
from apps.clanmatch.crests.routes import emoji_pad_routes
from apps.clanmatch.crests.service import EmojiPad
from apps.clanmatch.crests.url import trusted_origins
from apps.clanmatch.settings import ClanmatchSettings
from shared.keepalive.command_line import start
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.service import Keepalive
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import SystemClock

SERVICE = "clanmatch"


def main() -> NoReturn:
    """`python -m apps.clanmatch [--check]`."""
    start(
        program=SERVICE,
        description="The recruiters' and members' bot of the cluster.",
        settings_type=ClanmatchSettings,
        run=run,
        check=_check,
    )


async def run(settings: ClanmatchSettings) -> ExitStatus:
    """Run the bot until somebody asks it to stop."""
    clock = SystemClock()
    keepalive = Keepalive(service=SERVICE, settings=settings, clock=clock)
    async with AsyncExitStack() as resources:
        workbook = await resources.enter_async_context(
            GoogleWorkbook.from_settings(
                settings, clock=clock, read_only=True, observe=keepalive.metrics.observe_sheets
            )
        )
        pad = await resources.enter_async_context(
            EmojiPad(
                trusted=trusted_origins(settings.discord_cdn_url),
                max_bytes=settings.emoji_max_bytes,
                clock=clock,
            )
        )
        keepalive.add_routes(emoji_pad_routes(pad, default=crest_canvas(settings)))
        bot = build_bot(settings, keepalive=keepalive, workbook=workbook, clock=clock)
        return await keepalive.run(bot, settings.discord_token.get_secret_value())


async def _check(settings: ClanmatchSettings) -> ExitStatus:
    return await check_up(settings, needs(settings), clock=SystemClock())
