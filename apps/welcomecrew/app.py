"""Composition root: settings → workbook → services → bot → the process's life."""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from apps.welcomecrew.assembly import build_bot, needs
from apps.welcomecrew.checkup import check_up
from apps.welcomecrew.settings import WelcomecrewSettings
from shared.config.load import SettingsInvalid
from shared.keepalive.lifetime import ExitStatus, run_process
from shared.keepalive.service import Keepalive
from shared.logs.setup import set_up_logging
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import SystemClock

SERVICE = "welcomecrew"


def main() -> NoReturn:
    """`python -m apps.welcomecrew [--check]`."""
    arguments = _parse(sys.argv[1:])
    try:
        settings = WelcomecrewSettings.load()
    except SettingsInvalid as invalid:
        print("The settings need a change:", *invalid.lines(), sep="\n", file=sys.stderr)  # noqa: T201 - there is no log yet
        sys.exit(ExitStatus.CONFIGURATION)
    set_up_logging(
        level="ERROR" if arguments.check else settings.log_level,
        form=settings.log_format,
        secrets=settings.secrets(),
    )
    run_process(check_up(settings, needs(settings)) if arguments.check else run(settings))


async def run(settings: WelcomecrewSettings) -> ExitStatus:
    """Run the bot until somebody asks it to stop."""
    clock = SystemClock()
    keepalive = Keepalive(service=SERVICE, settings=settings, clock=clock)
    async with GoogleWorkbook.from_settings(
        settings, clock=clock, observe=keepalive.metrics.observe_sheets
    ) as workbook:
        bot = build_bot(settings, keepalive=keepalive, workbook=workbook, clock=clock)
        return await keepalive.run(bot, settings.discord_token.get_secret_value())


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=SERVICE, description="The ticket bot.")
    parser.add_argument(
        "--check",
        action="store_true",
        help="look at settings, spreadsheet, Discord and permissions, say what is wrong, and end",
    )
    return parser.parse_args(arguments)
