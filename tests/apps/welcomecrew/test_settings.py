import base64
from collections.abc import Callable

import pytest

from apps.welcomecrew.app import APP
from apps.welcomecrew.env_check.facts import facts_of
from apps.welcomecrew.features import WelcomecrewSettings
from shared.config.load import SettingsInvalid
from shared.config.variables import variables
from shared.features.table import command_rules
from tests.apps.welcomecrew.settings_env import REQUIRED, SERVICE_ACCOUNT, TOKEN

Put = Callable[..., None]
ALL_NAMES = {
    name
    for variable in variables(WelcomecrewSettings)
    for name in (variable.name, *variable.older_names)
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Put:
    """Set variables in an otherwise empty environment, away from any .env file."""
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
    for name in ALL_NAMES:
        monkeypatch.delenv(name, raising=False)

    def put(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return put


def problems() -> dict[str, str]:
    with pytest.raises(SettingsInvalid) as caught:
        WelcomecrewSettings.load()
    return {problem.variable: problem.message for problem in caught.value.problems}


def test_the_required_ones_are_enough(environment: Put) -> None:
    environment(**REQUIRED)
    settings = WelcomecrewSettings.load()
    assert settings.welcome_channel_id == 100000000000000001
    assert settings.sheet1_name == "Sheet1"
    assert str(settings.timezone) == "UTC"
    assert settings.clan_tags_cache_ttl_sec == 28_800


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("DISCORD_TOKEN", "TOKEN"),
        ("GSPREAD_CREDENTIALS", "GOOGLE_SERVICE_ACCOUNT_JSON"),
        ("GSHEET_ID", "GOOGLE_SHEET_ID"),
    ],
)
def test_both_spellings_work(environment: Put, newer: str, older: str) -> None:
    values = dict(REQUIRED)
    values[older] = values.pop(newer)
    environment(**values)
    WelcomecrewSettings.load()


def test_the_key_may_be_base64(environment: Put) -> None:
    encoded = base64.b64encode(SERVICE_ACCOUNT.encode()).decode()
    environment(**REQUIRED | {"GSPREAD_CREDENTIALS": encoded})
    account = WelcomecrewSettings.load().service_account()
    assert account.client_email.startswith("bot@")


def test_an_empty_environment_names_everything_that_is_required(environment: Put) -> None:
    environment()
    assert set(problems()) == {
        "DISCORD_TOKEN",
        "GSPREAD_CREDENTIALS",
        "GOOGLE_SHEET_ID",
        "WELCOME_CHANNEL_ID",
        "PROMO_CHANNEL_ID",
    }


def test_all_problems_are_named_at_once_and_no_value_is_shown(environment: Put) -> None:
    environment(
        DISCORD_TOKEN="abcdefghij",
        GSPREAD_CREDENTIALS='{"private_key": "tell-nobody"',
        GSHEET_ID="spreadsheet-of-tests",
        WELCOME_CHANNEL_ID="general",
        PROMO_CHANNEL_ID="100000000000000002",
        ADMIN_ROLE_IDS="100000000000000003, boss",
        PORT="abc",
        TIMEZONE="Mars",
        REFRESH_TIMES="25:00",
        ENABLE_LIVE_WATCH="maybe",
        SHEET4_NAME="sheet1",
    )
    found = problems()
    assert set(found) == {
        "DISCORD_TOKEN",
        "GSPREAD_CREDENTIALS",
        "WELCOME_CHANNEL_ID",
        "ADMIN_ROLE_IDS",
        "PORT",
        "TIMEZONE",
        "REFRESH_TIMES",
        "ENABLE_LIVE_WATCH",
        "SHEET4_NAME",
    }
    text = " ".join(found.values())
    assert "abcdefghij" not in text
    assert "tell-nobody" not in text


def test_both_kinds_of_tickets_in_one_channel_are_refused(environment: Put) -> None:
    environment(**REQUIRED | {"PROMO_CHANNEL_ID": REQUIRED["WELCOME_CHANNEL_ID"]})
    with pytest.raises(SettingsInvalid, match="PROMO_CHANNEL_ID: is the same channel as WELCOME"):
        WelcomecrewSettings.load()


def test_no_secret_in_what_prints(environment: Put) -> None:
    environment(**REQUIRED)
    printed = repr(WelcomecrewSettings.load())
    assert TOKEN not in printed
    assert "PRIVATE KEY" not in printed


def test_every_command_has_a_switch_and_every_switch_a_command(environment: Put) -> None:
    environment(**REQUIRED)
    names = {variable.name for variable in variables(WelcomecrewSettings)}
    switches = {name for name in names if name.startswith("ENABLE_CMD_")}
    rules = command_rules(APP.features, WelcomecrewSettings.load())
    assert {rule.switch for rule in rules.values()} == switches


def test_the_facts_that_may_be_told_hold_no_secret(environment: Put) -> None:
    environment(
        **REQUIRED,
        HEARTBEAT_URL="https://hc.example.org/ping/s3cr3t",
        DISCORD_API_URL="http://user:s3cr3t@proxy.example.org/api/v10",
        REFRESH_TIMES="10:00,02:30",
        ADMIN_ROLE_IDS="100000000000000003",
        SHARD_COUNT="4",
        SHARD_IDS="0-1",
        REDIS_URL="redis://:s3cr3t@store.example.org:6379/0",
    )
    facts = {fact.variable: fact for fact in facts_of(WelcomecrewSettings.load())}
    assert facts["DISCORD_TOKEN"].is_secret
    assert facts["GSPREAD_CREDENTIALS"].is_secret
    assert facts["HEARTBEAT_URL"].is_secret
    assert facts["DISCORD_API_URL"].value == "proxy.example.org"
    assert facts["REFRESH_TIMES"].value == "02:30, 10:00"
    assert facts["ADMIN_ROLE_IDS"].ids == (100000000000000003,)
    assert facts["LOG_CHANNEL_ID"].ids == ()
    # Not of Discord's ids.
    assert (facts["SHARD_IDS"].ids, facts["SHARD_IDS"].value) == (None, "0-1")
    assert facts["REDIS_URL"].is_secret
    assert facts["ENABLE_CMD_WHY"].switch is True
    assert not facts["ENABLE_CMD_WHY"].is_set
    told = repr(facts)
    assert "s3cr3t" not in told
    assert TOKEN not in told
