"""The Discord world as JSON for the page: what one person sees of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.discord.apps import App
from sandbox.discord.simcord_door import (
    Channel,
    ChannelType,
    Guild,
    Member,
    Message,
    channel_accessible,
    command_leaves,
    serializers,
)
from sandbox.discord.wire import Payload
from sandbox.discord.world import World

SHOWN_MESSAGES = 80
_THREADS = (ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD)
_SLASH = 1


@dataclass(frozen=True, slots=True)
class Viewer:
    """One person looking at one server."""

    world: World
    guild: Guild
    user_id: int

    # ---------------------------------------------------------------- the whole

    def world_view(self) -> Payload:
        """Everything beside the messages."""
        channels = [self._channel(it) for it in self._visible()]
        texts = [it for it in channels if it["type"] == ChannelType.TEXT]
        return {
            "guild": {"id": str(self.guild.id), "name": self.guild.name},
            "me": str(self.user_id),
            "home_channel": texts[0]["id"] if texts else None,
            "people": [self._person(it) for it in self.guild.members.values()],
            "roles": [
                {"id": str(role.id), "name": role.name, "color": role.color}
                for role in self.guild.roles.values()
            ],
            "channels": channels,
            "commands": [it for app in self.world.apps.values() for it in _commands(app)],
        }

    def _visible(self) -> Iterator[Channel]:
        backend = self.world.backend
        for channel in backend.channels.values():
            if channel.guild_id == self.guild.id and channel_accessible(
                backend, channel.id, self.user_id
            ):
                yield channel

    # -------------------------------------------------------------- its parts

    def _person(self, member: Member) -> Payload:
        user = self.world.backend.users[member.user_id]
        roles = sorted(
            (self.guild.roles[it] for it in member.role_ids if it in self.guild.roles),
            key=lambda role: role.position,
            reverse=True,
        )
        owner = member.user_id == self.guild.owner_id
        return {
            "id": str(user.id),
            "name": member.nick or user.global_name or user.name,
            "bot": user.bot,
            "avatar": f"/cdn/avatars/{user.id}/{user.avatar}.png" if user.avatar else None,
            "roles": [str(role.id) for role in roles],
            "color": next((role.color for role in roles if role.color), 0),
            "kind": roles[0].name.lower() if roles else "owner" if owner else "member",
        }

    def _channel(self, channel: Channel) -> Payload:
        meta = channel.thread_metadata
        permission = "send_messages" if meta is None else "send_messages_in_threads"
        allowed = self.world.backend.allowed
        may_send = allowed(self.user_id, channel.id, permission)
        if meta is not None and meta.locked and may_send:
            may_send = allowed(self.user_id, channel.id, "manage_threads")
        return {
            "id": str(channel.id),
            "type": int(channel.type),
            "name": channel.name,
            "parent_id": str(channel.parent_id) if channel.parent_id else None,
            "position": channel.position,
            "topic": channel.topic,
            "archived": meta is not None and meta.archived,
            "locked": meta is not None and meta.locked,
            "last_message_id": str(channel.last_message_id) if channel.last_message_id else None,
            "can_send": may_send,
        }

    def messages(self, channel_id: int) -> list[Payload] | None:
        """The newest messages, oldest first; None when the channel is not for these eyes."""
        backend = self.world.backend
        if channel_id not in backend.channels or not channel_accessible(
            backend, channel_id, self.user_id, history=True
        ):
            return None
        seen = [it for it in backend.messages[channel_id].values() if self._may_read(it)]
        return [
            dict(serializers.message_payload(backend, it, for_user=self.user_id))
            for it in sorted(seen, key=lambda message: message.id)[-SHOWN_MESSAGES:]
        ]

    def _may_read(self, message: Message) -> bool:
        return not message.is_ephemeral or reader_of(message) == self.user_id


def reader_of(message: Message) -> int | None:
    """Whom an ephemeral message is for."""
    used: Payload = message.interaction_metadata or {}
    user: Payload = used.get("user") or {}
    return int(user["id"]) if "id" in user else None


def _commands(app: App) -> Iterator[Payload]:
    """Each slash command that a person can type, sub-commands as lines of their own."""
    for scope in app.commands.values():
        for (_, kind), command in scope.items():
            if kind != _SLASH:
                continue
            for path, leaf in command_leaves(command):
                yield {
                    "id": str(command["id"]),
                    "bot": app.name,
                    "bot_id": str(app.user_id),
                    "name": " ".join(path),
                    "description": leaf.get("description", ""),
                    "options": leaf.get("options") or [],
                }


def tickets(world: World, parents: dict[int, str]) -> list[Payload]:
    """The ticket threads under these channels (id → kind), newest first."""
    threads = [
        it
        for it in world.backend.channels.values()
        if it.type in _THREADS and it.parent_id in parents
    ]
    return [
        {
            "id": str(it.id),
            "name": it.name,
            "kind": parents[it.parent_id or 0],
            "private": it.type == ChannelType.PRIVATE_THREAD,
            "archived": it.thread_metadata is not None and it.thread_metadata.archived,
            "locked": it.thread_metadata is not None and it.thread_metadata.locked,
            "closed": (it.name or "").lower().startswith("closed"),
        }
        for it in sorted(threads, key=lambda thread: thread.id, reverse=True)
    ]
