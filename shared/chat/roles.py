"""From Discord's members to the facts that rules judge."""

import discord

from shared.chat.person import Person


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
