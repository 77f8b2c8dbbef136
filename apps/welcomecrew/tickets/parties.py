"""Who is who in a ticket: whose word closes it, who opened it, who is asked for its tag. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Final

from apps.welcomecrew.tickets.markers import closer_of, is_close_marker, says_reopened
from apps.welcomecrew.tickets.ticket import ThreadMessage

_MENTION: Final = re.compile(r"<@!?(\d{15,20})>")


class Standing(Enum):
    """What is known of a user."""

    BOT = "a bot or a webhook"
    STAFF = "somebody with a role of recruiters, leads or admins"
    MEMBER = "somebody without such a role"
    PERSON = "no bot; the roles are not known"


Standings = Mapping[int, Standing]
"""By user id; who is missing has left the server, or Discord did not answer."""

_PEOPLE: Final = frozenset({Standing.STAFF, Standing.MEMBER, Standing.PERSON})


def speaks_of_state(message: ThreadMessage) -> bool:
    """Whether the message states that the ticket is closed or open again, whoever wrote it."""
    return is_close_marker(message) or says_reopened(message)


def opener_of(messages: Collection[ThreadMessage], standings: Standings, owner_id: int) -> int:
    """Whose ticket it is; 0 when nothing tells.

    The first whom the ticket bot's first message mentions; else whoever opened the thread by
    hand; else the first who wrote without being staff.
    """
    spoken = [message for message in sorted(messages, key=_age) if not message.by_our_bots]
    for user_id in _greeted(spoken):
        if standings.get(user_id) is not Standing.BOT:
            return user_id
    if standings.get(owner_id) in {Standing.MEMBER, Standing.PERSON}:
        return owner_id
    for message in spoken:
        if not message.by_bot and standings.get(message.author_id) is Standing.MEMBER:
            return message.author_id
    return owner_id if standings.get(owner_id) in _PEOPLE else 0


def with_authority(
    messages: Sequence[ThreadMessage],
    standings: Standings,
    *,
    opener_id: int,
    asked: Mapping[int, int],
    shut: bool,
) -> list[ThreadMessage]:
    """The same messages, with `may_close` as the roles of the people who wrote them have it.

    `asked`: the message id of each question of ours that stands → who was asked. Whoever is asked
    answers, and closes nothing. Of people whose roles aren't known the word counts only where
    the thread is archived or locked (`shut`), which says the same.
    """

    def counts(message: ThreadMessage) -> bool:
        author = message.author_id
        if author == opener_id:
            return False
        if any(author == one and message.id > question for question, one in asked.items()):
            return False
        standing = standings.get(author)
        return standing is Standing.STAFF or (shut and standing in {None, Standing.PERSON})

    return [
        message if message.by_bot else replace(message, may_close=counts(message))
        for message in messages
    ]


def asked_of(
    marker: ThreadMessage | None,
    messages: Collection[ThreadMessage],
    standings: Standings,
    opener_id: int,
) -> int:
    """Whom to ask for the tag: the closer, else the last staff who wrote, else the opener.

    Bots are never asked, nor who is not known to be a person of this server. 0 for nobody.
    """
    closer = closer_of(marker) if marker else 0
    if standings.get(closer) in _PEOPLE:
        return closer
    for message in sorted(messages, key=_age, reverse=True):
        if not message.by_bot and standings.get(message.author_id) is Standing.STAFF:
            return message.author_id
    return opener_id if standings.get(opener_id) in _PEOPLE else 0


def people_in(messages: Collection[ThreadMessage]) -> list[int]:
    """Whose standing tells who is asked: who was greeted, who wrote first, then the latest."""
    spoken = sorted(messages, key=_age)
    authors = [message.author_id for message in reversed(spoken) if not message.by_bot]
    return list(dict.fromkeys((*_greeted(spoken)[:1], *authors[-1:], *authors)))


def _greeted(spoken: Sequence[ThreadMessage]) -> list[int]:
    """Whom the first message of another bot mentions, unless all that was read of it is the end."""
    first = next((each for each in spoken if each.by_bot and not each.by_our_bots), None)
    return [] if first is None or speaks_of_state(first) else _mentioned_in(first)


def _mentioned_in(message: ThreadMessage) -> list[int]:
    """In the order of the text, wherever in the message it stands."""
    return [int(found) for text in message.texts() for found in _MENTION.findall(text)]


def _age(message: ThreadMessage) -> int:
    return message.id
