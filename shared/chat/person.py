"""Who is asking, as facts that a rule can judge without Discord's objects."""

from shared.immutable import immutable


@immutable
class Person:
    """The asker of a command or the presser of a button."""

    id: int
    role_ids: frozenset[int] = frozenset()
    is_administrator: bool = False
    can_manage_guild: bool = False
    in_guild: bool = False
    """False in direct messages and in servers that are not the bot's home."""
