"""Lays out a server: roles, people, channels, threads and emoji, each known by a short key."""

from dataclasses import dataclass, field

from sandbox.discord.cdn.pictures import draw_crest
from sandbox.discord.rules.threads import open_private
from sandbox.discord.simcord_door import ChannelType, Overwrite, OverwriteType, flags
from sandbox.discord.world.world import World


@dataclass(slots=True)
class Places:
    """The ids of a server's parts, by key."""

    guild_id: int
    roles: dict[str, int] = field(default_factory=dict[str, int])
    people: dict[str, int] = field(default_factory=dict[str, int])
    channels: dict[str, int] = field(default_factory=dict[str, int])
    emoji: dict[str, int] = field(default_factory=dict[str, int])


class GuildBuilder:
    """Builds one server in a world; `places` is what came of it."""

    def __init__(self, world: World, name: str, owner: str) -> None:
        self._world = world
        self._backend = world.backend
        owner_id = world.add_user(owner)
        guild = self._backend.make_guild(name, owner_id)
        self.places = Places(guild.id, people={"owner": owner_id})

    def role(self, key: str, name: str, *allowed: str, mentionable: bool = False) -> int:
        """A role with these permissions over those of @everyone."""
        role = self._backend.create_role(
            self.places.guild_id, name, permissions=flags(*allowed), mentionable=mentionable
        )
        self.places.roles[key] = role.id
        return role.id

    def person(self, key: str, name: str, *roles: str, bot: bool = False) -> int:
        """A member with these roles (by key)."""
        user_id = self._world.add_user(name, bot=bot)
        self.join(key, user_id, *roles)
        return user_id

    def join(self, key: str, user_id: int, *roles: str) -> None:
        """Let an existing user, a bot for one, in."""
        ids = [self.places.roles[role] for role in roles]
        self._backend.add_member(self.places.guild_id, user_id, roles=ids)
        self.places.people[key] = user_id

    def channel(
        self,
        key: str,
        name: str,
        *,
        only: tuple[str, ...] = (),
        kind: ChannelType = ChannelType.TEXT,
        parent: str = "",
        channel_id: int | None = None,
    ) -> int:
        """A channel; with `only`, hidden from all but these roles."""
        hidden = [Overwrite(self.places.guild_id, OverwriteType.ROLE, deny=flags("view_channel"))]
        shown = [
            Overwrite(self.places.roles[role], OverwriteType.ROLE, allow=flags("view_channel"))
            for role in only
        ]
        with self._backend.next_id(channel_id):
            channel = self._backend.create_channel(
                self.places.guild_id,
                name,
                type=kind,
                overwrites=hidden + shown if only else [],
                parent_id=self.places.channels[parent] if parent else None,
            )
        self.places.channels[key] = channel.id
        return channel.id

    def thread(self, key: str, parent: str, name: str, owner: str, *, private: bool = False) -> int:
        parent_id, owner_id = self.places.channels[parent], self.places.people[owner]
        if private:
            thread = open_private(self._backend, parent_id, name, owner_id)
        else:
            thread = self._backend.create_thread(parent_id, name, owner_id)
        self.places.channels[key] = thread.id
        return thread.id

    def crest(self, name: str) -> int:
        """A server emoji of this name with a picture of its own."""
        # Emoji names hold letters, digits and underscores only.
        clean = "".join(c if c.isalnum() else "_" for c in name)
        owner_id = self.places.people["owner"]
        emoji = self._backend.create_emoji(self.places.guild_id, clean, owner_id)
        self._backend.files.put(f"emojis/{emoji.id}.png", draw_crest(name))
        self.places.emoji[name] = emoji.id
        return emoji.id
