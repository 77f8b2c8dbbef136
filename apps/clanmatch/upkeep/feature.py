"""The sheets are read again, by the clock or by `!reload`; `!mmhealth` for dashboards."""

from typing import Final

from apps.clanmatch.access import LEADS
from apps.clanmatch.ground import ClanmatchGround
from apps.clanmatch.upkeep.cog import AdminCog
from apps.clanmatch.upkeep.job import RefreshSheets
from apps.clanmatch.upkeep.settings import UpkeepSettings
from shared.features.feature import Brings, Feature, Row
from shared.keepalive.jobs import Job
from shared.timing.schedule import Daily


def _bring(ground: ClanmatchGround, settings: UpkeepSettings) -> Brings:
    times = Daily(settings.refresh_times, ground.zone)
    refresh = RefreshSheets(
        sources=ground.sources, log_channel=ground.log_channel, clock=ground.clock, schedule=times
    )
    return Brings(
        cogs=[AdminCog(sources=ground.sources, instance=ground.keepalive.instance)],
        jobs=[Job("sheets refresh", schedule=times, step=refresh.step, everywhere=True)],
    )


FEATURE: Final = Feature(
    name="upkeep",
    settings=UpkeepSettings,
    bring=_bring,
    commands={"reload": Row(LEADS), "mmhealth": Row()},
)
