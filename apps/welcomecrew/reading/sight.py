"""Whether the bot can see its ticket channels: what it can't see it must not call well."""

from collections.abc import Mapping
from typing import Final

import discord

from apps.welcomecrew.tickets.scope import Channel, Scope

Parent = discord.TextChannel | discord.ForumChannel
"""What ticket threads hang under: text, announcement and forum channels."""

_NEEDED: Final = (
    ("view_channel", "View Channel"),
    ("read_message_history", "Read Message History"),
)


class Unseen(Exception):
    """The text says in plain words why a channel can't be read."""


class Sight:
    """Judges by what discord.py knows; asks nobody."""

    def __init__(self, *, client: discord.Client, scope: Scope) -> None:
        self._client = client
        self._scope = scope

    def parent(self, channel: Channel) -> Parent:
        """The channel. Raises Unseen."""
        parent = self._client.get_channel(channel.channel_id)
        if parent is None:
            if any(guild.unavailable for guild in self._client.guilds):
                raise Unseen("its server is unavailable at the moment")
            raise Unseen("it was deleted, or I am not in its server, or the id is wrong")
        if not isinstance(parent, Parent):
            raise Unseen("it is no channel that threads hang under")
        if parent.guild.unavailable:
            raise Unseen("its server is unavailable at the moment")
        rights = parent.permissions_for(parent.guild.me)
        missing = [words for name, words in _NEEDED if not getattr(rights, name)]
        if missing:
            raise Unseen(f"I am not allowed to there: {', '.join(missing)}")
        return parent

    def unseen(self) -> Mapping[Channel, str]:
        """The channels that are to be watched or scanned and can't be seen, with the reason."""
        found: dict[Channel, str] = {}
        if not self._client.is_ready():
            return found
        for channel in self._scope.channels.values():
            if channel.watched or channel.scanned:
                try:
                    self.parent(channel)
                except Unseen as unseen:
                    found[channel] = str(unseen)
        return found
