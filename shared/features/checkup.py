"""`--check`: settings, spreadsheet, Discord and permissions, in words, without going online."""

from typing import TypeVar

from shared.chat.findings import Finding
from shared.checkup.surroundings import examine_discord, examine_settings, examine_store, tell
from shared.features.app import App
from shared.features.feature import Opened
from shared.features.ground import Ground
from shared.features.settings import GroundSettings
from shared.keepalive.lifetime import ExitStatus
from shared.sheets.errors import SheetsError
from shared.sheets.ports import Workbook
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import Clock

G = TypeVar("G", bound=Ground)
S = TypeVar("S", bound=GroundSettings)


async def check_up(app: App[G, S], settings: S, clock: Clock) -> ExitStatus:
    """Look at everything, say each finding; the status tells whether all is well."""
    findings = [*examine_settings(settings, clock), *app.hints(settings)]
    async with GoogleWorkbook.from_settings(
        settings, clock=clock, read_only=not app.writes(settings)
    ) as workbook:
        findings += await examine_workbook(app, settings, workbook, clock)
    findings += await examine_discord(
        settings,
        app.needs(settings),
        intents=app.intents,
        roles=app.roles(settings),
        guild_ids=settings.guild_ids,
        clock=clock,
    )
    findings += await examine_store(settings, service=app.service, shards=settings.shard_plan)
    return tell(findings)


async def examine_workbook(
    app: App[G, S], settings: S, workbook: Workbook, clock: Clock
) -> list[Finding]:
    """Whether the spreadsheet opens, and what each feature finds in its tabs."""
    try:
        info = await workbook.describe()
    except SheetsError as error:
        return [_failed(error)]
    findings = [Finding(well=True, words=f"spreadsheet: {info.title!r} is open to the bot")]
    opened = Opened(workbook, info, clock)
    for feature in app.features_on(settings):
        try:
            findings += await feature.look(settings, opened)
        except SheetsError as error:
            findings.append(_failed(error))
    return findings


def _failed(error: SheetsError) -> Finding:
    return Finding(well=False, words=f"spreadsheet: {error}. {error.advice}")
