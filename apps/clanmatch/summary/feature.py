"""The recruitment summary: once a day in the recruiters' thread, and by `!report`."""

from dataclasses import replace
from datetime import UTC
from typing import Final

from apps.clanmatch.access import LEADS
from apps.clanmatch.ground import ClanmatchGround
from apps.clanmatch.summary.cog import ReportCog
from apps.clanmatch.summary.job import DailySummary
from apps.clanmatch.summary.settings import SummarySettings
from shared.chat.findings import rung
from shared.features.feature import Brings, Feature, Row
from shared.keepalive.jobs import OF_A_JOB, Job
from shared.timing.schedule import Daily

_ABOUT: Final = replace(OF_A_JOB, section="the-daily-summary-is-missing")


def _bring(ground: ClanmatchGround, settings: SummarySettings) -> Brings:
    time = Daily((settings.post_time_utc,), UTC)
    summary = DailySummary(
        client=ground.client,
        roster=ground.roster,
        clock=ground.discord_clock,
        schedule=time,
        thread_id=ground.recruiters_thread_id,
        role_ids=tuple(settings.called.values()),
        more=ground.cards.daily_lines,
    )
    ground.needed.append(summary.is_current)
    late_rather_than_never = Job("daily summary", time, summary.step, at_start=True, about=_ABOUT)
    return Brings(
        cogs=[ReportCog(summary=summary)],
        jobs=[late_rather_than_never] if ground.recruiters_thread_id is not None else [],
    )


FEATURE: Final = Feature(
    name="summary",
    settings=SummarySettings,
    bring=_bring,
    commands={"report": Row(LEADS)},
    roles=lambda settings: rung(settings.called),
    landmarks=lambda settings: tuple(settings.called.values()),
)
