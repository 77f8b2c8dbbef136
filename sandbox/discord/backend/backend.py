"""The world that both wires, REST and gateway, and all people act on."""

from collections.abc import Callable, Mapping
from typing import cast

import discord

from sandbox.discord.backend.interactions import InteractionsBackend
from sandbox.discord.simcord_door import Guild, Role, channel_accessible, permissions
from sandbox.discord.wire import Json, Payload


class WorldBackend(InteractionsBackend):
    """simcord's world for several applications, kept within bounds."""

    def listen(self, listener: Callable[[str, Payload], None]) -> None:
        # simcord speaks of mappings, but what it sends are dicts.
        self.subscribers.append(cast("Callable[[str, Mapping[str, Json]], None]", listener))

    def make_guild(self, name: str, owner_id: int, guild_id: int | None = None) -> Guild:
        """A server with its owner and @everyone; simcord's own would also bring a test bot."""
        guild = Guild(id=guild_id or self.snowflake(), name=name, owner_id=owner_id)
        everyone = _everyone_permissions()
        guild.roles[guild.id] = Role(id=guild.id, name="@everyone", permissions=everyone)
        self.guilds[guild.id] = guild
        self.add_member(guild.id, owner_id)
        return guild

    def knows_emoji(self, emoji_id: int) -> bool:
        return any(emoji_id in guild.emojis for guild in self.guilds.values())

    def allowed(self, user_id: int, channel_id: int, *names: str) -> bool:
        """Whether a member has all these permissions in a channel or thread."""
        channel = self.get_channel(channel_id)
        if channel.guild_id is None or not channel_accessible(self, channel_id, user_id):
            return False
        held = self.compute_permissions(channel.guild_id, user_id, channel_id)
        return all(held & permissions.flag(name) for name in names)


def _everyone_permissions() -> int:
    """What @everyone may do on a new server."""
    allowed = discord.Permissions.text()
    allowed.update(
        view_channel=True,
        manage_messages=False,
        manage_threads=False,
        mention_everyone=False,
        pin_messages=False,
        create_private_threads=False,
        send_tts_messages=False,
        bypass_slowmode=False,
    )
    return allowed.value
