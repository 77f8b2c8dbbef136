"""What `--check` says of the welcome module's settings."""

from dataclasses import replace

from apps.clanmatch.welcome.feature import FEATURE
from apps.clanmatch.welcome.settings import WelcomeSettings

SETTINGS = WelcomeSettings()


def test_without_a_general_channel_nothing_tells_of_a_second_clan() -> None:
    (found,) = FEATURE.hints(SETTINGS)
    assert "WELCOME_GENERAL_CHANNEL_ID is empty" in found.words
    assert "welcomed to a second clan" in found.words
    assert not FEATURE.hints(replace(SETTINGS, welcome_general_channel_id=100000000000000003))
