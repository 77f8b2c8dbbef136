"""What is kept of a ticket's thread once its history was read. Pure.

From it the morning list and the figures follow, whatever roles people have by then.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from apps.welcomecrew.morning.rules.waits import Word, words_of
from apps.welcomecrew.reading.close import close_of
from apps.welcomecrew.tickets.markers import closer_of
from apps.welcomecrew.tickets.parties import Standings, opener_of, with_authority
from apps.welcomecrew.tickets.ticket import ThreadMessage
from shared.immutable import immutable

_ANSWERED_BY: Final = re.compile(r"✅ `[^`\n]+`, says <@(\d{15,20})>")


@immutable
class Thread:
    """A ticket's thread, as far as it shows without being read."""

    id: int
    name: str
    channel_id: int
    """The channel below which it hangs."""
    number: str
    created_at: datetime
    owner_id: int
    version: int
    """Another one where somebody wrote meanwhile."""
    shut: bool = False
    """Archived or locked."""
    asleep: bool = False
    """Archived by Discord after a quiet time, which closes nothing."""
    archived_at: datetime | None = None


@immutable
class Talk:
    """Who said something when, and how it ended."""

    version: int
    opener_id: int
    words: tuple[Word, ...]
    closed_at: datetime | None = None
    """When a close marker closed it, if one did."""
    asked: bool = False
    """Whether our question for its tag stands."""
    recruiter_id: int = 0
    """The closer whom the marker names, else who answered the question; 0: nobody knows."""

    @property
    def last_at(self) -> datetime | None:
        """When a person last wrote."""
        return self.words[-1].at if self.words else None

    def people(self) -> set[int]:
        """Whose roles decide who waits for whom."""
        return {word.author_id for word in self.words}


def talk_of(
    thread: Thread,
    messages: Sequence[ThreadMessage],
    standings: Standings,
    *,
    questions: Mapping[int, int],
) -> Talk:
    """Boil a history down. `questions`: ids of our questions that stand → who was asked."""
    opener_id = opener_of(messages, standings, thread.owner_id)
    heard = with_authority(
        messages, standings, opener_id=opener_id, asked=questions, shut=thread.shut
    )
    marker = close_of(thread.id, heard).marker
    closer = closer_of(marker) if marker else 0
    return Talk(
        version=thread.version,
        opener_id=opener_id,
        words=words_of(messages),
        closed_at=marker.said_at if marker else None,
        asked=bool(questions),
        # Who closes their own ticket has placed nobody.
        recruiter_id=closer if closer not in {0, opener_id} else _answered_by(messages, opener_id),
    )


def _answered_by(messages: Collection[ThreadMessage], opener_id: int) -> int:
    """Who answered our question for the tag last, by the words that were left in its place."""
    for message in sorted(messages, key=lambda each: each.id, reverse=True):
        found = _ANSWERED_BY.match(message.content) if message.is_ours else None
        if found and int(found[1]) != opener_id:
            return int(found[1])
    return 0
