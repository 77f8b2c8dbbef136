"""Tickets as they happen: Discord's events, the rounds for what was missed, and `!watch_status`."""

from typing import Final

from apps.welcomecrew.access import ADMINS
from apps.welcomecrew.ground import WelcomecrewGround
from apps.welcomecrew.watch.cog import TicketsCog
from apps.welcomecrew.watch.health import ABOUT, TicketsHealth
from apps.welcomecrew.watch.nearly import NearlyAnswered
from apps.welcomecrew.watch.rounds import Rounds
from apps.welcomecrew.watch.settings import WatchSettings
from apps.welcomecrew.watch.signals import Signals
from apps.welcomecrew.watch.status import StatusCog
from shared.features.feature import Brings, Component, Feature, Row


def _bring(ground: WelcomecrewGround, _settings: WatchSettings) -> Brings:
    scope, desk, sight, clock = ground.scope, ground.desk, ground.sight, ground.clock
    ledger, catch_up = ground.ledger, ground.catch_up
    signals = Signals(
        scope=scope,
        desk=desk,
        own_edits=ground.own_edits,
        renamer=ground.renamer,
        speakers=ground.speakers,
        nearly=NearlyAnswered(
            desk=desk, suggestions=ground.suggestions, person=ground.client.person
        ),
        tags=ground.clan_tags.at_hand,
        person=ground.client.person,
        clock=clock,
    )
    rounds = Rounds(
        catch_up=catch_up, desk=desk, sight=sight, log_channel=ground.log_channel, clock=clock
    )
    tickets = TicketsCog(
        client=ground.client,
        scope=scope,
        desk=desk,
        membership=ground.membership,
        remembered=ground.remembered,
        signals=signals,
        rounds=rounds,
        clock=clock,
    )
    status = StatusCog(scope=scope, desk=desk, ledger=ledger, sight=sight, catch_up=catch_up)
    health = TicketsHealth(desk=desk, ledger=ledger, sight=sight, catch_up=catch_up, clock=clock)
    health.show_in(ground.keepalive.metrics)
    return Brings(
        cogs=[tickets, status],
        components=[Component("tickets", health.check, ttl=15.0, about=ABOUT)],
    )


FEATURE: Final = Feature[WelcomecrewGround, WatchSettings](
    name="watch",
    settings=WatchSettings,
    bring=_bring,
    commands={"watch_status": Row(ADMINS)},
)
