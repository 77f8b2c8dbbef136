"""What can't be tried is said, and leaves the questions going on."""

from io import StringIO

import discord

from shared.features.settings import GroundSettings
from shared.setup.bot import NewBot
from shared.setup.terminal import Terminal
from shared.setup.trials import Trials
from tests.fakes.clock import ManualClock
from tests.fakes.service_account import service_account_json

BOT = NewBot(
    name="any",
    settings=GroundSettings,
    needs=lambda _: [],
    roles=lambda _: [],
    intents=discord.Intents.none(),
    invite=discord.Permissions.none(),
    writes=False,
)


def test_another_variable_may_stand_in_the_way() -> None:
    said = StringIO()
    trials = Trials(BOT, Terminal(out=said), ManualClock())
    assert trials.of_token({"discord_token": "x" * 60, "discord_api_url": "nowhere"})
    assert "DISCORD_API_URL: give a full address" in said.getvalue()
    assert trials.of_sheet(
        {
            "gspread_credentials": service_account_json(),
            "google_sheet_id": "spreadsheet-of-tests",
            "sheets_api_url": "nowhere",
        }
    )
    assert "SHEETS_API_URL: give a full address" in said.getvalue()
    assert trials.discord is trials.sheet is None
