"""A bot whose settings are wrong names all of them at once, and tells no secret."""

from pathlib import Path

import pytest

from tests.process.harness import end_of

pytestmark = pytest.mark.process

WRONG = {
    "DISCORD_TOKEN": "abcdefghij",
    "GSPREAD_CREDENTIALS": '{"private_key": "tell-nobody"',
    "PORT": "abc",
    "TIMEZONE": "Mars",
}
OWN = {
    "clanmatch": {"GOOGLE_SHEET_ID": "spreadsheet-of-tests", "RECRUITER_ROLE_IDS": "recruiters"},
    "welcomecrew": {"GSHEET_ID": "spreadsheet-of-tests", "WELCOME_CHANNEL_ID": "general"},
}
NAMED = {
    "clanmatch": {"RECRUITER_ROLE_IDS"},
    "welcomecrew": {"WELCOME_CHANNEL_ID", "PROMO_CHANNEL_ID"},
}


@pytest.mark.parametrize("app", OWN)
async def test_wrong_settings_are_all_named_at_once(app: str, tmp_path: Path) -> None:
    status, output = await end_of(app, WRONG | OWN[app], folder=tmp_path)
    assert status == 78
    named = {line.split(":")[0].strip() for line in output.splitlines()[1:]}
    assert named == WRONG.keys() | NAMED[app]
    assert "Traceback" not in output
    assert "abcdefghij" not in output
    assert "tell-nobody" not in output
