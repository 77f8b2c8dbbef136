"""The refresh: at fixed times, and by `!reload`."""

from typing import Final

from apps.welcomecrew.access import ADMINS
from apps.welcomecrew.ground import WelcomecrewGround
from apps.welcomecrew.refresh.cog import ReloadCog
from apps.welcomecrew.refresh.job import Refresh
from apps.welcomecrew.refresh.settings import RefreshSettings
from shared.features.feature import Brings, Feature, Row
from shared.keepalive.jobs import Job
from shared.timing.schedule import Daily

_SECONDS: Final = 1800.0


def _bring(ground: WelcomecrewGround, settings: RefreshSettings) -> Brings:
    refresh = Refresh(
        workbook=ground.workbook,
        clan_tags=ground.clan_tags,
        catch_up=ground.catch_up,
        log_channel=ground.log_channel,
        clock=ground.clock,
    )
    schedule = Daily(settings.refresh_times, ground.scope.zone)
    return Brings(
        cogs=[ReloadCog(workbook=ground.workbook, clan_tags=ground.clan_tags)],
        jobs=[Job("refresh", schedule, refresh.step, timeout=_SECONDS)],
    )


FEATURE: Final = Feature[WelcomecrewGround, RefreshSettings](
    name="refresh",
    settings=RefreshSettings,
    bring=_bring,
    commands={"reload": Row(ADMINS)},
)
