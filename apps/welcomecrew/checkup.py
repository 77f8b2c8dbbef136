"""`--check`: settings, spreadsheet, Discord and permissions, in words, without going online."""

from collections.abc import Sequence

from apps.welcomecrew.bot import INTENTS
from apps.welcomecrew.domain.clan_list import read_clan_list
from apps.welcomecrew.settings import WelcomecrewSettings
from shared.chat.doctor import Finding, Need
from shared.chat.text import count
from shared.checkup.surroundings import examine_discord, examine_store, tell
from shared.keepalive.lifetime import ExitStatus
from shared.sheets.errors import SheetsError
from shared.sheets.ports import Workbook
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import Clock


async def check_up(
    settings: WelcomecrewSettings, needs: Sequence[Need], *, clock: Clock
) -> ExitStatus:
    """Look at everything, say each finding; the status tells whether all is well."""
    findings = [Finding(well=True, words="settings: every variable is valid")]
    findings += _examine_roles(settings)
    async with GoogleWorkbook.from_settings(settings, clock=clock) as workbook:
        findings += await _examine_workbook(settings, workbook)
    findings += await examine_discord(settings, needs, intents=INTENTS)
    findings += await examine_store(settings, service="welcomecrew", shards=settings.shard_plan)
    return tell(findings)


def _examine_roles(settings: WelcomecrewSettings) -> list[Finding]:
    """Whether anybody's role lets them close a ticket, and answer for somebody else."""
    if settings.recruiter_role_ids or settings.lead_role_ids or settings.admin_role_ids:
        return []
    return [
        Finding(
            well=False,
            words="RECRUITER_ROLE_IDS, LEAD_ROLE_IDS, ADMIN_ROLE_IDS: all are empty, so no role "
            "may close a ticket or answer for its tag; set RECRUITER_ROLE_IDS at least",
        )
    ]


async def _examine_workbook(settings: WelcomecrewSettings, workbook: Workbook) -> list[Finding]:
    """Whether the spreadsheet is there, and has what the bot doesn't make by itself."""
    try:
        info = await workbook.describe()
        findings = [Finding(well=True, words=f"spreadsheet: {info.title!r} is open to the bot")]
        findings += [
            Finding(well=True, words=f"spreadsheet: tab {tab!r} is missing; the bot will make it")
            for tab in (settings.sheet1_name, settings.sheet4_name)
            if not info.has(tab)
        ]
        tab = settings.clanlist_tab_name
        grid = (await workbook.read([tab]))[tab]
    except SheetsError as error:
        return [Finding(well=False, words=f"spreadsheet: {error}. {error.advice}")]
    clan_list = read_clan_list(grid, tab, settings.clanlist_tag_column)
    number = 0 if clan_list.is_doubtful else len(clan_list.tags)
    where = f"column {clan_list.column} of {tab!r}"
    if clan_list.unread:
        findings.append(Finding(well=False, words=f"clan tags: {clan_list.unread}"))
    advice = (
        "" if number else "; head it with clantag, tag, abbr or code, or set CLANLIST_TAG_COLUMN"
    )
    findings.append(
        Finding(well=number > 0, words=f"clan tags: {count(number, 'tag')} in {where}{advice}")
    )
    return findings
