"""`--check`: settings, spreadsheet, Discord and permissions, in words, without going online."""

from collections.abc import Sequence

from apps.clanmatch.bot import INTENTS
from apps.clanmatch.needs import hints, role_needs
from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.settings import ClanmatchSettings
from apps.clanmatch.welcome.source import TemplateSource
from shared.chat.findings import Finding, Need
from shared.checkup.surroundings import examine_discord, examine_settings, examine_store, tell
from shared.keepalive.lifetime import ExitStatus
from shared.sheets.errors import SheetsError
from shared.sheets.ports import Workbook
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import Clock


async def check_up(
    settings: ClanmatchSettings, needs: Sequence[Need], *, clock: Clock
) -> ExitStatus:
    """Look at everything, say each finding; the status tells whether all is well."""
    findings = [*examine_settings(settings, clock), *hints(settings)]
    async with GoogleWorkbook.from_settings(settings, clock=clock, read_only=True) as workbook:
        findings += await examine_workbook(settings, workbook, clock)
    findings += await examine_discord(
        settings,
        needs,
        intents=INTENTS,
        roles=role_needs(settings),
        guild_ids=settings.guild_ids,
        clock=clock,
    )
    findings += await examine_store(settings, service="clanmatch", shards=settings.shard_plan)
    return tell(findings)


async def examine_workbook(
    settings: ClanmatchSettings, workbook: Workbook, clock: Clock
) -> list[Finding]:
    """Whether the spreadsheet opens, and what can be read from the two tabs."""
    try:
        info = await workbook.describe()
    except SheetsError as error:
        return [Finding(well=False, words=f"spreadsheet: {error}. {error.advice}")]
    findings = [Finding(well=True, words=f"spreadsheet: {info.title!r} is open to the bot")]
    ttl = settings.sheets_cache_ttl_sec
    roster = RosterSource(workbook=workbook, tab=settings.worksheet_name, ttl=ttl, clock=clock)
    templates = TemplateSource(
        workbook=workbook, tab=settings.welcome_sheet_tab, ttl=ttl, clock=clock
    )
    for name, source in (("roster", roster), ("welcome templates", templates)):
        try:
            found = (await source.refresh()).value
        except SheetsError as error:
            findings.append(Finding(well=False, words=f"{name}: {error}. {error.advice}"))
        else:
            # Cells with errors are no failure of the bot, but whoever checks wants to know them.
            findings.append(Finding(well=not found.unread, words=f"{name}: {found.in_words()}"))
    return findings
