"""`--check`: settings, spreadsheet, Discord and permissions, in words, without going online."""

from collections.abc import Sequence

from apps.welcomecrew.bot import INTENTS
from apps.welcomecrew.clan_tags.clan_list import read_clan_list
from apps.welcomecrew.needs import hints, role_needs
from apps.welcomecrew.settings import WelcomecrewSettings
from shared.chat.findings import Finding, Need
from shared.chat.text import count
from shared.checkup.surroundings import examine_discord, examine_settings, examine_store, tell
from shared.keepalive.lifetime import ExitStatus
from shared.sheets.errors import RequestRefused, SheetsError
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import Clock


async def check_up(
    settings: WelcomecrewSettings, needs: Sequence[Need], *, clock: Clock
) -> ExitStatus:
    """Look at everything, say each finding; the status tells whether all is well."""
    findings = [*examine_settings(settings, clock), *hints(settings)]
    async with GoogleWorkbook.from_settings(settings, clock=clock) as workbook:
        findings += await _examine_workbook(settings, workbook)
    findings += await examine_discord(
        settings,
        needs,
        intents=INTENTS,
        roles=role_needs(settings),
        guild_ids=settings.guild_ids,
        clock=clock,
    )
    findings += await examine_store(settings, service="welcomecrew", shards=settings.shard_plan)
    return tell(findings)


async def _examine_writing(
    settings: WelcomecrewSettings, workbook: GoogleWorkbook
) -> list[Finding]:
    """Whether the bot may write at all (tried, leaving nothing behind) and in its own tabs."""
    ours = (settings.sheet1_name.casefold(), settings.sheet4_name.casefold())
    findings = [
        Finding(
            well=False,
            words=f"spreadsheet: in {each.tab!r} {each.words} is protected from the bot; let "
            f"{workbook.share_with} edit it, or tickets there can't be written",
        )
        for each in await workbook.protections()
        if each.tab.casefold() in ours
    ]
    try:
        await workbook.try_writing()
    except RequestRefused as error:
        words = f"spreadsheet: the bot can't add to it: {error}. {error.advice}"
        return [*findings, Finding(well=False, words=words)]
    return [*findings, Finding(well=True, words="spreadsheet: the bot may write to it (tried)")]


async def _examine_workbook(
    settings: WelcomecrewSettings, workbook: GoogleWorkbook
) -> list[Finding]:
    """Whether the spreadsheet is there, and has what the bot doesn't make by itself."""
    try:
        info = await workbook.describe()
        findings = [Finding(well=True, words=f"spreadsheet: {info.title!r} is open to the bot")]
        findings += [
            Finding(well=True, words=f"spreadsheet: tab {tab!r} is missing; the bot will make it")
            for tab in (settings.sheet1_name, settings.sheet4_name)
            if not info.has(tab)
        ]
        findings += await _examine_writing(settings, workbook)
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
