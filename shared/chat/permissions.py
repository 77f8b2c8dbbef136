"""What the bot may do in a place, as Discord works it out, and what it lacks."""

import discord

# Discord's client calls some permissions otherwise than discord.py does.
_CLIENT_NAMES = {
    "view_channel": "View Channel",
    "read_messages": "View Channel",
    "manage_messages": "Manage Messages",
    "external_emojis": "Use External Emoji",
    "send_messages_in_threads": "Send Messages in Threads",
}


def granted_in(
    channel: discord.abc.GuildChannel, member: discord.Member, *, in_threads: bool
) -> discord.Permissions:
    """What `member` may do in `channel`, or in its threads.

    In a channel a denied Send Messages takes Embed Links and Attach Files with it; in a thread
    only a denied Send Messages in Threads does.
    """
    # The base class leaves out what a text channel takes away where Send Messages is denied.
    granted = discord.abc.GuildChannel.permissions_for(channel, member)
    speaks = granted.send_messages_in_threads if in_threads else granted.send_messages
    if not speaks:
        granted.update(embed_links=False, attach_files=False, mention_everyone=False)
    if not granted.view_channel:
        return discord.Permissions.none()
    return granted


def missing(granted: discord.Permissions, needed: discord.Permissions) -> list[str]:
    """The permissions in `needed` that are not `granted`, as Discord's client names them."""
    if granted.administrator:
        return []
    names = [name for name, value in needed if value and not getattr(granted, name)]
    return sorted({_CLIENT_NAMES.get(name, name.replace("_", " ").title()) for name in names})
