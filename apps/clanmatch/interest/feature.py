"""Members who are interested in a clan: a line in a channel, which calls one role."""

from collections.abc import Sequence
from typing import Final

from apps.clanmatch.ground import POST_PERMISSIONS, ClanmatchGround
from apps.clanmatch.interest.presses import InterestPresses
from apps.clanmatch.interest.settings import InterestSettings
from shared.chat.findings import Finding, hint, needs_of, rung
from shared.features.feature import Brings, Feature


def _bring(ground: ClanmatchGround, settings: InterestSettings) -> Brings:
    if settings.interested_channel_id is None:
        return Brings()
    presses = InterestPresses(
        ground.client,
        roster=ground.roster,
        ports=ground.cards,
        clock=ground.discord_clock,
        zone=ground.zone,
        channel_id=settings.interested_channel_id,
        role_id=settings.interested_role_id,
    )
    ground.presses.add(presses.reads)
    ground.cards.offer(presses.offer)
    return Brings()


def _hints(settings: InterestSettings) -> Sequence[Finding]:
    if settings.interested_role_id and settings.interested_channel_id is None:
        return [hint("INTERESTED_ROLE_ID without INTERESTED_CHANNEL_ID: nobody is told there")]
    return []


FEATURE: Final = Feature(
    name="interest",
    settings=InterestSettings,
    bring=_bring,
    needs=lambda settings: needs_of(
        {"INTERESTED_CHANNEL_ID": settings.interested_channel_id}, POST_PERMISSIONS
    ),
    roles=lambda settings: rung({"INTERESTED_ROLE_ID": settings.interested_role_id}),
    landmarks=lambda settings: (settings.interested_channel_id, settings.interested_role_id),
    hints=_hints,
)
