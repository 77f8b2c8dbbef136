"""What a person chose by id, as the whole objects that come along with an interaction."""

from sandbox.discord.backend.backend import WorldBackend
from sandbox.discord.simcord_door import DiscordError, serializers
from sandbox.discord.wire import Payload


def resolve(backend: WorldBackend, channel_id: int, chosen: int, resolved: Payload) -> None:
    """Add the object with the id `chosen` to `resolved`, as the bot of an interaction gets it."""
    guild = backend.get_guild(backend.get_channel(channel_id).guild_id or 0)
    if (user := backend.users.get(chosen)) is not None:
        resolved.setdefault("users", {})[str(chosen)] = serializers.user_payload(user)
        if chosen in guild.members:
            member = serializers.member_payload(
                backend, guild, guild.members[chosen], with_user=False
            )
            held = backend.compute_permissions(guild.id, chosen, channel_id)
            resolved.setdefault("members", {})[str(chosen)] = {**member, "permissions": str(held)}
    elif chosen in guild.roles:
        role = serializers.role_payload(guild.roles[chosen])
        resolved.setdefault("roles", {})[str(chosen)] = role
    elif chosen in backend.channels:
        channel = serializers.channel_payload(backend, backend.channels[chosen])
        resolved.setdefault("channels", {})[str(chosen)] = {**channel, "permissions": "0"}
    else:
        raise DiscordError(404, 10013, f"Nobody and nothing here has the id {chosen}")
