"""Builds the bot from its settings: everything that it works with, and the order of its end."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import discord

from apps.welcomecrew.access import AUDIENCE_NAMES, Roles, command_rules
from apps.welcomecrew.backfill.runner import Backfill
from apps.welcomecrew.bot import (
    Services,
    ShardedWelcomecrewBot,
    WelcomecrewBot,
)
from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.dedupe.cleaner import SheetCleaner
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import FILE_NAME, Outbox
from apps.welcomecrew.ledger.rows import PROMO_TAB, WELCOME_TAB
from apps.welcomecrew.ledger.troubles import in_short
from apps.welcomecrew.needs import needs, role_needs
from apps.welcomecrew.question.picker import TagPicker
from apps.welcomecrew.reading.people import People
from apps.welcomecrew.reading.speakers import Speakers
from apps.welcomecrew.refresh.job import Refresh
from apps.welcomecrew.settings import CommandSwitches, WelcomecrewSettings
from apps.welcomecrew.threads.membership import Membership
from apps.welcomecrew.threads.notify import Notices
from apps.welcomecrew.tickets.parties import Standing
from apps.welcomecrew.tickets.scope import Channel, Scope
from apps.welcomecrew.tickets.ticket import Kind
from apps.welcomecrew.watching import Watch, build_watch
from shared.chat.background import spawn
from shared.chat.bot import ChatBot
from shared.chat.discord_clock import DiscordClock
from shared.chat.gate import CommandGate
from shared.chat.home import Home
from shared.chat.log_channel import LogChannel
from shared.chat.text import count
from shared.checkup.job_words import job_trouble
from shared.checkup.watching import PlacesWatch, watch_surroundings
from shared.config.load import names_in
from shared.keepalive.components import About, ComponentFailing
from shared.keepalive.jobs import Job
from shared.keepalive.service import Keepalive
from shared.sheets.errors import SheetsError
from shared.sheets.ports import Workbook
from shared.timing.clock import Clock
from shared.timing.schedule import Daily

OUTBOX_BOUND = 2000
"""Rows that may wait for Sheets; more are found again by catch-up."""
_REFRESH_S = 1800.0
_WAITS = "nothing; rows wait until they can be written"
_SHEETS = About(title="Google Sheets", section="sheets", lost=_WAITS)
_TICKETS = About(title="Tickets", section="a-ticket-is-not-logged", lost=_WAITS)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What everything is built from."""

    settings: WelcomecrewSettings
    roles: Roles
    keepalive: Keepalive
    workbook: Workbook
    clock: Clock


def build_bot(
    settings: WelcomecrewSettings, *, keepalive: Keepalive, workbook: Workbook, clock: Clock
) -> WelcomecrewBot:
    """The bot with everything that it works with."""
    roles = Roles(
        admins=settings.admin_role_ids,
        leads=settings.lead_role_ids,
        recruiters=settings.recruiter_role_ids,
    )
    switched_on = {name.upper(): getattr(settings, name) for name in names_in(CommandSwitches)}

    parts = _Parts(settings, roles, keepalive, workbook, clock)
    kind = ShardedWelcomecrewBot if settings.shard_plan else WelcomecrewBot
    discord_clock = DiscordClock(clock)
    bot = kind(
        gate=CommandGate(
            rules=command_rules(switched_on),
            belongs=roles.belongs,
            audience_names=AUDIENCE_NAMES,
        ),
        home=Home(
            guild_ids=settings.guild_ids,
            landmarks=(settings.welcome_channel_id, settings.promo_channel_id),
        ),
        observer=keepalive.metrics,
        turn=keepalive.turn,
        shards=settings.shard_plan,
        build=partial(_build_services, parts),
        discord_clock=discord_clock,
    )
    if settings.shard_plan:
        keepalive.jobs.only_while(bot.serves_home)
    places = PlacesWatch(
        client=bot,
        needs=needs(settings),
        roles=role_needs(settings),
        guild_ids=settings.guild_ids,
        log_channel=LogChannel(client=bot, channel_id=settings.log_channel_id),
        clock=clock,
    )
    keepalive.jobs.tell_by(job_trouble)
    watch_surroundings(keepalive.components, places, discord_clock)
    return bot


def _build_services(parts: _Parts, bot: ChatBot) -> Services:
    settings, keepalive, workbook, clock = (
        parts.settings,
        parts.keepalive,
        parts.workbook,
        parts.clock,
    )
    log_channel = LogChannel(client=bot, channel_id=settings.log_channel_id)
    picker, watch = _build_watch(parts, bot, log_channel)
    refresh = Refresh(
        workbook=workbook,
        clan_tags=watch.clan_tags,
        catch_up=watch.catch_up,
        log_channel=log_channel,
        clock=clock,
    )
    schedule = Daily(settings.refresh_times, settings.timezone)
    keepalive.jobs.add(Job("refresh", schedule, refresh.step, timeout=_REFRESH_S))
    _register(keepalive, workbook, watch, clock)
    if role_id := settings.alert_role_id:
        keepalive.call_people(partial(log_channel.call, role_id), say=log_channel.say)
    # The last one goes first: no new answers, then the ledger writes what it still can.
    keepalive.on_stop("the clan tags", watch.clan_tags.close)
    keepalive.on_stop("the ledger", lambda: watch.ledger.finish(keepalive.lifetime.left_s() / 2))
    keepalive.on_stop("the tag picker", picker.close)
    return Services(
        keepalive=keepalive,
        clock=clock,
        workbook=workbook,
        log_channel=log_channel,
        watch=watch,
        picker=picker,
        backfill=Backfill(
            sight=watch.sight,
            scope=watch.scope,
            looker=watch.looker,
            ledger=watch.ledger,
            clan_tags=watch.clan_tags,
            clock=clock,
        ),
        cleaner=SheetCleaner(
            workbook=workbook, tabs=_ticket_tabs(settings), at_rest=watch.ledger.at_rest
        ),
        ticket_tabs=_ticket_tabs(settings),
        clan_list_tab=settings.clanlist_tab_name,
        live_watch=settings.enable_live_watch,
        post_backfill_summary=settings.post_backfill_summary,
        post_backfill_details=settings.auto_post_backfill_details,
        facts=settings.facts(),
        needs=needs(settings),
    )


def _build_watch(parts: _Parts, bot: ChatBot, log_channel: LogChannel) -> tuple[TagPicker, Watch]:
    settings, clock = parts.settings, parts.clock
    scope = _scope(settings)
    desk = Desk(scope=scope, may_answer=parts.roles.may_answer, guild_of=_guild_of(bot))
    clan_tags = ClanTags(
        parts.workbook,
        tab=settings.clanlist_tab_name,
        fallback_column=settings.clanlist_tag_column,
        ttl=settings.clan_tags_cache_ttl_sec,
        clock=clock,
    )
    picker = TagPicker(
        tags=clan_tags.get,
        roles=parts.roles,
        person=bot.person,
        refusal=desk.refusal,
        picked=desk.picked,
        pressed=desk.pressed,
        observer=parts.keepalive.metrics,
        clock=clock,
    )
    watch = build_watch(
        client=bot,
        scope=scope,
        ledger=_ledger(parts, log_channel),
        clan_tags=clan_tags,
        picker=picker,
        desk=desk,
        notices=Notices(
            client=bot,
            channel_id=settings.notify_channel_id,
            role_id=settings.notify_ping_role_id,
            enabled=settings.enable_notify_fallback,
        ),
        membership=Membership(allow_private=settings.allow_self_join_private),
        log_channel=log_channel,
        person=bot.person,
        speakers=_speakers(parts, bot),
        clock=clock,
    )
    return picker, watch


def _speakers(parts: _Parts, bot: ChatBot) -> Speakers:
    def standing_of(user: discord.abc.User, guild: discord.Guild) -> Standing:
        if user.bot:
            return Standing.BOT
        if not isinstance(user, discord.Member):
            return Standing.PERSON
        is_staff = parts.roles.is_staff(bot.person(user, guild))
        return Standing.STAFF if is_staff else Standing.MEMBER

    return Speakers(
        client=bot,
        ticket_bot_ids=parts.settings.ticket_bot_ids,
        sibling_id=parts.settings.sibling_bot_id,
        people=People(standing_of=standing_of, clock=parts.clock),
    )


def _ledger(parts: _Parts, log_channel: LogChannel) -> Ledger:
    folder = parts.settings.state_dir

    def tell(line: str) -> None:
        spawn(log_channel.say(line, about=("ledger", line)), name="news of the ledger")

    return Ledger(
        workbook=parts.workbook,
        tabs=_ticket_tabs(parts.settings),
        outbox=Outbox(bound=OUTBOX_BOUND, file=Path(folder) / FILE_NAME if folder else None),
        clock=parts.clock,
        tell=tell,
    )


def _ticket_tabs(settings: WelcomecrewSettings) -> dict[str, tuple[str, ...]]:
    return {settings.sheet1_name: WELCOME_TAB, settings.sheet4_name: PROMO_TAB}


def _scope(settings: WelcomecrewSettings) -> Scope:
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
    )


def _guild_of(client: discord.Client) -> Callable[[int], int]:
    def guild_of(channel_id: int) -> int:
        channel = client.get_channel(channel_id)
        return channel.guild.id if isinstance(channel, discord.abc.GuildChannel) else 0

    return guild_of


def _register(keepalive: Keepalive, workbook: Workbook, watch: Watch, clock: Clock) -> None:
    """What `/healthz` and `/metrics` show beside the gateway."""

    async def sheets() -> str:
        try:
            return await workbook.reachable()
        except SheetsError as error:
            raise ComponentFailing(f"{error}. {error.advice}") from error

    async def tickets() -> str:
        ledger, desk = watch.ledger.status(), watch.desk.status()
        words = f"{count(ledger.waiting, 'row')} waiting, {count(desk.pending, 'ticket')} at work"
        if desk.waiting:
            words += f", {desk.waiting} held up ({'; '.join(desk.reasons())})"
        if desk.outside:
            words += f", {desk.outside} more wait until there is room"
        unseen = {**watch.catch_up.unread, **watch.sight.unseen()}
        troubles = [f"can't see {channel.variable}: {why}" for channel, why in unseen.items()]
        if ledger.troubles:
            troubles.append(in_short(ledger.troubles))
        if ledger.stuck(clock.now()):
            troubles.append(ledger.problem or "no write succeeds")
        if troubles or desk.stuck or desk.outside:
            raise ComponentFailing("; ".join((words, *troubles)))
        return words

    keepalive.components.register("sheets", sheets, about=_SHEETS)
    keepalive.components.register("tickets", tickets, ttl=15.0, about=_TICKETS)
    waiting = keepalive.metrics.gauge(
        "welcomecrew_rows_waiting", "Rows that wait to be written to the sheet."
    )
    waiting.set_function(lambda: watch.ledger.status().waiting)
    troubled = keepalive.metrics.gauge(
        "welcomecrew_rows_in_trouble",
        "Rows and tabs that can't be written before somebody mends the sheet.",
    )
    troubled.set_function(lambda: len(watch.ledger.status().troubles))
    pending = keepalive.metrics.gauge(
        "welcomecrew_pending_closes", "Tickets that are closed and not logged and named yet."
    )
    pending.set_function(lambda: watch.desk.status().pending)
    held_up = keepalive.metrics.gauge(
        "welcomecrew_tickets_held_up",
        "Tickets that can't go on at the moment, and are tried again.",
    )
    held_up.set_function(lambda: watch.desk.status().waiting + watch.desk.status().outside)
    unseen = keepalive.metrics.gauge(
        "welcomecrew_channels_unseen", "Ticket channels that the bot can't see at the moment."
    )
    unseen.set_function(lambda: len({*watch.catch_up.unread, *watch.sight.unseen()}))
