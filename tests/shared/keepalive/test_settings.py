"""The keepalive's variables: defaults, spellings, and what is refused."""

import pytest

from shared.config.load import SettingsInvalid, names_in
from shared.keepalive.settings import KeepaliveSettings

TOKEN = "M" * 26 + "." + "a" * 6 + "." + "b" * 38


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
    for name in names_in(KeepaliveSettings):
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("TOKEN", raising=False)
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)


def test_the_defaults_of_the_contract() -> None:
    settings = KeepaliveSettings.load()
    assert settings.port == 10000
    assert settings.strict_probe is False
    assert settings.watchdog_check_sec == 60
    assert settings.watchdog_max_disconnect_sec == 600
    assert settings.watchdog_zombie_idle_sec == 600
    assert settings.watchdog_zombie_latency_sec == 10
    assert settings.watchdog_ack_timeout_sec == 180
    assert settings.loop_stall_sec == 120
    assert settings.discord_api_url == ""


def test_the_older_name_of_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISCORD_TOKEN")
    monkeypatch.setenv("TOKEN", f" {TOKEN}\n")
    assert KeepaliveSettings.load().discord_token.reveal() == TOKEN


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DISCORD_TOKEN", "tenletters"),
        ("DISCORD_TOKEN", ""),
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("STRICT_PROBE", "perhaps"),
        ("WATCHDOG_CHECK_SEC", "0"),
        ("WATCHDOG_CHECK_SEC", "nan"),
        ("WATCHDOG_MAX_DISCONNECT_SEC", "inf"),
        ("LOOP_STALL_SEC", "-1"),
        ("LOG_LEVEL", "LOUD"),
        ("DISCORD_API_URL", "not an address"),
    ],
)
def test_what_is_refused_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsInvalid) as refused:
        KeepaliveSettings.load()
    assert [problem.variable for problem in refused.value.problems] == [variable]
    assert value == "" or value not in str(refused.value) or variable != "DISCORD_TOKEN"


@pytest.mark.parametrize(("text", "level"), [("debug", "DEBUG"), (" Warning ", "WARNING")])
def test_levels_in_any_case(monkeypatch: pytest.MonkeyPatch, text: str, level: str) -> None:
    monkeypatch.setenv("LOG_LEVEL", text)
    assert KeepaliveSettings.load().log_level == level
