"""`--check`: settings, spreadsheet, Discord and permissions, in plain words, without going online.

No identify is spent, and a bot that runs with the same token is not disturbed.
"""

from collections.abc import Callable, Sequence

from apps.welcomecrew.bot import INTENTS
from apps.welcomecrew.domain.clan_list import read_clan_list
from apps.welcomecrew.settings import WelcomecrewSettings
from shared.chat.doctor import Finding, Need, examine, in_words
from shared.chat.text import count
from shared.keepalive.lifetime import ExitStatus
from shared.keepalive.trial_login import LoginFailed, logged_in
from shared.lease.checkup import look_at_store
from shared.sheets.errors import SheetsError
from shared.sheets.ports import Workbook
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import SystemClock


async def check_up(
    settings: WelcomecrewSettings, needs: Sequence[Need], say: Callable[[str], None] = print
) -> ExitStatus:
    """Look at everything, say each finding, and tell whether all is well."""
    findings = [Finding(well=True, words="settings: every variable is valid")]
    async with GoogleWorkbook.from_settings(settings, clock=SystemClock()) as workbook:
        findings += await examine_workbook(settings, workbook)
    findings += await _examine_discord(settings, needs)
    store = await look_at_store(settings, service="welcomecrew", shards=settings.shard_plan)
    findings += [Finding(*store)] if store else []
    for line in in_words(findings):
        say(line)
    well = all(finding.well for finding in findings)
    return ExitStatus.STOPPED if well else ExitStatus.CONFIGURATION


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
    try:
        async with logged_in(settings, intents=INTENTS) as client:
            login = Finding(well=True, words=f"Discord: logged in as {client.user}")
            return [login, *await examine(client, needs, intents=INTENTS)]
    except LoginFailed as failure:
        return [Finding(well=False, words=f"Discord: {failure}")]
