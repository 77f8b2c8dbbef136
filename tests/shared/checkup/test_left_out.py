"""What a check says that it did not look at."""

import discord

from apps.welcomecrew.features import WelcomecrewSettings
from shared.chat.findings import Finding, Need, RoleNeed, in_words
from shared.checkup.left_out import (
    left_out,
    left_out_of,
    roles_without_server,
    without_discord,
)
from tests.fakes.service_account import service_account_json

REQUIRED = {
    "discord_token": "x" * 60,
    "welcome_channel_id": "123456789012345678",
    "promo_channel_id": "223456789012345678",
    "gspread_credentials": service_account_json(),
    "google_sheet_id": "spreadsheet-of-tests",
}
ALWAYS = 3
NEED = Need("LOG_CHANNEL_ID", 1, discord.Permissions.none())
ROLE = RoleNeed("ADMIN_ROLE_IDS", frozenset({1}))


def words(**values: str) -> list[str]:
    return [each.words for each in left_out_of(WelcomecrewSettings.of(REQUIRED | values))]


def test_what_is_not_set_and_what_only_running_shows() -> None:
    unset, *always = words()
    assert unset.startswith("not set: GUILD_IDS, ")
    assert "NOTIFY_CHANNEL_ID" in unset
    assert "WELCOME_CHANNEL_ID" not in unset
    assert len(always) == ALWAYS
    assert "who has which role" in always[-1]


def test_what_is_switched_off() -> None:
    found = words(enable_cmd_ping="off", enable_promo_scan="off")[1]
    kind, _, names = found.partition(": ")
    assert kind == "switched off"
    assert set(names.split(", ")) == {"ENABLE_PROMO_SCAN", "ENABLE_CMD_PING"}


def test_what_is_set_and_can_not_be_looked_at() -> None:
    found = words(state_dir="/data", ticket_bot_ids="323456789012345678")
    assert "TICKET_BOT_IDS: whether these are users" in found
    assert "STATE_DIR: whether a file can be kept in it" in found
    assert "TICKET_BOT_IDS" not in found[0]


def test_without_discord_each_variable_is_named_once() -> None:
    (found,) = without_discord([NEED, NEED], [ROLE, RoleNeed("LEAD_ROLE_IDS", frozenset())])
    assert found.words == (
        "the intents, LOG_CHANNEL_ID, ADMIN_ROLE_IDS: Discord was not there to be asked"
    )


def test_roles_need_a_server_to_be_looked_for() -> None:
    (found,) = roles_without_server([], [ROLE], frozenset())
    assert found.words.startswith("ADMIN_ROLE_IDS: ")
    assert roles_without_server([NEED], [ROLE], frozenset()) == []
    assert roles_without_server([], [ROLE], frozenset({1})) == []


def test_it_stands_below_the_findings_and_spoils_no_verdict() -> None:
    findings = [left_out("the moon"), Finding(well=True, words="the sun")]
    assert in_words(findings) == [
        "ok   the sun",
        "Not looked at:",
        "-    the moon",
        "All is well.",
    ]
