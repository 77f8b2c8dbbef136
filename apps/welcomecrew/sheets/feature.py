"""`!sheetstatus`, `!checksheet`, `!clan_tags_debug`: a look at the spreadsheet."""

from typing import Final

from apps.welcomecrew.access import ADMINS
from apps.welcomecrew.ground import WelcomecrewGround
from apps.welcomecrew.sheets.cog import SheetsCog
from apps.welcomecrew.sheets.settings import SheetCommandSettings
from shared.features.feature import Brings, Feature, Row


def _bring(ground: WelcomecrewGround, _settings: SheetCommandSettings) -> Brings:
    cog = SheetsCog(
        workbook=ground.workbook, ticket_tabs=ground.ledger.tabs, clan_tags=ground.clan_tags
    )
    return Brings(cogs=[cog])


FEATURE: Final = Feature[WelcomecrewGround, SheetCommandSettings](
    name="sheets",
    settings=SheetCommandSettings,
    bring=_bring,
    commands={name: Row(ADMINS) for name in ("sheetstatus", "checksheet", "clan_tags_debug")},
)
