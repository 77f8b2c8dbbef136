"""Who is rung by a message: nobody but those who are named, whatever else its text mentions."""

from collections.abc import Iterable

import discord


def pings(
    *, roles: Iterable[int | None] = (), users: Iterable[int | None] = ()
) -> discord.AllowedMentions:
    """These alone, by their ids; those that are none (None, 0) are left out."""
    return discord.AllowedMentions(
        everyone=False,
        replied_user=False,
        roles=[discord.Object(each) for each in roles if each],
        users=[discord.Object(each) for each in users if each],
    )


def call(role_id: int | None) -> str:
    """The mention of a role and a blank, to begin a message with; empty without one."""
    return f"<@&{role_id}> " if role_id else ""
