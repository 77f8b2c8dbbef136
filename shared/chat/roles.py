"""Members of a server: found by id, and as the facts that rules judge."""

import discord

from shared.chat.errors import ExpectedFailure
from shared.chat.passing import persistently
from shared.chat.person import Person


async def find_member(guild: discord.Guild, user_id: int) -> discord.Member:
    """Raises ExpectedFailure when they left."""
    if member := guild.get_member(user_id):
        return member
    try:
        return await persistently(lambda: guild.fetch_member(user_id))
    except discord.NotFound as error:
        raise ExpectedFailure(f"<@{user_id}> is not on this server any more.") from error


def person_of(user: discord.abc.User, *, at_home: bool) -> Person:
    """What we know of `user`; roles and permissions count only when they are `at_home`."""
    if not at_home or not isinstance(user, discord.Member):
        return Person(id=user.id)
    permissions = user.guild_permissions
    return Person(
        id=user.id,
        role_ids=frozenset(role.id for role in user.roles),
        is_administrator=permissions.administrator,
        can_manage_guild=permissions.manage_guild,
        in_guild=True,
    )
