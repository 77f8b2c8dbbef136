"""What the features stand on: one of each thing that tickets need, put together here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import discord

from apps.welcomecrew.access import Roles
from apps.welcomecrew.catch_up.catch_up import CatchUp
from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.closing.corrections import Corrections
from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.closing.staff import finaliser
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import FILE_NAME, Outbox
from apps.welcomecrew.question.changer import TagChanger
from apps.welcomecrew.question.picker import TagPicker
from apps.welcomecrew.question.suggestions import Suggestions
from apps.welcomecrew.reading.look import Looker
from apps.welcomecrew.reading.people import People
from apps.welcomecrew.reading.sight import Sight
from apps.welcomecrew.reading.speakers import Speakers
from apps.welcomecrew.settings import WelcomecrewGroundSettings
from apps.welcomecrew.threads.membership import Membership
from apps.welcomecrew.threads.notify import Notices
from apps.welcomecrew.threads.own_edits import OwnEdits
from apps.welcomecrew.threads.remembered import RememberedThreads
from apps.welcomecrew.threads.rename import Renamer
from apps.welcomecrew.tickets.parties import Standing
from apps.welcomecrew.tickets.scope import Channel, Scope
from apps.welcomecrew.tickets.ticket import Kind
from shared.chat.background import spawn
from shared.chat.bot import ChatBot
from shared.features.ground import Ground

OUTBOX_BOUND: Final = 2000
"""Rows that may wait for Sheets; more are found again by catch-up."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WelcomecrewGround(Ground):
    """Everything that any feature of this bot may use."""

    scope: Scope
    clan_tags: ClanTags
    ledger: Ledger
    own_edits: OwnEdits
    renamer: Renamer
    membership: Membership
    remembered: RememberedThreads
    speakers: Speakers
    looker: Looker
    sight: Sight
    picker: TagPicker
    suggestions: Suggestions
    changer: TagChanger
    desk: Desk
    catch_up: CatchUp


def lay_ground(ground: Ground, settings: WelcomecrewGroundSettings) -> WelcomecrewGround:
    """Put the rooms together, each with what it works with."""
    client, clock, roles = ground.client, ground.clock, settings.roles
    scope = scope_of(settings)
    clan_tags = ClanTags(
        ground.workbook,
        tab=settings.clanlist_tab_name,
        fallback_column=settings.clanlist_tag_column,
        ttl=settings.clan_tags_cache_ttl_sec,
        clock=clock,
    )
    ledger = _ledger(ground, settings)
    own_edits = OwnEdits(clock)
    renamer = Renamer(clock=clock, own_edits=own_edits)
    remembered = RememberedThreads()
    membership = Membership(allow_private=settings.allow_self_join_private)
    speakers = Speakers(
        client=client,
        ticket_bot_ids=settings.ticket_bot_ids,
        sibling_id=settings.sibling_bot_id,
        people=People(standing_of=_standing_of(client, roles), clock=clock),
    )
    looker = Looker(client=client, scope=scope, clan_tags=clan_tags, speakers=speakers)
    sight = Sight(client=client, scope=scope)
    desk = Desk(scope=scope, may_answer=roles.may_answer, guild_of=_guild_of(client))
    picker = TagPicker(
        tags=clan_tags.get,
        roles=roles,
        person=client.person,
        refusal=desk.refusal,
        picked=desk.picked,
        pressed=desk.pressed,
        observer=ground.keepalive.metrics,
        clock=clock,
    )
    desk.staff(
        finaliser(
            client=client,
            scope=scope,
            looker=looker,
            clan_tags=clan_tags,
            ledger=ledger,
            renamer=renamer,
            picker=picker,
            membership=membership,
            remembered=remembered,
            notices=Notices(
                client=client,
                channel_id=settings.notify_channel_id,
                role_id=settings.notify_ping_role_id,
                enabled=settings.enable_notify_fallback,
            ),
            clock=clock,
            post=desk.post,
        )
    )
    catch_up = CatchUp(
        client=client,
        scope=scope,
        sight=sight,
        ledger=ledger,
        clan_tags=clan_tags,
        desk=desk,
        clock=clock,
    )
    return WelcomecrewGround(
        **ground.shared(),
        scope=scope,
        clan_tags=clan_tags,
        ledger=ledger,
        own_edits=own_edits,
        renamer=renamer,
        membership=membership,
        remembered=remembered,
        speakers=speakers,
        looker=looker,
        sight=sight,
        picker=picker,
        suggestions=Suggestions(picker=picker, tags=clan_tags.at_hand),
        changer=TagChanger(
            tags=clan_tags.get,
            roles=roles,
            person=client.person,
            change=Corrections(desk).change,
            pressed=desk.pressed,
            observer=ground.keepalive.metrics,
        ),
        desk=desk,
        catch_up=catch_up,
    )


def scope_of(settings: WelcomecrewGroundSettings) -> Scope:
    """Where tickets are, by these settings."""
    live = settings.enable_live_watch
    welcome = Channel(
        Kind.WELCOME,
        settings.welcome_channel_id,
        settings.sheet1_name,
        watched=live and settings.enable_live_watch_welcome,
        scanned=settings.enable_welcome_scan,
        needs_marker=settings.require_close_marker_welcome,
    )
    promo = Channel(
        Kind.PROMO,
        settings.promo_channel_id,
        settings.sheet4_name,
        watched=live and settings.enable_live_watch_promo,
        scanned=settings.enable_promo_scan,
        needs_marker=settings.require_close_marker_promo,
    )
    return Scope(
        channels={channel.channel_id: channel for channel in (welcome, promo)},
        zone=settings.timezone,
        infer_tags=settings.enable_infer_tag_from_thread,
        live=live,
    )


def _ledger(ground: Ground, settings: WelcomecrewGroundSettings) -> Ledger:
    folder, log_channel = settings.state_dir, ground.log_channel

    def tell(line: str) -> None:
        spawn(log_channel.say(line, about=("ledger", line)), name="news of the ledger")

    return Ledger(
        workbook=ground.workbook,
        tabs=settings.ticket_tabs,
        outbox=Outbox(bound=OUTBOX_BOUND, file=Path(folder) / FILE_NAME if folder else None),
        clock=ground.clock,
        tell=tell,
    )


def _standing_of(
    client: ChatBot, roles: Roles
) -> Callable[[discord.abc.User, discord.Guild], Standing]:
    def standing_of(user: discord.abc.User, guild: discord.Guild) -> Standing:
        if user.bot:
            return Standing.BOT
        if not isinstance(user, discord.Member):
            return Standing.PERSON
        return Standing.STAFF if roles.is_staff(client.person(user, guild)) else Standing.MEMBER

    return standing_of


def _guild_of(client: discord.Client) -> Callable[[int], int]:
    def guild_of(channel_id: int) -> int:
        channel = client.get_channel(channel_id)
        return channel.guild.id if isinstance(channel, discord.abc.GuildChannel) else 0

    return guild_of
