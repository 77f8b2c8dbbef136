"""Looks at Discord by a token, over REST alone: the bot, its servers, what is on them."""

from collections.abc import Iterable

import discord

from shared.chat.doctor import intent_findings, is_fit
from shared.chat.findings import PlaceKind
from shared.chat.passing import persistently
from shared.chat.permissions import granted_in
from shared.keepalive.settings import KeepaliveSettings
from shared.keepalive.trial_login import logged_in
from shared.setup.sights import DiscordSight, Place, Role, Server

_MOST_SERVERS = 20


async def look_at_discord(settings: KeepaliveSettings, intents: discord.Intents) -> DiscordSight:
    """All that can be chosen from. Raises LoginFailed, which says why."""
    async with logged_in(settings, intents=intents) as client:
        application = await persistently(client.application_info)
        servers = [each async for each in client.fetch_guilds(limit=_MOST_SERVERS)]
        return DiscordSight(
            bot=str(client.user),
            application_id=application.id,
            intents=tuple(intent_findings(application, intents)),
            servers=tuple([await _server(client, each.id) for each in servers]),
        )


async def _server(client: discord.Client, guild_id: int) -> Server:
    # Channels of a client that never connected know their server's roles only through this one.
    guild = await persistently(lambda: client.fetch_guild(guild_id, with_counts=False))
    channels = await persistently(guild.fetch_channels)
    threads = await persistently(guild.active_threads)
    user = client.user
    me = await persistently(lambda: guild.fetch_member(user.id if user else 0))
    by_id = {channel.id: channel for channel in channels}
    places = [_channel(each, me) for each in sorted(channels, key=_as_listed)]
    for thread in sorted(threads, key=lambda each: each.id, reverse=True):
        parent = by_id.get(thread.parent_id)
        if parent is not None:
            places.append(_thread(thread, parent, me))
    return Server(
        id=guild.id,
        name=guild.name,
        places=tuple(each for each in places if each.kinds),
        roles=tuple(_roles(guild.roles)),
        emoji=tuple((each.id, each.name) for each in guild.emojis),
    )


def _as_listed(channel: discord.abc.GuildChannel) -> tuple[int, int]:
    return (channel.position, channel.id)


def _channel(channel: discord.abc.GuildChannel, me: discord.Member) -> Place:
    return Place(
        id=channel.id,
        label=f"#{channel.name}",
        kinds=_kinds(channel),
        is_thread=False,
        granted=granted_in(channel, me, in_threads=False),
        granted_in_threads=granted_in(channel, me, in_threads=True),
    )


def _thread(thread: discord.Thread, parent: discord.abc.GuildChannel, me: discord.Member) -> Place:
    granted = granted_in(parent, me, in_threads=True)
    return Place(
        id=thread.id,
        label=f"#{parent.name} › {thread.name}",
        kinds=_kinds(thread),
        is_thread=True,
        granted=granted,
        granted_in_threads=granted,
    )


def _kinds(channel: object) -> frozenset[PlaceKind]:
    return frozenset(kind for kind in PlaceKind if is_fit(channel, kind))


def _roles(roles: Iterable[discord.Role]) -> list[Role]:
    """Those that people can have, the highest first, as the server's settings list them."""
    ordered = sorted(roles, key=lambda each: each.position, reverse=True)
    return [
        Role(each.id, each.name, each.mentionable)
        for each in ordered
        if not each.is_default() and not each.is_bot_managed()
    ]
