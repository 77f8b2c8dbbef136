"""The morning list and the figures: who waits for whom, and how long newcomers wait."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import discord

from apps.welcomecrew.access import ADMINS, STAFF
from apps.welcomecrew.ground import WelcomecrewGround
from apps.welcomecrew.morning.cog import MorningCog
from apps.welcomecrew.morning.controls import list_item, page_item
from apps.welcomecrew.morning.history import Histories
from apps.welcomecrew.morning.job import EVERY, MorningList
from apps.welcomecrew.morning.presses import MorningPresses
from apps.welcomecrew.morning.records import Records
from apps.welcomecrew.morning.report import TITLE as WEEKLY_TITLE
from apps.welcomecrew.morning.settings import MorningSettings
from apps.welcomecrew.morning.survey import Survey
from apps.welcomecrew.morning.texts import TITLE
from apps.welcomecrew.morning.weekly import WeeklyFigures
from apps.welcomecrew.morning.witness import Witness
from apps.welcomecrew.needs import NOTE_PERMISSIONS
from apps.welcomecrew.settings import WelcomecrewGroundSettings
from shared.chat.findings import Finding, Need, RoleNeed, hint
from shared.features.feature import Brings, Feature, Row
from shared.keepalive.jobs import OF_A_JOB, Job
from shared.timing.schedule import Daily, Every

_PERMISSIONS: Final = NOTE_PERMISSIONS | discord.Permissions(embed_links=True, attach_files=True)
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
        roles=_grounded(settings).roles,
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
    grounded = _grounded(settings)
    return Witness(
        title,
        client=ground.client,
        log_channel=ground.log_channel,
        log_channel_id=grounded.log_channel_id,
        folder=grounded.state_dir,
    )


def _grounded(settings: MorningSettings) -> WelcomecrewGroundSettings:
    """The same settings, as what they are besides. Raises TypeError for others."""
    if not isinstance(settings, WelcomecrewGroundSettings):
        raise TypeError("the morning list needs the settings of the whole bot")
    return settings


def _needs(settings: MorningSettings) -> list[Need]:
    if settings.morning_list_time is None or settings.morning_list_thread_id is None:
        return []
    needs = [Need("MORNING_LIST_THREAD_ID", settings.morning_list_thread_id, _PERMISSIONS)]
    if log_channel_id := _grounded(settings).log_channel_id:
        # The line with the date is read again, so that no list is posted twice.
        needs.append(Need("LOG_CHANNEL_ID", log_channel_id, NOTE_PERMISSIONS))
    return needs


def _roles(settings: MorningSettings) -> list[RoleNeed]:
    role_id = settings.morning_list_ping_role_id
    if role_id is None:
        return []
    return [RoleNeed("MORNING_LIST_PING_ROLE_ID", frozenset({role_id}), mentioned=True)]


def _hints(settings: MorningSettings) -> list[Finding]:
    grounded = _grounded(settings)
    if settings.morning_list_time is None:
        if settings.morning_list_thread_id is None:
            return []
        return [hint("MORNING_LIST_TIME is empty: no morning list is posted")]
    if grounded.log_channel_id is None and not grounded.state_dir:
        return [
            hint(
                "LOG_CHANNEL_ID and STATE_DIR are empty: nothing tells that today's morning list "
                "was posted but the list itself; deleted by hand, it may come again"
            )
        ]
    return []


FEATURE: Final = Feature[WelcomecrewGround, MorningSettings](
    name="morning",
    settings=MorningSettings,
    bring=_bring,
    commands={"tickets": Row(STAFF), "figures": Row(ADMINS)},
    needs=_needs,
    roles=_roles,
    landmarks=lambda settings: (
        settings.morning_list_thread_id,
        settings.morning_list_ping_role_id,
    ),
    hints=_hints,
)
