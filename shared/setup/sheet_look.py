"""Opens the spreadsheet with the key, as the bot would."""

from shared.setup.sights import SheetSight
from shared.sheets.settings import SheetsSettings
from shared.sheets.workbook import GoogleWorkbook
from shared.timing.clock import Clock


async def look_at_sheet(settings: SheetsSettings, clock: Clock, *, writes: bool) -> SheetSight:
    """Its title and tabs; if the bot writes, after trying that. Raises SheetsError."""
    async with GoogleWorkbook.from_settings(
        settings, clock=clock, read_only=not writes
    ) as workbook:
        info = await workbook.describe()
        if writes:
            await workbook.try_writing()
        return SheetSight(info.title, info.tabs)
