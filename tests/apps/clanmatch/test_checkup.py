"""What `--check` says of the spreadsheet."""

from typing import Any

import pytest

from apps.clanmatch.app import APP
from apps.clanmatch.features import ClanmatchSettings
from shared.features.checkup import examine_workbook
from tests.apps.clanmatch.sample import tab
from tests.fakes.clock import ManualClock
from tests.fakes.service_account import service_account_json
from tests.fakes.shaken_workbook import ShakenWorkbook


async def findings(rows: list[list[str]], **changes: Any) -> list[tuple[bool, str]]:
    values: dict[str, Any] = {
        "discord_token": "x" * 60,
        "gspread_credentials": service_account_json(),
        "google_sheet_id": "clanmatch-sample",
    }
    settings = ClanmatchSettings.of({**values, **changes})
    workbook = ShakenWorkbook({"bot_info": rows, "WelcomeTemplates": tab("WelcomeTemplates")})
    found = await examine_workbook(APP, settings, workbook, ManualClock())
    return [(finding.well, finding.words) for finding in found]


async def test_a_sheet_in_order() -> None:
    well = await findings([list(row) for row in tab("bot_info")])
    assert [is_well for is_well, _ in well] == [True, True, True]
    assert well[1][1].startswith("roster: 24 clans")


@pytest.mark.parametrize("error", ["#REF!", "Loading..."])
async def test_cells_that_show_errors_are_named(error: str) -> None:
    rows = [list(row) for row in tab("bot_info")]
    number = next(index for index, row in enumerate(rows) if row[2] == "C1CE")
    rows[number][4] = error
    _, roster, _ = await findings(rows)
    assert roster[0] is False
    assert f"E{number + 1} shows {error}" in roster[1]


@pytest.mark.parametrize("tag", ["NONE", "left"])
async def test_a_clan_whose_tag_is_an_answer_word_is_refused_and_named(tag: str) -> None:
    rows = [list(row) for row in tab("bot_info")]
    number = next(index for index, row in enumerate(rows) if row[2] == "C1CE")
    rows[number][2] = tag
    refused = [words for is_well, words in await findings(rows) if not is_well]
    assert len(refused) == 1
    assert refused[0].startswith(f"roster: row {number + 1} has a clan {tag}, a word that is kept")
