"""What the morning list asks of settings, and what `--check` says of them."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.welcomecrew.app import APP
from apps.welcomecrew.features import WelcomecrewSettings
from apps.welcomecrew.morning.feature import FEATURE
from shared.config.load import SettingsInvalid
from tests.apps.welcomecrew.settings_env import REQUIRED

PLACE, LOG = "100000000000000003", "100000000000000004"
ON = {"MORNING_LIST_TIME": "07:00", "MORNING_LIST_THREAD_ID": PLACE}
COMES_AGAIN = "deleted by hand, it may come again"


Settings = Callable[..., Any]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Read from an environment with these variables beside the required ones."""
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
    for name in ("LOG_CHANNEL_ID", "STATE_DIR", *ON):
        monkeypatch.delenv(name, raising=False)

    def read(**more: str) -> Any:
        for name, value in {**REQUIRED, **more}.items():
            monkeypatch.setenv(name, value)
        return WelcomecrewSettings.load()

    return read


def hints(found: Any) -> str:
    return "\n".join(finding.words for finding in FEATURE.hints(found))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, ""),
        ({"MORNING_LIST_THREAD_ID": PLACE}, "MORNING_LIST_TIME is empty"),
        (ON, COMES_AGAIN),
        ({**ON, "LOG_CHANNEL_ID": LOG}, ""),
        ({**ON, "STATE_DIR": "/var/lib/bot"}, ""),
    ],
)
def test_what_the_check_hints_at(settings: Settings, more: dict[str, str], words: str) -> None:
    found = hints(settings(**more))
    assert words in found
    assert bool(words) == bool(found)


def test_its_place_and_the_log_channels_history_are_needed_where_it_is_on(
    settings: Settings,
) -> None:
    needs = {need.variable: need for need in FEATURE.needs(settings(**ON, LOG_CHANNEL_ID=LOG))}
    assert needs["MORNING_LIST_THREAD_ID"].permissions.attach_files
    assert needs["LOG_CHANNEL_ID"].permissions.read_message_history


def test_nothing_is_needed_where_it_is_off(settings: Settings) -> None:
    assert not FEATURE.needs(settings(LOG_CHANNEL_ID=LOG))


def test_who_is_invited_may_do_what_it_needs(settings: Settings) -> None:
    for need in FEATURE.needs(settings(**ON, LOG_CHANNEL_ID=LOG)):
        assert need.permissions <= APP.invite


def test_a_time_without_a_place_ends_the_start(settings: Settings) -> None:
    with pytest.raises(SettingsInvalid, match="MORNING_LIST_THREAD_ID"):
        settings(MORNING_LIST_TIME="07:00")
