from datetime import time, tzinfo
from pathlib import Path

import pytest

from shared.config.fields import (
    id_set,
    optional_id,
    secret,
    switch,
    time_zone,
    times_of_day,
    url,
    whole,
)
from shared.config.load import Settings, SettingsInvalid, whence
from shared.config.secret import Secret
from shared.config.setting import setting
from shared.config.variables import variables
from shared.timing.zones import zone


class Sample(Settings):
    token: Secret = setting(secret(), names=("SAMPLE_TOKEN", "OLD_TOKEN"), description="The token.")
    sample_on: bool = setting(switch, default=True, description="On or off.")
    sample_ids: frozenset[int] = setting(id_set, default=frozenset(), description="Ids.")
    sample_id: int | None = setting(optional_id, default=None)
    sample_times: tuple[time, ...] = setting(times_of_day, default=(time(2), time(10)))
    sample_zone: tzinfo = setting(time_zone, default=zone("UTC"))
    sample_url: str = setting(url, default="")
    sample_port: int = setting(whole(at_least=0, at_most=65535), default=10000)


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE_TOKEN", "a-very-secret-value")


@pytest.mark.parametrize("word", ["ON", "on", "1", "true", "Yes", "YES", "True"])
def test_switches_turn_on(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("SAMPLE_ON", word)
    assert Sample.load().sample_on is True


@pytest.mark.parametrize("word", ["OFF", "off", "0", "false", "No", "FALSE"])
def test_switches_turn_off(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("SAMPLE_ON", word)
    assert Sample.load().sample_on is False


def test_an_older_name_works_and_the_newer_one_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLD_TOKEN", "older")
    assert Sample.load().token.reveal() == "a-very-secret-value"
    monkeypatch.delenv("SAMPLE_TOKEN")
    assert Sample.load().token.reveal() == "older"


def test_values_of_every_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE_IDS", "123456789012345678, 223456789012345678\n323456789012345678")
    monkeypatch.setenv("SAMPLE_ID", "423456789012345678")
    monkeypatch.setenv("SAMPLE_TIMES", "18:00,02:00")
    monkeypatch.setenv("SAMPLE_ZONE", "Europe/Vienna")
    monkeypatch.setenv("SAMPLE_URL", "https://bot.example/")
    settings = Sample.load()
    assert settings.sample_ids == {123456789012345678, 223456789012345678, 323456789012345678}
    assert settings.sample_id == 423456789012345678
    assert settings.sample_times == (time(2), time(18))
    assert settings.sample_zone == zone("Europe/Vienna")
    assert settings.sample_url == "https://bot.example"


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SAMPLE_ON", "SAMPLE_IDS", "SAMPLE_ID", "SAMPLE_TIMES", "SAMPLE_PORT"):
        monkeypatch.setenv(name, "")
    assert Sample.load() == Sample(token=Secret("a-very-secret-value"))


def test_all_problems_are_named_at_once_and_no_value_shows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SAMPLE_TOKEN")
    monkeypatch.setenv("SAMPLE_PORT", "abc-hidden")
    monkeypatch.setenv("SAMPLE_ZONE", "Mars")
    monkeypatch.setenv("SAMPLE_IDS", "12345678901234567x")
    monkeypatch.setenv("SAMPLE_TIMES", "25:00")
    monkeypatch.setenv("SAMPLE_ON", "perhaps")
    monkeypatch.setenv("SAMPLE_URL", "not an address")
    with pytest.raises(SettingsInvalid) as caught:
        Sample.load()
    problems = {problem.variable: problem.message for problem in caught.value.problems}
    assert list(problems) == [
        "SAMPLE_TOKEN",
        "SAMPLE_ON",
        "SAMPLE_IDS",
        "SAMPLE_TIMES",
        "SAMPLE_ZONE",
        "SAMPLE_URL",
        "SAMPLE_PORT",
    ]
    assert problems["SAMPLE_TOKEN"] == "is not set"
    assert problems["SAMPLE_PORT"] == "should be a whole number"
    assert "Europe/Vienna" in problems["SAMPLE_ZONE"]
    assert "Copy ID" in problems["SAMPLE_IDS"]
    assert "abc-hidden" not in str(caught.value)


def test_variables_are_described_for_the_docs() -> None:
    first, second, third, *_, port = variables(Sample)
    assert (first.name, first.older_names, first.required, first.secret) == (
        "SAMPLE_TOKEN",
        ("OLD_TOKEN",),
        True,
        True,
    )
    assert (second.name, second.default, second.description) == ("SAMPLE_ON", "ON", "On or off.")
    assert (third.default, port.default) == ("", "10000")
    assert [v.default for v in variables(Sample) if v.name == "SAMPLE_TIMES"] == ["02:00,10:00"]


def test_a_name_that_is_no_setting_is_refused() -> None:
    with pytest.raises(TypeError, match="sample_prot"):
        Sample.of({"token": "word", "sample_prot": "80"})


def test_where_it_looked_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    here = tmp_path / ".env"
    assert whence(Path(".env")) == f"the environment alone: there is no file {here}"
    here.write_text("SAMPLE_PORT=81\n")
    assert whence(Path(".env")) == f"the environment and {here}"


def test_another_file_can_be_named(tmp_path: Path) -> None:
    other = tmp_path / "other.env"
    other.write_text("SAMPLE_PORT=82\n")
    settings = Sample.load(other)
    assert (settings.sample_port, settings.file) == (82, other)


def test_an_odd_letter_in_the_file_costs_no_setting(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"# f\xfcr den Server\nSAMPLE_PORT=83\n")
    assert Sample.load(file).sample_port == 83
