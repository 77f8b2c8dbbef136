"""The bot put together from its settings: access, services, cogs' needs, components and jobs."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import discord

from apps.clanmatch.access import AUDIENCE_NAMES, Roles, command_rules
from apps.clanmatch.bot import ClanmatchBot, Services, ShardedClanmatchBot
from apps.clanmatch.cleanup.job import Cleanup
from apps.clanmatch.needs import needs, role_needs
from apps.clanmatch.roster.canvas import Canvas
from apps.clanmatch.roster.crests import CrestLinks, find_crest
from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.search.opening import FixedThread
from apps.clanmatch.settings import ClanmatchSettings, CommandSwitches
from apps.clanmatch.summary.job import DailySummary
from apps.clanmatch.upkeep.job import RefreshSheets
from apps.clanmatch.welcome.greeting import Greeter
from apps.clanmatch.welcome.rules.switch import WelcomeSwitch
from apps.clanmatch.welcome.source import TemplateSource
from shared.chat.discord_clock import DiscordClock
from shared.chat.gate import CommandGate
from shared.chat.home import Home
from shared.chat.log_channel import LogChannel
from shared.checkup.job_words import job_trouble
from shared.checkup.watching import PlacesWatch, watch_surroundings
from shared.config.load import names_in
from shared.keepalive.components import About, ComponentFailing
from shared.keepalive.jobs import Job
from shared.keepalive.service import Keepalive
from shared.sheets.errors import SheetsError
from shared.sheets.ports import Workbook
from shared.timing.clock import Clock
from shared.timing.schedule import Daily, Every

# Counted from a fixed day, so that restarts don't shift what happens each so many hours.
_SHEETS: Final = About(
    title="Google Sheets", section="sheets", lost="nothing; the last good copy answers"
)
_ROSTER: Final = About(title="The roster", section="sheets", lost="answers about clans")
_ORIGIN: Final = datetime(2026, 1, 1, tzinfo=UTC)


def build_bot(
    settings: ClanmatchSettings, *, keepalive: Keepalive, workbook: Workbook, clock: Clock
) -> ClanmatchBot:
    """The bot with everything that it works with."""

    def build(client: discord.Client) -> Services:
        return _services(
            settings,
            client,
            keepalive=keepalive,
            workbook=workbook,
            clock=clock,
            date=discord_clock,
        )

    discord_clock = DiscordClock(clock)
    roles = Roles(
        recruiters=settings.recruiter_role_ids,
        leads=settings.lead_role_ids,
        admins=settings.admin_role_ids,
        welcomers=settings.welcome_allowed_roles,
    )
    switched_on = {name.upper(): getattr(settings, name) for name in names_in(CommandSwitches)}
    gate = CommandGate(
        rules=command_rules(switched_on),
        belongs=roles.belongs,
        audience_names=AUDIENCE_NAMES,
    )
    home = Home(guild_ids=settings.guild_ids, landmarks=_landmarks(settings))
    kind = ShardedClanmatchBot if settings.shard_plan else ClanmatchBot
    bot = kind(
        gate=gate,
        home=home,
        keepalive=keepalive,
        shards=settings.shard_plan,
        build=build,
        discord_clock=discord_clock,
    )
    if settings.shard_plan:
        keepalive.jobs.only_while(bot.serves_home)
    keepalive.jobs.tell_by(job_trouble)
    _watch(keepalive, workbook, bot.services.roster)
    places = PlacesWatch(
        client=bot,
        needs=needs(settings),
        roles=role_needs(settings),
        guild_ids=settings.guild_ids,
        log_channel=bot.services.log_channel,
        clock=clock,
    )
    watch_surroundings(keepalive.components, places, discord_clock)
    _schedule(settings, keepalive, bot)
    return bot


def crest_canvas(settings: ClanmatchSettings) -> Canvas:
    """The square on which a crest is drawn, when its address says nothing else."""
    return Canvas(size=settings.emoji_pad_size, box=settings.emoji_pad_box)


def _services(
    settings: ClanmatchSettings,
    client: discord.Client,
    *,
    keepalive: Keepalive,
    workbook: Workbook,
    clock: Clock,
    date: Clock,
) -> Services:
    ttl = settings.sheets_cache_ttl_sec
    roster = RosterSource(workbook=workbook, tab=settings.worksheet_name, ttl=ttl, clock=clock)
    templates = TemplateSource(
        workbook=workbook, tab=settings.welcome_sheet_tab, ttl=ttl, clock=clock
    )
    links = _crest_links(settings)
    log_channel = LogChannel(client=client, channel_id=settings.log_channel_id)
    keepalive.on_stop("the roster", roster.close)
    keepalive.on_stop("the welcome templates", templates.close)

    def crest(guild: discord.Guild | None, clan: Clan) -> str | None:
        return links.thumbnail(find_crest(guild.emojis, clan.tag)) if guild else None

    def badge(guild: discord.Guild | None, clan: Clan) -> str | None:
        return links.badge(find_crest(guild.emojis, clan.tag)) if guild else None

    return Services(
        clock=clock,
        keepalive=keepalive,
        roster=roster,
        templates=templates,
        crest=crest,
        badge=badge,
        soft_cap=settings.search_results_soft_cap,
        fixed_thread=_fixed_thread(settings),
        greeter=Greeter(
            client=client,
            links=links,
            log_channel=log_channel,
            clock=clock,
            zone=settings.timezone,
            general_channel_id=settings.welcome_general_channel_id,
            footer_emoji_id=settings.c1c_footer_emoji_id,
        ),
        welcome_switch=WelcomeSwitch(enabled=settings.welcome_enabled),
        summary=_summary(settings, client, roster, date),
        log_channel=log_channel,
    )


def _summary(
    settings: ClanmatchSettings, client: discord.Client, roster: RosterSource, clock: Clock
) -> DailySummary:
    return DailySummary(
        client=client,
        roster=roster,
        clock=clock,
        schedule=_post_time(settings),
        thread_id=settings.recruiters_thread_id,
        role_ids=(
            settings.role_id_recruitment_coordinator,
            settings.role_id_recruitment_scout,
        ),
    )


def _post_time(settings: ClanmatchSettings) -> Daily:
    return Daily((settings.post_time_utc,), UTC)


def _watch(keepalive: Keepalive, workbook: Workbook, roster: RosterSource) -> None:
    """What `/healthz` and `!health` show besides the gateway."""

    def named(check: Callable[[], Awaitable[str]]) -> Callable[[], Awaitable[str]]:
        async def checked() -> str:
            try:
                return await check()
            except SheetsError as error:
                raise ComponentFailing(f"{error}. {error.advice}") from error

        return checked

    keepalive.components.register("sheets", named(workbook.reachable), about=_SHEETS)
    keepalive.components.register("roster", named(roster.state), about=_ROSTER)


def _schedule(settings: ClanmatchSettings, keepalive: Keepalive, bot: ClanmatchBot) -> None:
    """Everything that happens by itself."""
    services = bot.services
    refresh_times = Daily(settings.refresh_times, settings.timezone)
    refresh = RefreshSheets(
        sources=services.sources(),
        log_channel=services.log_channel,
        clock=services.clock,
        schedule=refresh_times,
    )
    keepalive.jobs.add(
        Job("sheets refresh", schedule=refresh_times, step=refresh.step, everywhere=True)
    )
    if settings.recruiters_thread_id is not None:
        keepalive.jobs.add(
            Job(
                "daily summary",
                schedule=_post_time(settings),
                step=services.summary.step,
                at_start=True,  # late rather than never
            )
        )
    if settings.cleanup_thread_ids:
        cleanup = Cleanup(
            client=bot,
            clock=services.clock,
            thread_ids=settings.cleanup_thread_ids,
            age=timedelta(hours=settings.cleanup_age_hours),
            keep=services.summary.is_current,
        )
        period = Every(timedelta(hours=settings.cleanup_every_hours), _ORIGIN)
        keepalive.jobs.add(Job("cleanup", schedule=period, step=cleanup.step))
    if role_id := settings.alert_role_id:
        keepalive.call_people(
            partial(services.log_channel.call, role_id), say=services.log_channel.say
        )
    minute = Every(timedelta(minutes=1), _ORIGIN)
    keepalive.jobs.add(
        Job(
            "panel expiry",
            schedule=minute,
            step=bot.panel_expiry.step,
            at_start=True,
            often=True,
            everywhere=True,
        )
    )


def _crest_links(settings: ClanmatchSettings) -> CrestLinks:
    return CrestLinks(
        base_url=settings.public_base_url or settings.render_external_url,
        strict=settings.strict_emoji_proxy,
        thumbnail=crest_canvas(settings),
        badge=Canvas(size=settings.tag_badge_px, box=settings.tag_badge_box),
    )


def _fixed_thread(settings: ClanmatchSettings) -> FixedThread | None:
    thread_id = settings.panel_fixed_thread_id
    if settings.panel_thread_mode != "fixed" or thread_id is None:
        return None
    return FixedThread(thread_id, settings.panel_thread_archive_min)


def _landmarks(settings: ClanmatchSettings) -> frozenset[int]:
    """Roles and channels that exist on the home server only."""
    single = (
        settings.log_channel_id,
        settings.panel_fixed_thread_id,
        settings.welcome_general_channel_id,
        settings.recruiters_thread_id,
        settings.role_id_recruitment_coordinator,
        settings.role_id_recruitment_scout,
    )
    return frozenset(each for each in single if each) | (
        settings.recruiter_role_ids
        | settings.lead_role_ids
        | settings.admin_role_ids
        | settings.welcome_allowed_roles
    )
