"""Which server is home: only there do roles and permissions give anyone power over the bot.

A bot can be invited to any server, and whoever owns that server is an administrator in it.
"""

from collections.abc import Iterable

import discord


class Home:
    """The servers that may command the bot.

    With `guild_ids` set, those. Otherwise the servers that own a configured role or channel;
    when nothing is configured, the only server that the bot is in.
    """

    def __init__(self, *, guild_ids: Iterable[int] = (), landmarks: Iterable[int] = ()) -> None:
        self._guild_ids = frozenset(guild_ids)
        self._landmarks = frozenset(landmarks)

    def includes(self, guild: discord.Guild | None, all_guilds: Iterable[discord.Guild]) -> bool:
        """Whether `guild`, one of the bot's `all_guilds`, is home."""
        if guild is None:
            return False
        if self._guild_ids:
            return guild.id in self._guild_ids
        if self._landmarks:
            return any(
                guild.get_role(landmark) or guild.get_channel_or_thread(landmark)
                for landmark in self._landmarks
            )
        return [each.id for each in all_guilds] == [guild.id]
