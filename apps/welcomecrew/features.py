"""What this bot can do: one line for each feature, which is a folder of that name."""

from typing import Final

from apps.welcomecrew.settings import WelcomecrewGroundSettings
from shared.features.settings import compose, settings_in

PACKAGE: Final = "apps.welcomecrew"
FEATURES: Final = (
    "sheets",
    "env_check",
    "refresh",
    "why",
    "backfill",
    "dedupe",
    "watch",
    "morning",
)

WelcomecrewSettings = compose(
    WelcomecrewGroundSettings, "WelcomecrewSettings", *settings_in(PACKAGE, FEATURES)
)
