"""The morning list and the figures: who waits for whom, and how long newcomers wait."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from apps.welcomecrew.access import ADMINS, STAFF
from apps.welcomecrew.ground import WelcomecrewGround
from apps.welcomecrew.morning.cog import MorningCog
from apps.welcomecrew.morning.controls import list_item, page_item
from apps.welcomecrew.morning.history import Histories
from apps.welcomecrew.morning.job import EVERY, MorningList
from apps.welcomecrew.morning.needs import grounded, hints, needs
from apps.welcomecrew.morning.presses import MorningPresses
from apps.welcomecrew.morning.records import Records
from apps.welcomecrew.morning.report import TITLE as WEEKLY_TITLE
from apps.welcomecrew.morning.settings import MorningSettings
from apps.welcomecrew.morning.survey import Survey
from apps.welcomecrew.morning.texts import TITLE
from apps.welcomecrew.morning.weekly import WeeklyFigures
from apps.welcomecrew.morning.witness import Witness
from shared.chat.findings import rung
from shared.features.feature import Brings, Feature, Row
from shared.keepalive.jobs import OF_A_JOB, Job
from shared.timing.schedule import Daily, Every

_SECONDS: Final = 1800.0
_ABOUT: Final = replace(OF_A_JOB, section="the-morning-list")


def _bring(ground: WelcomecrewGround, settings: MorningSettings) -> Brings:
    histories = Histories(ground.speakers)
    survey = Survey(
        scope=ground.scope,
        sight=ground.sight,
        desk=ground.desk,
        ledger=ground.ledger,
        clan_tags=ground.clan_tags,
        histories=histories,
        clock=ground.discord_clock,
    )
    records = Records(scope=ground.scope, survey=survey, ledger=ground.ledger, histories=histories)
    morning, jobs = _morning(ground, settings, survey, records)
    presses = MorningPresses(
        client=ground.client,
        survey=survey,
        morning=morning,
        roles=grounded(settings).roles,
        zone=ground.scope.zone,
        clock=ground.discord_clock,
    )
    cog = MorningCog(
        survey=survey,
        records=records,
        presses=presses,
        morning=morning,
        clock=ground.discord_clock,
    )
    return Brings(
        cogs=[cog],
        pressables=[list_item(presses.press_list), page_item(presses.press_page)],
        jobs=jobs,
    )


def _morning(
    ground: WelcomecrewGround, settings: MorningSettings, survey: Survey, records: Records
) -> tuple[MorningList | None, Sequence[Job]]:
    """The list and its jobs, where it has a time and a place."""
    time, thread_id = settings.morning_list_time, settings.morning_list_thread_id
    if time is None or thread_id is None:
        return None, ()
    schedule, zone = Daily((time,), ground.scope.zone), ground.scope.zone
    morning = MorningList(
        client=ground.client,
        survey=survey,
        witness=_witness(TITLE, ground, settings),
        weekly=WeeklyFigures(
            client=ground.client,
            records=records,
            witness=_witness(WEEKLY_TITLE, ground, settings),
            zone=zone,
        ),
        clock=ground.discord_clock,
        schedule=schedule,
        zone=zone,
        thread_id=thread_id,
        role_id=settings.morning_list_ping_role_id,
    )
    return morning, (
        Job("morning list", schedule, morning.step, timeout=_SECONDS, at_start=True, about=_ABOUT),
        Job("morning list refresh", Every(EVERY), morning.refresh, often=True, about=_ABOUT),
    )


def _witness(title: str, ground: WelcomecrewGround, settings: MorningSettings) -> Witness:
    return Witness(
        title,
        client=ground.client,
        log_channel=ground.log_channel,
        log_channel_id=grounded(settings).log_channel_id,
        folder=grounded(settings).state_dir,
    )


FEATURE: Final = Feature[WelcomecrewGround, MorningSettings](
    name="morning",
    settings=MorningSettings,
    bring=_bring,
    commands={"tickets": Row(STAFF), "figures": Row(ADMINS)},
    needs=needs,
    roles=lambda settings: rung({"MORNING_LIST_PING_ROLE_ID": settings.morning_list_ping_role_id}),
    landmarks=lambda settings: (
        settings.morning_list_thread_id,
        settings.morning_list_ping_role_id,
    ),
    hints=hints,
)
