"""What the roster says of a clan at the moment of a welcome."""

from shared.immutable import immutable


@immutable
class ClanNow:
    """The same that `!clan` shows; texts are as typed in the roster."""

    title: str
    """`Ashen Vigil · C1CE`, ready to be shown."""
    lead: str
    deputies: str
    is_full: bool
    as_of: str
    """When the roster was read, in words."""
