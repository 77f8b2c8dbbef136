"""What this bot can do: one line for each feature, which is a folder of that name."""

from typing import Final

from apps.clanmatch.settings import ClanmatchGroundSettings
from shared.features.settings import compose, settings_in

PACKAGE: Final = "apps.clanmatch"
FEATURES: Final = (
    "upkeep",
    "summary",
    "cleanup",
    "search",
    "profile",
    "seats",
    "welcome",
    "interest",
    "crests",
)

ClanmatchSettings = compose(
    ClanmatchGroundSettings, "ClanmatchSettings", *settings_in(PACKAGE, FEATURES)
)
