"""`!dedupe_sheet`: duplicate rows."""

from typing import Final

from apps.welcomecrew.access import ADMINS
from apps.welcomecrew.dedupe.cleaner import SheetCleaner
from apps.welcomecrew.dedupe.cog import DedupeCog
from apps.welcomecrew.dedupe.settings import DedupeSettings
from apps.welcomecrew.ground import WelcomecrewGround
from shared.features.feature import Brings, Feature, Row


def _bring(ground: WelcomecrewGround, _settings: DedupeSettings) -> Brings:
    cleaner = SheetCleaner(
        workbook=ground.workbook, tabs=ground.ledger.tabs, at_rest=ground.ledger.at_rest
    )
    cog = DedupeCog(cleaner=cleaner, observer=ground.keepalive.metrics, clock=ground.clock)
    return Brings(cogs=[cog], pressables=[cog.item])


FEATURE: Final = Feature[WelcomecrewGround, DedupeSettings](
    name="dedupe",
    settings=DedupeSettings,
    bring=_bring,
    commands={"dedupe_sheet": Row(ADMINS, "ENABLE_CMD_DEDUPE")},
)
