"""A bot put together: access table, ground, what the features bring, jobs and components."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final, TypeVar

from shared.chat.discord_clock import DiscordClock
from shared.chat.gate import CommandGate
from shared.chat.help import HelpCog
from shared.chat.home import Home
from shared.chat.log_channel import LogChannel
from shared.chat.neighbours import Neighbours
from shared.checkup.job_words import job_trouble
from shared.checkup.watching import PlacesWatch, watch_surroundings
from shared.features.app import App
from shared.features.bot import FeatureBot, ShardedFeatureBot
from shared.features.family import FAMILY
from shared.features.feature import Brings
from shared.features.ground import Ground
from shared.features.settings import GroundSettings
from shared.features.table import command_rules
from shared.keepalive.cog import KeepaliveCog
from shared.keepalive.components import Check, ComponentFailing
from shared.keepalive.service import Keepalive
from shared.sheets.errors import SheetsError
from shared.sheets.ports import Workbook
from shared.timing.clock import Clock

G = TypeVar("G", bound=Ground)
S = TypeVar("S", bound=GroundSettings)

REBOOT: Final = "reboot"


def build_bot(
    app: App[G, S], settings: S, *, keepalive: Keepalive, workbook: Workbook, clock: Clock
) -> FeatureBot[G]:
    """The bot with everything that it works with. Raises LookupError for a faulty access table."""
    discord_clock = DiscordClock(clock)
    kind = ShardedFeatureBot[G] if settings.shard_plan else FeatureBot[G]
    bot = kind(
        intents=app.intents,
        gate=CommandGate(
            rules=command_rules(app.features_on(settings), settings),
            belongs=app.belongs(settings),
            audience_names=app.audience_names,
        ),
        home=Home(guild_ids=settings.guild_ids, landmarks=app.landmarks(settings)),
        keepalive=keepalive,
        shards=settings.shard_plan,
        discord_clock=discord_clock,
    )
    ground = app.lay_ground(
        Ground(
            client=bot,
            clock=clock,
            discord_clock=discord_clock,
            keepalive=keepalive,
            workbook=workbook,
            log_channel=LogChannel(client=bot, channel_id=settings.log_channel_id),
            needs=app.needs(settings),
        ),
        settings,
    )
    brings = {each.name: each.brought(ground, settings) for each in app.features_on(settings)}
    bot.equip(ground, brings, basic_cogs=_basic_cogs(app, settings, bot, keepalive, clock))
    if settings.shard_plan:
        keepalive.jobs.only_while(bot.serves_home)
    keepalive.jobs.tell_by(job_trouble)
    _register(keepalive, brings, serves=settings.holds_first_shard)
    _watch_places(app, settings, ground)
    if role_id := settings.alert_role_id:
        log_channel = ground.log_channel
        keepalive.call_people(partial(log_channel.call, role_id), say=log_channel.say)
    return bot


def _basic_cogs(
    app: App[G, S], settings: S, bot: FeatureBot[G], keepalive: Keepalive, clock: Clock
) -> tuple[HelpCog, KeepaliveCog]:
    return (
        HelpCog(
            bot,
            app.help_pages(settings),
            colour=app.colour,
            neighbours=Neighbours(client=bot, service=app.help.title, family=FAMILY, clock=clock),
        ),
        KeepaliveCog(
            keepalive,
            health_aliases=app.health_aliases,
            reboot=REBOOT in app.base.commands,
            tells_details=lambda ctx: bot.belongs(ctx, app.operators),
        ),
    )


def _register(keepalive: Keepalive, brings: Mapping[str, Brings], *, serves: bool) -> None:
    for each in brings.values():
        for job in each.jobs:
            keepalive.jobs.add(job)
        for it in each.components:
            keepalive.components.register(
                it.name, _in_words(it.check), timeout=it.timeout, ttl=it.ttl, about=it.about
            )
        if serves:
            keepalive.add_routes(each.routes)
        for closing in reversed(each.closes):  # what was registered last goes first
            keepalive.on_stop(closing.name, closing.close)


def _in_words(check: Check) -> Callable[[], Awaitable[str]]:
    """The same check, failing of Google in words for people."""

    async def checked() -> str:
        try:
            return await check()
        except SheetsError as error:
            raise ComponentFailing(f"{error}. {error.advice}") from error

    return checked


def _watch_places(app: App[G, S], settings: S, ground: Ground) -> None:
    places = PlacesWatch(
        client=ground.client,
        needs=ground.needs,
        roles=app.roles(settings),
        guild_ids=settings.guild_ids,
        log_channel=ground.log_channel,
        clock=ground.clock,
    )
    watch_surroundings(ground.keepalive.components, places, ground.discord_clock)
