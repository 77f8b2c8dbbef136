"""Asks Discord whether the bot can do its work: token, intents, channels, permissions.

Over REST alone, so that a check spends no identify and disturbs no running bot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import discord

from shared.chat.text import count

# Discord's client calls some permissions otherwise than discord.py does.
_CLIENT_NAMES = {
    "view_channel": "View Channel",
    "read_messages": "View Channel",
    "manage_messages": "Manage Messages",
    "external_emojis": "Use External Emoji",
    "send_messages_in_threads": "Send Messages in Threads",
}
_UNKNOWN_CHANNEL = 10003


@dataclass(frozen=True, slots=True)
class Need:
    """What the bot must be able to do in the channel that `variable` names."""

    variable: str
    channel_id: int
    permissions: discord.Permissions


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, in words that say what to do when it isn't well."""

    well: bool
    words: str


def in_words(findings: Sequence[Finding]) -> list[str]:
    """A line for each finding, and one for all of them."""
    ill = sum(not finding.well for finding in findings)
    lines = [f"{'ok  ' if finding.well else 'BAD '} {finding.words}" for finding in findings]
    return [*lines, f"{count(ill, 'thing')} to mend." if ill else "All is well."]


async def examine(
    client: discord.Client, needs: Iterable[Need], *, intents: discord.Intents
) -> list[Finding]:
    """Look at the application's intents and at each of `needs`; `client` must be logged in.

    Raises discord.HTTPException only where Discord itself fails (5xx, rate limit).
    """
    findings = _intent_findings(await client.application_info(), intents)
    guilds: dict[int, discord.Guild] = {}
    for need in needs:
        findings.append(await _examine_channel(client, need, guilds))
    return findings


def missing(granted: discord.Permissions, needed: discord.Permissions) -> list[str]:
    """The permissions in `needed` that are not `granted`, as Discord's client names them."""
    if granted.administrator:
        return []
    names = [name for name, value in needed if value and not getattr(granted, name)]
    return sorted({_CLIENT_NAMES.get(name, name.replace("_", " ").title()) for name in names})


def _intent_findings(app: discord.AppInfo, intents: discord.Intents) -> list[Finding]:
    flags = app.flags
    asked: Sequence[tuple[str, bool, bool]] = (
        (
            "Message Content",
            intents.message_content,
            flags.gateway_message_content or flags.gateway_message_content_limited,
        ),
        (
            "Server Members",
            intents.members,
            flags.gateway_guild_members or flags.gateway_guild_members_limited,
        ),
    )
    return [
        Finding(well=True, words=f"the {name} intent is on")
        if granted
        else Finding(
            well=False,
            words=f"the {name} intent is off; switch it on in the Discord developer portal, "
            "page Bot, section Privileged Gateway Intents",
        )
        for name, wanted, granted in asked
        if wanted
    ]


async def _examine_channel(
    client: discord.Client, need: Need, guilds: dict[int, discord.Guild]
) -> Finding:
    try:
        found = await client.fetch_channel(need.channel_id)
    except discord.NotFound as error:
        what = "no such channel" if error.code == _UNKNOWN_CHANNEL else "not found"
        return Finding(
            well=False,
            words=f"{need.variable}: {what}; copy the id anew, and see that the bot was invited",
        )
    except discord.Forbidden:
        return Finding(
            well=False,
            words=f"{need.variable}: the bot may not see this channel; allow it View Channel there",
        )
    if not isinstance(found, discord.abc.GuildChannel | discord.Thread):
        return Finding(well=False, words=f"{need.variable}: this is not a channel of a server")
    return await _examine_permissions(client, need, found, guilds)


async def _examine_permissions(
    client: discord.Client,
    need: Need,
    found: discord.abc.GuildChannel | discord.Thread,
    guilds: dict[int, discord.Guild],
) -> Finding:
    if client.user is None:
        raise RuntimeError("log in before examining")
    if found.guild.id not in guilds:
        guilds[found.guild.id] = await client.fetch_guild(found.guild.id, with_counts=False)
    guild = guilds[found.guild.id]
    me = await guild.fetch_member(client.user.id)
    # A thread's permissions are those of its parent channel. Fetched through the guild, so that
    # its roles are known: a client that never connected has no cache.
    place_id = found.parent_id if isinstance(found, discord.Thread) else found.id
    place = await guild.fetch_channel(place_id)
    lacking = missing(place.permissions_for(me), need.permissions)
    if not lacking:
        return Finding(well=True, words=f"{need.variable}: #{found.name} is well")
    return Finding(
        well=False,
        words=f"{need.variable}: in #{found.name} the bot lacks {', '.join(lacking)}; allow it in "
        "the channel's settings, page Permissions",
    )
