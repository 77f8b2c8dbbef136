"""Names of variables that are nearly right."""

import pytest

from apps.clanmatch.features import ClanmatchSettings
from apps.welcomecrew.features import WelcomecrewSettings
from shared.config.misspelt import misspelt, names_set
from shared.config.variables import variables


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("RECRUITER_ROLE_ID", "RECRUITER_ROLE_IDS"),
        ("RECRUITERS_ROLE_IDS", "RECRUITER_ROLE_IDS"),
        ("LOG_CHANEL_ID", "LOG_CHANNEL_ID"),
        ("WELCOME_CHANNEL", "WELCOME_CHANNEL_ID"),
        ("welcome_chanel_id", "WELCOME_CHANNEL_ID"),
        ("TIME_ZONE", "TIMEZONE"),
    ],
)
def test_did_you_mean(name: str, meant: str) -> None:
    assert misspelt(WelcomecrewSettings, [name]) == [(name.upper(), meant)]


def test_what_is_set_as_well_was_not_meant() -> None:
    assert misspelt(WelcomecrewSettings, ["LOG_CHANEL_ID", "LOG_CHANNEL_ID"]) == []


@pytest.mark.parametrize("name", ["PATH", "HOME", "LANG", "PWD", "RENDER_SERVICE_ID", "PYTHONPATH"])
def test_a_hosts_own_variables_are_left_alone(name: str) -> None:
    for settings in (ClanmatchSettings, WelcomecrewSettings):
        assert misspelt(settings, [name]) == []


def test_no_variable_of_ours_is_taken_for_a_slip_of_the_other_bot() -> None:
    """Both may read one file."""
    for settings, other in (
        (ClanmatchSettings, WelcomecrewSettings),
        (WelcomecrewSettings, ClanmatchSettings),
    ):
        required = {v.name for v in variables(settings) if v.required}
        names = {v.name for v in variables(other)} | required
        assert misspelt(settings, names) == []


def test_names_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_CHANEL_ID", "1")
    assert "LOG_CHANEL_ID" in names_set()
