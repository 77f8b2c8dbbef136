"""ENABLE_SEATS=OFF is the bot as it was: nothing is brought, asked for, needed or written."""

from typing import Any

import pytest

from apps.clanmatch.app import APP
from apps.clanmatch.features import ClanmatchSettings
from shared.features.building import build_bot
from shared.features.checkup import examine_workbook
from shared.keepalive.service import Keepalive
from shared.sheets.errors import RequestRefused
from tests.apps.clanmatch.sample import tab
from tests.fakes.clock import ManualClock
from tests.fakes.service_account import service_account_json
from tests.fakes.shaken_workbook import ShakenWorkbook

CHANNELS = {"welcome_channel_id": 123456789012345678, "promo_channel_id": 123456789012345679}


def settings_with(**changes: Any) -> Any:
    values: dict[str, Any] = {
        "discord_token": "x" * 60,
        "gspread_credentials": service_account_json(),
        "google_sheet_id": "clanmatch-sample",
    }
    return ClanmatchSettings.of({**values, **changes})


def workbook() -> ShakenWorkbook:
    return ShakenWorkbook({name: tab(name) for name in ("bot_info", "WelcomeTemplates")})


@pytest.mark.parametrize("on", [True, False])
def test_the_sheet_is_opened_for_writing_only_where_seats_are_held(on: bool) -> None:
    assert APP.writes(settings_with(enable_seats=on)) is on


@pytest.mark.parametrize("channels", [{}, CHANNELS])
async def test_without_it_nothing_is_there(channels: dict[str, int]) -> None:
    off = settings_with(**channels)
    plain = settings_with()
    assert APP.needs(off) == APP.needs(plain)
    assert APP.landmarks(off) == APP.landmarks(plain)
    assert APP.hints(off) == APP.hints(plain)
    assert "seats" not in APP.help_pages(off).topics
    clock = ManualClock()
    keepalive = Keepalive(service="clanmatch", settings=off, clock=clock)
    bot = build_bot(APP, off, keepalive=keepalive, workbook=workbook(), clock=clock)
    await bot.add_cogs()
    assert "seats" not in bot.brings
    assert bot.get_command("seats") is None
    assert "seats" not in {job.name for job in keepalive.jobs.states()}
    assert not any("thread" in event for event in bot.extra_events)


async def test_without_it_check_writes_nothing() -> None:
    there = workbook()
    await examine_workbook(APP, settings_with(), there, ManualClock())
    assert there.writes == 0
    assert set(there.tabs) == {"bot_info", "WelcomeTemplates"}


async def test_with_it_check_says_whether_the_bot_may_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on, there = settings_with(enable_seats=True, **CHANNELS), workbook()
    found = [f.words for f in await examine_workbook(APP, on, there, ManualClock())]
    assert "seats: tab 'Seats' is missing; the bot will make it" in found
    assert "seats: the bot may write (tried)" in found

    async def refuse() -> None:
        raise RequestRefused("The caller does not have permission")

    monkeypatch.setattr(there, "try_writing", refuse)
    findings = await examine_workbook(APP, on, there, ManualClock())
    assert any(not f.well and "the bot can't write" in f.words for f in findings)


def test_with_it_and_no_channel_a_hint_says_so() -> None:
    words = [finding.words for finding in APP.hints(settings_with(enable_seats=True))]
    assert any("there is no ticket for which a seat could be held" in each for each in words)
