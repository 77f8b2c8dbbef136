from datetime import UTC, datetime, timedelta

import pytest

from apps.clanmatch.welcome.rules.switch import WelcomeSwitch

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(("enabled", "word"), [(True, "ON"), (False, "OFF")])
def test_starts_as_the_settings_say(enabled: bool, word: str) -> None:
    switch = WelcomeSwitch(enabled=enabled)

    assert switch.is_on is enabled
    assert switch.in_words(NOW) == (
        f"Welcomes are **{word.lower()}**, as `WELCOME_ENABLED={word}` says."
    )


def test_a_turn_names_who_when_and_how_long() -> None:
    switch = WelcomeSwitch(enabled=True)
    switch.turn(on=False, by="*Rita*", at=NOW)

    assert not switch.is_on
    assert "switched by \\*Rita\\* just now." in switch.in_words(NOW + timedelta(seconds=2))
    assert switch.in_words(NOW + timedelta(minutes=5)) == (
        "Welcomes are **off**: switched by \\*Rita\\* 5 min ago. This lasts until I restart; "
        "then `WELCOME_ENABLED=ON` counts again."
    )
