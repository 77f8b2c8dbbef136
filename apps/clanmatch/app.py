"""Composition root: settings → workbook, crests → bot → the process's life."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import NoReturn

from apps.clanmatch.assembly import build_bot, crest_canvas, needs
from apps.clanmatch.checkup import check_up
from apps.clanmatch.crests.routes import emoji_pad_routes
from apps.clanmatch.crests.service import EmojiPad
from apps.clanmatch.crests.url import trusted_origins
from apps.clanmatch.settings import ClanmatchSettings
from shared.config.load import SettingsInvalid
from shared.keepalive.lifetime import ExitStatus, run_process
from shared.keepalive.service import Keepalive
from shared.logs.setup import set_up_logging
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import SystemClock

SERVICE = "clanmatch"


def main() -> NoReturn:
    """`python -m apps.clanmatch [--check]`."""
    arguments = _parse(sys.argv[1:])
    try:
        settings = ClanmatchSettings.load()
    except SettingsInvalid as invalid:
        print("The settings need a change:", *invalid.lines(), sep="\n", file=sys.stderr)  # noqa: T201 - there is no log yet
        sys.exit(ExitStatus.CONFIGURATION)
    set_up_logging(
        level="WARNING" if arguments.check else settings.log_level,
        form=settings.log_format,
        secrets=[
            settings.discord_token.get_secret_value(),
            settings.gspread_credentials.get_secret_value(),
        ],
    )
    run_process(_check(settings) if arguments.check else run(settings))


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


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=SERVICE, description="The recruiters' and members' bot of the cluster."
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="look at settings, spreadsheet, Discord and permissions, say what is wrong, and end",
    )
    return parser.parse_args(arguments)
