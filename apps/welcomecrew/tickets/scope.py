"""Where tickets are, and how they are read."""

from collections.abc import Mapping
from datetime import tzinfo

from apps.welcomecrew.tickets.ticket import Kind
from shared.immutable import immutable


@immutable
class Channel:
    """One of the two channels under which tickets are opened."""

    kind: Kind
    channel_id: int
    tab: str
    watched: bool
    scanned: bool
    needs_marker: bool
    """Whether only a close marker closes a ticket, and not an archived thread alone."""

    @property
    def variable(self) -> str:
        """The setting that names it."""
        return f"{self.kind.name}_CHANNEL_ID"


@immutable
class Scope:
    """Where tickets are and how they are read."""

    channels: Mapping[int, Channel]
    """By channel id."""
    zone: tzinfo
    infer_tags: bool
    live: bool = True
    """Whether tickets are heard of as they happen, or found at the refreshes only."""
