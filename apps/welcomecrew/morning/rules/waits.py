"""Who has to answer next in an open ticket: read from the last word that a person wrote. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum

from apps.welcomecrew.tickets.parties import Standing, Standings
from apps.welcomecrew.tickets.ticket import ThreadMessage
from shared.immutable import immutable


class Side(Enum):
    """One of the two sides of a ticket."""

    STAFF = "staff"
    RECRUIT = "recruit"
    """Whose ticket it is, and whoever speaks for them."""


@immutable
class Wait:
    """Who has to answer, and since when the others wait for that."""

    side: Side
    since: datetime


@immutable
class Word:
    """That a person wrote something."""

    author_id: int
    at: datetime
    """When it was written first: an edit is no new word."""


def words_of(messages: Iterable[ThreadMessage]) -> tuple[Word, ...]:
    """The words of people in their order; of several in a row by one person, the ends.

    More is not needed by any rule, and a thread of hundreds of messages is a few of them.
    """
    kept: list[Word] = []
    for message in sorted(messages, key=lambda each: each.id):
        if message.by_bot:
            continue
        word = Word(message.author_id, message.at)
        if len(kept) > 1 and kept[-1].author_id == kept[-2].author_id == word.author_id:
            kept[-1] = word
        else:
            kept.append(word)
    return tuple(kept)


def who_waits(
    words: Sequence[Word], standings: Standings, *, opener_id: int, created_at: datetime
) -> Wait:
    """The side that has to answer in a ticket.

    The last word decides. The recruit stays the recruit with any role. Whoever has no role of
    staff's, or left the server, speaks for the recruit: better one ticket too many on the list.
    Where no person wrote yet, staff has to, since the thread was opened.
    """
    if not words:
        return Wait(Side.STAFF, created_at)
    if side_of(words[-1].author_id, standings, opener_id) is Side.STAFF:
        return Wait(Side.RECRUIT, words[-1].at)
    # Three questions in a row wait since the first.
    first = words[-1]
    for word in reversed(words):
        if side_of(word.author_id, standings, opener_id) is Side.STAFF:
            break
        first = word
    return Wait(Side.STAFF, first.at)


def side_of(author_id: int, standings: Standings, opener_id: int) -> Side:
    """For whom a person speaks."""
    is_staff = author_id != opener_id and standings.get(author_id) is Standing.STAFF
    return Side.STAFF if is_staff else Side.RECRUIT


def first_answer(words: Iterable[Word], standings: Standings, *, opener_id: int) -> datetime | None:
    """When staff first wrote in the ticket; staff who is the recruit doesn't answer themselves."""
    answers = (
        word.at for word in words if side_of(word.author_id, standings, opener_id) is Side.STAFF
    )
    return next(answers, None)
