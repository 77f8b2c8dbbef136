"""The Discord world as JSON for the page: what one person sees of it, beside the messages."""

from sandbox.discord.simcord_door import Channel, ChannelType, Guild, Member, channel_accessible
from sandbox.discord.wire import Payload
from sandbox.discord.world.world import World


def world_view(world: World, guild: Guild, viewer_id: int) -> Payload:
    """The server, its people and roles, and the channels that this person sees."""
    backend = world.backend
    return {
        "guild": {"id": str(guild.id), "name": guild.name},
        "me": str(viewer_id),
        "people": [_person(world, guild, it) for it in guild.members.values()],
        "roles": [
            {"id": str(role.id), "name": role.name, "color": role.color}
            for role in guild.roles.values()
        ],
        "channels": [
            _channel(world, it, viewer_id)
            for it in tuple(backend.channels.values())
            if it.guild_id == guild.id and channel_accessible(backend, it.id, viewer_id)
        ],
    }


def _person(world: World, guild: Guild, member: Member) -> Payload:
    user = world.backend.users[member.user_id]
    roles = sorted(
        (guild.roles[it] for it in member.role_ids if it in guild.roles),
        key=lambda role: role.position,
        reverse=True,
    )
    owner = member.user_id == guild.owner_id
    return {
        "id": str(user.id),
        "name": member.nick or user.global_name or user.name,
        "bot": user.bot,
        "roles": [str(role.id) for role in roles],
        "color": next((role.color for role in roles if role.color), 0),
        "kind": roles[0].name if roles else "Server owner" if owner else "Member without a role",
    }


def _channel(world: World, channel: Channel, viewer_id: int) -> Payload:
    meta = channel.thread_metadata
    permission = "send_messages_in_threads" if channel.is_thread else "send_messages"
    may_send = world.backend.allowed(viewer_id, channel.id, permission)
    if meta is not None and meta.locked and may_send:
        may_send = world.backend.allowed(viewer_id, channel.id, "manage_threads")
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


def tickets(world: World, parents: dict[int, str]) -> list[Payload]:
    """The ticket threads under these channels (id → kind), newest first."""
    threads = [
        it for it in world.backend.channels.values() if it.is_thread and it.parent_id in parents
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
