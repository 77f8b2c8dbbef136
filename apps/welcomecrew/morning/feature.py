"""The morning list and the figures: who waits for whom, and how long newcomers wait."""

from typing import Final

from apps.welcomecrew.access import ADMINS, STAFF
from apps.welcomecrew.ground import WelcomecrewGround
from apps.welcomecrew.morning.checks import grounded, hints, needs
from apps.welcomecrew.morning.cog import MorningCog
from apps.welcomecrew.morning.controls import list_item, page_item
from apps.welcomecrew.morning.history import Histories
from apps.welcomecrew.morning.job import MorningList
from apps.welcomecrew.morning.listing import Listing
from apps.welcomecrew.morning.presses import MorningPresses
from apps.welcomecrew.morning.records import Records
from apps.welcomecrew.morning.settings import MorningSettings
from apps.welcomecrew.morning.survey import Survey
from apps.welcomecrew.morning.weekly import WeeklyFigures
from apps.welcomecrew.morning.witness import Witness
from shared.chat.findings import rung
from shared.features.feature import Brings, Feature, Row
from shared.timing.schedule import Daily


def _bring(ground: WelcomecrewGround, settings: MorningSettings) -> Brings:
    scope, ledger, clock = ground.scope, ground.ledger, ground.discord_clock
    histories = Histories(ground.speakers)
    listing = Listing(scope=scope, sight=ground.sight, clan_tags=ground.clan_tags)
    survey = Survey(
        scope=scope,
        listing=listing,
        desk=ground.desk,
        ledger=ledger,
        histories=histories,
        clock=clock,
    )
    records = Records(scope=scope, listing=listing, ledger=ledger, histories=histories)
    morning = _morning(ground, settings, survey, records)
    presses = MorningPresses(
        client=ground.client, survey=survey, morning=morning, zone=scope.zone, clock=clock
    )
    cog = MorningCog(survey=survey, records=records, presses=presses, morning=morning, clock=clock)
    return Brings(
        cogs=[cog],
        pressables=[list_item(presses.press_list), page_item(presses.press_page)],
        jobs=morning.jobs() if morning else (),
    )


def _morning(
    ground: WelcomecrewGround, settings: MorningSettings, survey: Survey, records: Records
) -> MorningList | None:
    """The list, where it has a time and a place."""
    time, thread_id = settings.morning_list_time, settings.morning_list_thread_id
    if time is None or thread_id is None:
        return None
    client, zone = ground.client, ground.scope.zone
    witness = Witness(client, ground.log_channel, folder=grounded(settings).state_dir)
    return MorningList(
        client=client,
        survey=survey,
        witness=witness,
        weekly=WeeklyFigures(client=client, records=records, witness=witness, zone=zone),
        clock=ground.discord_clock,
        schedule=Daily((time,), zone),
        zone=zone,
        thread_id=thread_id,
        role_id=settings.morning_list_ping_role_id,
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
