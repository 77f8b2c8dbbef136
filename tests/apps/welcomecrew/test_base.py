"""What `--check` of the bot's own rooms finds in the spreadsheet."""

from apps.welcomecrew.base import BASE
from apps.welcomecrew.features import WelcomecrewSettings
from shared.features.feature import Opened
from tests.apps.welcomecrew.settings_env import REQUIRED
from tests.fakes.clock import ManualClock
from tests.fakes.shaken_workbook import ShakenWorkbook


async def findings(*tags: str) -> dict[str, bool]:
    """Words → whether that is well, for a clan list of these tags."""
    rows = [["clan", "clantag"], *([tag.title(), tag] for tag in tags)]
    workbook = ShakenWorkbook({"clanlist": rows, "Sheet1": [], "Sheet4": []})
    settings = WelcomecrewSettings.of(
        {
            "google_sheet_id" if name == "GSHEET_ID" else name.lower(): value
            for name, value in REQUIRED.items()
        }
    )
    opened = Opened(workbook, await workbook.describe(), ManualClock())
    return {each.words: each.well for each in await BASE.look(settings, opened)}


async def test_a_clan_called_like_an_answer_is_refused() -> None:
    found = await findings("ASH", "left")
    refused = [words for words, well in found.items() if not well]
    assert len(refused) == 1
    assert "column 2 of 'clanlist' has a clan LEFT" in refused[0]
    assert all((await findings("ASH", "B-IT")).values())
