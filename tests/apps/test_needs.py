"""What is legal and leaves something to nobody, by variable; and what each place is for."""

from typing import Any

import pytest

from apps.clanmatch.app import APP as CLANMATCH_APP
from apps.clanmatch.features import ClanmatchSettings
from apps.welcomecrew import needs as welcomecrew
from apps.welcomecrew.features import WelcomecrewSettings
from shared.chat.findings import PlaceKind
from tests.apps.welcomecrew.settings_env import REQUIRED

ONE = frozenset({100000000000000001})
CLANMATCH: dict[str, Any] = {
    "discord_token": REQUIRED["DISCORD_TOKEN"],
    "gspread_credentials": REQUIRED["GSPREAD_CREDENTIALS"],
    "google_sheet_id": REQUIRED["GSHEET_ID"],
    "log_channel_id": 7,
}
WELCOMECREW: dict[str, Any] = {
    "discord_token": REQUIRED["DISCORD_TOKEN"],
    "gspread_credentials": REQUIRED["GSPREAD_CREDENTIALS"],
    "google_sheet_id": REQUIRED["GSHEET_ID"],
    "welcome_channel_id": 1,
    "promo_channel_id": 2,
    "log_channel_id": 7,
}


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ({}, ["RECRUITER_ROLE_IDS, LEAD_ROLE_IDS and", "WELCOME_ALLOWED_ROLES is empty too"]),
        ({"lead_role_ids": ONE}, ["RECRUITER_ROLE_IDS is empty"]),
        ({"recruiter_role_ids": ONE}, ["LEAD_ROLE_IDS is empty"]),
        ({"recruiter_role_ids": ONE, "lead_role_ids": ONE}, []),
        ({"admin_role_ids": ONE}, []),
    ],
)
def test_audiences_of_clanmatch(roles: dict[str, Any], told: list[str]) -> None:
    noticed = {"welcome_general_channel_id": 8}
    found = CLANMATCH_APP.hints(ClanmatchSettings.of({**CLANMATCH, **noticed, **roles}))
    assert all(each.hint for each in found)
    assert len(found) == len(told)
    assert all(each.words.startswith(start) for each, start in zip(found, told, strict=True))


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ({}, ["so no role may close a ticket"]),
        ({"admin_role_ids": ONE}, ["recruiters can't close a ticket"]),
        ({"recruiter_role_ids": ONE}, []),
    ],
)
def test_who_may_close_in_welcomecrew(roles: dict[str, Any], told: list[str]) -> None:
    found = welcomecrew.hints(WelcomecrewSettings.of({**WELCOMECREW, **roles}))
    assert len(found) == len(told)
    assert all(words in each.words for each, words in zip(found, told, strict=True))


def test_what_the_places_are_for() -> None:
    places = {"panel_fixed_thread_id": 3, "recruiters_thread_id": 4}
    settings = ClanmatchSettings.of({**CLANMATCH, "panel_thread_mode": "fixed", **places})
    kinds = {need.variable: need.kind for need in CLANMATCH_APP.needs(settings)}
    assert kinds == {
        "LOG_CHANNEL_ID": PlaceKind.POSTS,
        "RECRUITERS_THREAD_ID": PlaceKind.POSTS,
        "PANEL_FIXED_THREAD_ID": PlaceKind.THREAD,
    }
    kinds = {n.variable: n.kind for n in welcomecrew.needs(WelcomecrewSettings.of(WELCOMECREW))}
    assert kinds["WELCOME_CHANNEL_ID"] is kinds["PROMO_CHANNEL_ID"] is PlaceKind.TICKETS
