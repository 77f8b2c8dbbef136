"""What closed a ticket last, by what was said in its thread."""

from collections.abc import Sequence
from dataclasses import replace

from apps.welcomecrew.tickets.markers import last_close_marker, says_reopened
from apps.welcomecrew.tickets.ticket import ThreadMessage, Ticket
from shared.immutable import immutable


@immutable
class Close:
    """What closed the ticket last, if anything did."""

    marker: ThreadMessage | None
    id: int
    """The marker's; else one that is the same until the ticket is reopened."""
    since: int
    """The message that reopened it last, else the thread: a question of this close names no
    earlier one. Ticket bots say "closed by" more than once, in a transcript for one."""


def reopens(message: ThreadMessage) -> bool:
    """Whether it says that the ticket was opened again, and its author's word counts."""
    return message.may_close and says_reopened(message)


def close_of(thread_id: int, spoken: Sequence[ThreadMessage]) -> Close:
    """The last close; a marker that was followed by a reopening closes nothing any more."""
    marker = last_close_marker(spoken)
    reopened = max((message.id for message in spoken if reopens(message)), default=0)
    # Archived anew after a reopening, it is another close, with a question of its own.
    since = max(thread_id, reopened)
    if marker is not None and marker.id > reopened:
        return Close(marker, marker.id, since)
    return Close(None, since, since)


def dated(ticket: Ticket, marker: ThreadMessage | None) -> Ticket:
    """`ticket` with the time of this close, which may be none of a marker's that was taken back."""
    if marker is None:
        return replace(ticket, closed_at=None, closed_after=None)
    return replace(
        ticket,
        closed_at=marker.said_at,
        closed_after=marker.at if marker.edited_at else None,
    )
