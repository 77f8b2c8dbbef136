"""`--check`: settings, spreadsheet, Discord and permissions, in plain words, without going online.

No identify is spent, and a bot that runs with the same token is not disturbed.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import discord

from apps.welcomecrew.bot import INTENTS
from apps.welcomecrew.domain.clan_list import read_clan_list
from apps.welcomecrew.settings import WelcomecrewSettings
from shared.chat.doctor import Finding, Need, examine
from shared.chat.text import count
from shared.keepalive.discord_internals import point_discord_at
from shared.keepalive.failures import EXPECTED, classify
from shared.keepalive.lifetime import ExitStatus
from shared.sheets.errors import SheetsError
from shared.sheets.ports import Workbook
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import SystemClock

_DISCORD_S: Final = 60.0
# discord.py sleeps through rate limits up to this long; a longer one is told instead.
_LONGEST_WAIT_S: Final = 30.0


async def check_up(
    settings: WelcomecrewSettings, needs: Sequence[Need], say: Callable[[str], None] = print
) -> ExitStatus:
    """Look at everything, say each finding, and tell whether all is well."""
    findings = [Finding(well=True, words="settings: every variable is valid")]
    async with GoogleWorkbook.from_settings(settings, clock=SystemClock()) as workbook:
        findings += await examine_workbook(settings, workbook)
    findings += await _examine_discord(settings, needs)
    for finding in findings:
        say(f"{'ok  ' if finding.well else 'BAD '} {finding.words}")
    ill = sum(not finding.well for finding in findings)
    say("All is well." if not ill else f"{count(ill, 'thing')} to mend.")
    return ExitStatus.CONFIGURATION if ill else ExitStatus.STOPPED


async def examine_workbook(settings: WelcomecrewSettings, workbook: Workbook) -> list[Finding]:
    """Whether the spreadsheet is there, and has what the bot doesn't make by itself."""
    try:
        info = await workbook.describe()
        findings = [Finding(well=True, words=f"spreadsheet: {info.title!r} is open to the bot")]
        findings += [
            Finding(well=True, words=f"spreadsheet: tab {tab!r} is missing; the bot will make it")
            for tab in (settings.sheet1_name, settings.sheet4_name)
            if tab not in info.tabs
        ]
        tab = settings.clanlist_tab_name
        grid = (await workbook.read([tab]))[tab]
    except SheetsError as error:
        return [Finding(well=False, words=f"spreadsheet: {error}. {error.advice}")]
    clan_list = read_clan_list(grid, tab, settings.clanlist_tag_column)
    number, where = len(clan_list.tags), f"column {clan_list.column} of {tab!r}"
    advice = (
        "" if number else "; head it with clantag, tag, abbr or code, or set CLANLIST_TAG_COLUMN"
    )
    findings.append(
        Finding(well=number > 0, words=f"clan tags: {count(number, 'tag')} in {where}{advice}")
    )
    return findings


async def _examine_discord(settings: WelcomecrewSettings, needs: Sequence[Need]) -> list[Finding]:
    point_discord_at(
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
        cdn_url=settings.discord_cdn_url,
    )
    client = discord.Client(intents=INTENTS, max_ratelimit_timeout=_LONGEST_WAIT_S)
    try:
        async with asyncio.timeout(_DISCORD_S), client:
            await client.login(settings.discord_token.get_secret_value())
            login = Finding(well=True, words=f"Discord: logged in as {client.user}")
            return [login, *await examine(client, needs, intents=INTENTS)]
    except EXPECTED as error:
        return [Finding(well=False, words=f"Discord: {classify(error).words}")]
