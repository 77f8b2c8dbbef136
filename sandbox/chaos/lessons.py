"""What tickets may do that the bots had to learn, and what of it a run deals.

A new one is written here first and dealt by `--all` only, until no bot fails it any more.
"""

from enum import Enum
from typing import Final

from sandbox.discord.tickets.markers import CloseShape


class Lesson(Enum):
    """One thing that real ticket bots and people do."""

    LAYOUTS = "markers stand in a layout of components"
    EDITS = "a message is edited into the marker"
    WEBHOOKS = "a webhook says the marker"
    STAFF = "a person of the staff says the marker"
    TALK = "bot and people speak of closing while it is open"
    BOT_CLOSERS = "the ticket bot closes a ticket itself"
    DELETIONS = "a thread is deleted soon after its close"
    QUIET = "Discord archives what is quiet"
    PARENTS = "tickets below forums and announcement channels"


PLAIN_SHAPES: Final = (
    CloseShape.TEXT,
    CloseShape.SHOUTED,
    CloseShape.DESCRIPTION,
    CloseShape.FIELD,
    CloseShape.TITLE_AND_FOOTER,
)
NOT_YET: Final[frozenset[Lesson]] = frozenset()
"""Lessons that a bot still fails."""
