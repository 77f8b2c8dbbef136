"""Who has to answer next in an open ticket: read from the last word that a person wrote. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from apps.welcomecrew.tickets.parties import Standing, Standings
from apps.welcomecrew.tickets.ticket import ThreadMessage


class Side(Enum):
    """One of the two sides of a ticket."""

    STAFF = "staff"
    RECRUIT = "recruit"
    """Whose ticket it is, and whoever speaks for them."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Who has to answer, and since when the others wait for that."""

    side: Side
    since: datetime


def who_waits(
    messages: Iterable[ThreadMessage],
    standings: Standings,
    *,
    opener_id: int,
    created_at: datetime,
) -> Wait:
    """The side that has to answer in a ticket.

    The last word decides, by when it was written: an edit is no new word. Bots don't count. The
    recruit stays the recruit with any role. Whoever has no role of staff's, or left the server,
    speaks for the recruit: better one ticket too many on the list. Where no person wrote yet, staff
    has to, since the thread was opened.
    """
    people = [message for message in messages if not message.by_bot]
    if not people:
        return Wait(Side.STAFF, created_at)
    last = max(people, key=lambda message: message.id)
    answered = side_of(last.author_id, standings, opener_id) is Side.STAFF
    if answered:
        return Wait(Side.RECRUIT, last.at)
    return Wait(Side.STAFF, _first_unanswered(people, standings, opener_id).at)


def side_of(author_id: int, standings: Standings, opener_id: int) -> Side:
    """For whom a person speaks."""
    is_staff = author_id != opener_id and standings.get(author_id) is Standing.STAFF
    return Side.STAFF if is_staff else Side.RECRUIT


def _first_unanswered(
    people: Iterable[ThreadMessage], standings: Standings, opener_id: int
) -> ThreadMessage:
    """The recruit's first word after staff's last: three questions wait since the first."""
    unanswered: list[ThreadMessage] = []
    for message in sorted(people, key=lambda each: each.id):
        if side_of(message.author_id, standings, opener_id) is Side.STAFF:
            unanswered.clear()
        else:
            unanswered.append(message)
    return unanswered[0]
