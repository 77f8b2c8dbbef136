"""Who carries out which action of a ticket's life, put together."""

from collections.abc import Callable

import discord

from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.closing.asker import Asker
from apps.welcomecrew.closing.case import Case, Event
from apps.welcomecrew.closing.deeds import Deeds
from apps.welcomecrew.closing.eyes import Eyes
from apps.welcomecrew.closing.finaliser import Finaliser
from apps.welcomecrew.closing.namer import Namer
from apps.welcomecrew.closing.patience import Patience
from apps.welcomecrew.closing.sender import RowSender
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.question.picker import TagPicker
from apps.welcomecrew.reading.look import Looker
from apps.welcomecrew.threads.membership import Membership
from apps.welcomecrew.threads.notify import Notices
from apps.welcomecrew.threads.remembered import RememberedThreads
from apps.welcomecrew.threads.rename import Renamer
from apps.welcomecrew.tickets.scope import Scope
from shared.timing.clock import Clock


def finaliser(
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
    """`post` takes what happened to a ticket meanwhile: the desk's."""
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
