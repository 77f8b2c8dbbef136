from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from apps.clanmatch.app import APP
from apps.clanmatch.features import ClanmatchSettings
from apps.clanmatch.search.settings import SearchSettings
from shared.config.load import SettingsInvalid
from tests.fakes.service_account import service_account_json

REQUIRED = {
    "DISCORD_TOKEN": "MTIz" * 16,
    "GSPREAD_CREDENTIALS": service_account_json(),
    "GOOGLE_SHEET_ID": "spreadsheet-of-tests",
}
A, B = "123456789012345678", "223456789012345678"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.chdir(tmp_path)  # no .env of a developer
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_three_variables_are_enough(environment: pytest.MonkeyPatch) -> None:
    settings = ClanmatchSettings.load()
    facts: dict[str, Any] = {
        "worksheet_name": "bot_info",
        "welcome_sheet_tab": "WelcomeTemplates",
        "search_results_soft_cap": 25,
        "sheets_cache_ttl_sec": 28_800,
        "panel_thread_mode": "same",
        "emoji_max_bytes": 2_000_000,
        "emoji_pad_size": 256,
        "emoji_pad_box": 0.85,
        "tag_badge_px": 128,
        "tag_badge_box": 0.90,
        "strict_emoji_proxy": True,
        "refresh_times": (time(2), time(10), time(18)),
        "timezone": ZoneInfo("Europe/Vienna"),
        "post_time_utc": time(17, 30),
        "cleanup_every_hours": 24,
        "cleanup_age_hours": 24,
        "welcome_enabled": True,
    }
    assert {name: getattr(settings, name) for name in facts} == facts
    assert APP.needs(settings) == []


def test_older_spellings_work(environment: pytest.MonkeyPatch) -> None:
    for new, old in (
        ("DISCORD_TOKEN", "TOKEN"),
        ("GSPREAD_CREDENTIALS", "GOOGLE_SERVICE_ACCOUNT_JSON"),
        ("GOOGLE_SHEET_ID", "GSHEET_ID"),
    ):
        environment.delenv(new)
        environment.setenv(old, REQUIRED[new])
    assert ClanmatchSettings.load().google_sheet_id == "spreadsheet-of-tests"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("RECRUITER_ROLE_IDS", "recruiters"),
        ("SEARCH_RESULTS_SOFT_CAP", "0"),
        ("SEARCH_RESULTS_SOFT_CAP", "many"),
        ("PANEL_THREAD_MODE", "anywhere"),
        ("PANEL_THREAD_ARCHIVE_MIN", "61"),
        ("WORKSHEET_NAME", "   "),
        ("TIMEZONE", "Mars"),
        ("REFRESH_TIMES", "25:00"),
        ("POST_TIME_UTC", "17:30,18:30"),
        ("ENABLE_CMD_CLAN", "perhaps"),
        ("EMOJI_PAD_BOX", "1.5"),
        ("PUBLIC_BASE_URL", "example"),
        ("CLEANUP_EVERY_HOURS", "0"),
        ("GOOGLE_SHEET_ID", "short"),
        ("GSPREAD_CREDENTIALS", "{broken"),
    ],
)
def test_what_is_wrong_is_named_by_variable(
    environment: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    environment.setenv(variable, value)
    with pytest.raises(SettingsInvalid) as caught:
        ClanmatchSettings.load()
    assert [problem.variable for problem in caught.value.problems] == [variable]


def test_the_fixed_thread_needs_an_id(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PANEL_THREAD_MODE", "fixed")
    with pytest.raises(SettingsInvalid, match="PANEL_FIXED_THREAD_ID"):
        ClanmatchSettings.load()
    environment.setenv("PANEL_FIXED_THREAD_ID", A)
    settings = ClanmatchSettings.load()
    assert isinstance(settings, SearchSettings)
    assert settings.panel_fixed_thread_id == int(A)


def test_each_place_is_checked_for_what_happens_there(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LOG_CHANNEL_ID", A)
    environment.setenv("CLEANUP_THREAD_IDS", B)
    environment.setenv("PANEL_FIXED_THREAD_ID", B)  # not asked about: panels open anywhere
    found = {need.variable: need for need in APP.needs(ClanmatchSettings.load())}
    assert set(found) == {"LOG_CHANNEL_ID", "CLEANUP_THREAD_IDS"}
    assert found["CLEANUP_THREAD_IDS"].permissions.manage_messages
    assert not found["LOG_CHANNEL_ID"].permissions.manage_messages


@pytest.mark.parametrize("minutes", ["60", "1440", "4320", "10080"])
def test_the_minutes_of_the_fixed_thread(environment: pytest.MonkeyPatch, minutes: str) -> None:
    environment.setenv("PANEL_THREAD_ARCHIVE_MIN", minutes)
    settings = ClanmatchSettings.load()
    assert isinstance(settings, SearchSettings)
    assert settings.panel_thread_archive_min == int(minutes)
