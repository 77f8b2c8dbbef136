"""Puts the watchers together, so that the composition root needs one call."""

from collections.abc import Callable
from dataclasses import dataclass

import discord

from apps.welcomecrew.catch_up.catch_up import CatchUp
from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.closing.asker import Asker
from apps.welcomecrew.closing.case import Case, Event
from apps.welcomecrew.closing.deeds import Deeds
from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.closing.eyes import Eyes
from apps.welcomecrew.closing.finaliser import Finaliser
from apps.welcomecrew.closing.namer import Namer
from apps.welcomecrew.closing.patience import Patience
from apps.welcomecrew.closing.sender import RowSender
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.question.picker import TagPicker
from apps.welcomecrew.reading.look import Looker
from apps.welcomecrew.reading.sight import Sight
from apps.welcomecrew.reading.speakers import Speakers
from apps.welcomecrew.threads.membership import Membership
from apps.welcomecrew.threads.notify import Notices
from apps.welcomecrew.threads.remembered import RememberedThreads
from apps.welcomecrew.threads.rename import OwnEdits, Renamer
from apps.welcomecrew.tickets.scope import Scope
from apps.welcomecrew.watch.rounds import Rounds
from apps.welcomecrew.watch.signals import Signals
from shared.chat.log_channel import LogChannel
from shared.chat.person import Person
from shared.timing.clock import Clock


@dataclass(frozen=True, slots=True)
class Watch:
    """Everything that watches, ready to be listened to by the cogs."""

    scope: Scope
    desk: Desk
    signals: Signals
    looker: Looker
    sight: Sight
    catch_up: CatchUp
    rounds: Rounds
    membership: Membership
    remembered: RememberedThreads
    ledger: Ledger
    clan_tags: ClanTags


def build_watch(
    *,
    client: discord.Client,
    scope: Scope,
    ledger: Ledger,
    clan_tags: ClanTags,
    picker: TagPicker,
    desk: Desk,
    notices: Notices,
    membership: Membership,
    log_channel: LogChannel,
    person: Callable[[discord.abc.User, discord.Guild | None], Person],
    speakers: Speakers,
    clock: Clock,
) -> Watch:
    """`desk` comes first and empty: the picker wants its `picked` and `refusal`."""
    own_edits = OwnEdits(clock)
    renamer = Renamer(clock=clock, own_edits=own_edits)
    remembered = RememberedThreads()
    looker = Looker(client=client, scope=scope, clan_tags=clan_tags, speakers=speakers)
    desk.staff(
        _finaliser(
            client=client,
            scope=scope,
            looker=looker,
            clan_tags=clan_tags,
            ledger=ledger,
            renamer=renamer,
            picker=picker,
            membership=membership,
            remembered=remembered,
            notices=notices,
            clock=clock,
            post=desk.post,
        )
    )
    signals = Signals(
        scope=scope,
        desk=desk,
        own_edits=own_edits,
        renamer=renamer,
        speakers=speakers,
        tags=clan_tags.at_hand,
        person=person,
        clock=clock,
    )
    sight = Sight(client=client, scope=scope)
    catch_up = CatchUp(
        client=client,
        scope=scope,
        sight=sight,
        ledger=ledger,
        clan_tags=clan_tags,
        desk=desk,
        clock=clock,
    )
    rounds = Rounds(catch_up=catch_up, desk=desk, sight=sight, log_channel=log_channel, clock=clock)
    return Watch(
        scope=scope,
        desk=desk,
        signals=signals,
        looker=looker,
        sight=sight,
        catch_up=catch_up,
        rounds=rounds,
        membership=membership,
        remembered=remembered,
        ledger=ledger,
        clan_tags=clan_tags,
    )


def _finaliser(
    *,
    client: discord.Client,
    scope: Scope,
    looker: Looker,
    clan_tags: ClanTags,
    ledger: Ledger,
    renamer: Renamer,
    picker: TagPicker,
    membership: Membership,
    remembered: RememberedThreads,
    notices: Notices,
    clock: Clock,
    post: Callable[[Case, Event], None],
) -> Finaliser:
    deeds = Deeds(clock)
    patience = Patience(clock=clock, post=post)
    eyes = Eyes(
        client=client,
        looker=looker,
        clan_tags=clan_tags,
        picker=picker,
        remembered=remembered,
        patience=patience,
    )
    return Finaliser(
        eyes=eyes,
        sender=RowSender(
            scope=scope, ledger=ledger, clan_tags=clan_tags, deeds=deeds, clock=clock, post=post
        ),
        asker=Asker(
            eyes=eyes,
            picker=picker,
            renamer=renamer,
            membership=membership,
            notices=notices,
            patience=patience,
            deeds=deeds,
            clock=clock,
            post=post,
        ),
        namer=Namer(
            eyes=eyes, renamer=renamer, patience=patience, deeds=deeds, clock=clock, post=post
        ),
        deeds=deeds,
    )
