"""Composition root: settings → workbook → services → bot → the process's life."""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

import discord

from apps.welcomecrew.access import AUDIENCE_NAMES, Roles, command_rules
from apps.welcomecrew.bot import POST_PERMISSIONS, TICKET_PERMISSIONS, Services, WelcomecrewBot
from apps.welcomecrew.checkup import check_up
from apps.welcomecrew.domain.rows import PROMO_FIELDS, WELCOME_FIELDS
from apps.welcomecrew.ledger.clan_tags import ClanTags
from apps.welcomecrew.settings import CommandSwitches, WelcomecrewSettings
from shared.chat.doctor import Need
from shared.chat.gate import CommandGate
from shared.chat.home import Home
from shared.chat.log_channel import LogChannel
from shared.config.load import SettingsInvalid
from shared.keepalive.components import ComponentFailing
from shared.keepalive.lifetime import ExitStatus, run_process
from shared.keepalive.service import Keepalive
from shared.logs.setup import set_up_logging
from shared.sheets.errors import SheetsError
from shared.sheets.ports import Workbook
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import Clock, SystemClock

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


def build_bot(
    settings: WelcomecrewSettings, *, keepalive: Keepalive, workbook: Workbook, clock: Clock
) -> WelcomecrewBot:
    """The bot with everything that it works with."""
    roles = Roles(
        admins=settings.admin_role_ids,
        leads=settings.lead_role_ids,
        recruiters=settings.recruiter_role_ids,
    )
    switched_on = {name.upper(): getattr(settings, name) for name in CommandSwitches.model_fields}
    keepalive.components.register("sheets", lambda: _sheets_words(workbook))

    def build(client: discord.Client) -> Services:
        clan_tags = ClanTags(
            workbook,
            tab=settings.clanlist_tab_name,
            fallback_column=settings.clanlist_tag_column,
            ttl=settings.clan_tags_cache_ttl_sec,
            clock=clock,
        )
        keepalive.on_stop("the clan tags", clan_tags.close)
        return Services(
            keepalive=keepalive,
            workbook=workbook,
            clan_tags=clan_tags,
            log_channel=LogChannel(client=client, channel_id=settings.log_channel_id),
            ticket_tabs={settings.sheet1_name: WELCOME_FIELDS, settings.sheet4_name: PROMO_FIELDS},
            clan_list_tab=settings.clanlist_tab_name,
            facts=settings.facts(),
            needs=needs(settings),
        )

    return WelcomecrewBot(
        gate=CommandGate(
            rules=command_rules(switched_on),
            belongs=roles.belongs,
            audience_names=AUDIENCE_NAMES,
        ),
        home=Home(
            guild_ids=settings.guild_ids,
            landmarks=(settings.welcome_channel_id, settings.promo_channel_id),
        ),
        observer=keepalive.metrics,
        build=build,
    )


def needs(settings: WelcomecrewSettings) -> list[Need]:
    """What the bot must be able to do, channel by channel."""
    places = (
        ("WELCOME_CHANNEL_ID", settings.welcome_channel_id, TICKET_PERMISSIONS),
        ("PROMO_CHANNEL_ID", settings.promo_channel_id, TICKET_PERMISSIONS),
        ("LOG_CHANNEL_ID", settings.log_channel_id, POST_PERMISSIONS),
        ("NOTIFY_CHANNEL_ID", settings.notify_channel_id, POST_PERMISSIONS),
    )
    return [Need(variable, place, rights) for variable, place, rights in places if place]


async def _sheets_words(workbook: Workbook) -> str:
    try:
        return await workbook.reachable()
    except SheetsError as error:
        raise ComponentFailing(f"{error}. {error.advice}") from error


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=SERVICE, description="The ticket bot.")
    parser.add_argument(
        "--check",
        action="store_true",
        help="look at settings, spreadsheet, Discord and permissions, say what is wrong, and end",
    )
    return parser.parse_args(arguments)
