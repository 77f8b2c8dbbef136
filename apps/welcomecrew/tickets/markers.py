"""What a ticket bot's messages tell: that a ticket is closed, and what a promo ticket is about."""

import re
from collections.abc import Iterable
from typing import Final

from apps.welcomecrew.tickets.statements import says_closed, says_open_again
from apps.welcomecrew.tickets.ticket import PromoType, ThreadMessage

_MENTION: Final = r"<@!?(?P<id>\d{15,20})>"
_CLOSER: Final = re.compile(rf"\bby\b[^\w<]*{_MENTION}", re.IGNORECASE)

_QUOTED: Final = re.compile(r"^[ \t]*(?:>>>(?s:.*)|>.*)", re.MULTILINE)
_QUOTES: Final = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`\uff07", "'"))
# Each type's phrase; the first message that has one decides.
_PHRASES: Final = (
    (PromoType.RETURNING_PLAYER, "excited to have you returning"),
    (PromoType.PLAYER_MOVE, "thanks for sending in your move request"),
    (
        PromoType.LEAD_MOVE,
        "received your request to help one of your clan members find a new home",
    ),
)


def is_close_marker(message: ThreadMessage) -> bool:
    """Whether the message states that the ticket was closed, in any of its texts.

    Whether its author's word counts is another question: `ThreadMessage.may_close`.
    """
    return any(map(says_closed, _stated_in(message)))


def says_reopened(message: ThreadMessage) -> bool:
    """Whether the message says that the ticket is open again; a close marker never does."""
    return any(map(says_open_again, _stated_in(message))) and not is_close_marker(message)


def _stated_in(message: ThreadMessage) -> tuple[str, ...]:
    """What its author says: of people neither whom they quote, nor previews of their links."""
    if message.by_bot:
        return message.texts()
    return (_QUOTED.sub("", message.content), *message.other_texts)


def closer_of(marker: ThreadMessage) -> int:
    """Who is mentioned in a close marker, after "by" before others; 0 for nobody.

    A person who says that a ticket is closed, and doesn't mention by whom, has closed it.
    """
    for text in marker.texts():
        if match := _CLOSER.search(text):
            return int(match["id"])
    if not marker.by_bot and marker.author_id:
        return marker.author_id
    return marker.mentioned_ids[0] if marker.mentioned_ids else 0


def last_close_marker(messages: Iterable[ThreadMessage]) -> ThreadMessage | None:
    """The latest message that closes the ticket; a reopened one may have several."""
    markers = (
        each
        for each in messages
        if each.may_close and not each.by_our_bots and is_close_marker(each)
    )
    return max(markers, key=lambda each: (each.id, each.at), default=None)


def promo_type_in(message: ThreadMessage) -> PromoType:
    """The type that the message's phrase stands for; UNKNOWN when it has none."""
    texts = [_phrase(text) for text in message.texts()]
    for promo_type, phrase in _PHRASES:
        if any(phrase in text for text in texts):
            return promo_type
    return PromoType.UNKNOWN


def promo_type_of(messages: Iterable[ThreadMessage]) -> PromoType:
    """The type that the earliest telling message of a thread names."""
    for message in sorted(messages, key=lambda each: each.at):
        if not message.by_our_bots and (promo_type := promo_type_in(message)):
            return promo_type
    return PromoType.UNKNOWN


def _phrase(text: str) -> str:
    """Case, line breaks, markdown and the kind of apostrophe aside."""
    return " ".join(re.sub(r"[*_~|]+", "", text.translate(_QUOTES)).casefold().split())
