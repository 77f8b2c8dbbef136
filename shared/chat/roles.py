"""Who is asking, as facts that a rule can judge without Discord's objects."""

from dataclasses import dataclass

import discord


@dataclass(frozen=True, slots=True)
class Person:
    """The asker of a command or the presser of a button."""

    id: int
    role_ids: frozenset[int] = frozenset()
    is_administrator: bool = False
    can_manage_guild: bool = False
    in_guild: bool = False
    """False in direct messages and in servers that are not the bot's home."""


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
