"""The server as one person sees it, as plain JSON for the page."""

from sandbox.discord.people import Person
from sandbox.discord.simcord_door import Channel, channel_accessible, serializers
from sandbox.discord.wire import Payload
from sandbox.discord.world import World


def snapshot_for(world: World, person_id: int, *, messages: int = 60) -> Payload:
    """Everything: the server, its roles and members, and the channels this person may see."""
    backend = world.backend
    guild = next(g for g in backend.guilds.values() if person_id in g.members)
    shown = [
        backend.channels[channel_id]
        for channel_id in (*guild.channel_ids, *guild.thread_ids)
        if channel_accessible(backend, channel_id, person_id)
    ]
    return {
        "guild": {"id": str(guild.id), "name": guild.name},
        "person": str(person_id),
        "roles": serializers.roles_payload(guild),
        "members": [
            serializers.member_payload(backend, guild, member) for member in guild.members.values()
        ],
        "emojis": [
            serializers.guild_emoji_payload(backend, emoji) for emoji in guild.emojis.values()
        ],
        "channels": [channel_view(world, channel, person_id, messages) for channel in shown],
    }


def channel_view(world: World, channel: Channel, person_id: int, messages: int = 60) -> Payload:
    """A channel or thread with its last messages."""
    backend = world.backend
    return {
        **serializers.channel_payload(backend, channel),
        "can_write": backend.allowed(
            person_id,
            channel.id,
            "send_messages_in_threads" if channel.is_thread else "send_messages",
        ),
        "messages": Person(world, person_id).reads(channel.id, messages),
    }


def may_see(world: World, person_id: int, channel_id: int | None, only_for: int | None) -> bool:
    """Whether a world event is for this person's eyes."""
    if only_for is not None:
        return only_for == person_id
    if channel_id is None or channel_id not in world.backend.channels:
        return True
    return channel_accessible(world.backend, channel_id, person_id)
