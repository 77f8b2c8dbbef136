"""`!backfill_*`: the tickets of the past."""

from typing import Final

from apps.welcomecrew.access import ADMINS
from apps.welcomecrew.backfill.cog import BackfillCog
from apps.welcomecrew.backfill.runner import Backfill
from apps.welcomecrew.backfill.settings import BackfillSettings
from apps.welcomecrew.ground import WelcomecrewGround
from shared.features.feature import Brings, Feature, Row

_SWITCH: Final = "ENABLE_CMD_BACKFILL_STATUS"


def _bring(ground: WelcomecrewGround, settings: BackfillSettings) -> Brings:
    backfill = Backfill(
        sight=ground.sight,
        scope=ground.scope,
        looker=ground.looker,
        ledger=ground.ledger,
        clan_tags=ground.clan_tags,
        clock=ground.clock,
    )
    cog = BackfillCog(
        backfill=backfill,
        clock=ground.clock,
        post_summary=settings.post_backfill_summary,
        post_details=settings.auto_post_backfill_details,
    )
    return Brings(cogs=[cog])


FEATURE: Final = Feature[WelcomecrewGround, BackfillSettings](
    name="backfill",
    settings=BackfillSettings,
    bring=_bring,
    commands={
        "backfill_tickets": Row(ADMINS, "ENABLE_CMD_BACKFILL"),
        "backfill_status": Row(ADMINS, _SWITCH),
        "backfill_stop": Row(ADMINS, _SWITCH),
        "backfill_details": Row(ADMINS, _SWITCH),
    },
)
