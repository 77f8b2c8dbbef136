"""What a ticket bot's messages tell: that a ticket is closed, and what a promo ticket is about."""

import re
from collections.abc import Iterable
from typing import Final

from apps.welcomecrew.domain.ticket import PromoType, ThreadMessage

# What may stand between two words of the marker: markdown, blanks, dashes, bullets, brackets.
# A full stop or a comma may not: "we are closed. By the way …" closes nothing.
_SEPARATORS: Final = re.compile(r"(?:[^\w.,;!?]|_)+")
_CLOSED_BY: Final = re.compile(r"(?<!\w)closed by(?!\w)")

# "can be reopened", "to be reopened" promise it only.
_REOPENED: Final = re.compile(r"(?<!\bbe )\bre ?opened(?!\w)")
_CLOSER: Final = re.compile(r"\bby\b[^\w<]*<@!?(?P<id>\d{15,20})>", re.IGNORECASE)

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
    """Whether the message says "closed by …", in its text or in any part of its embeds."""
    return any(_CLOSED_BY.search(_bare(text)) for text in message.texts())


def says_reopened(message: ThreadMessage) -> bool:
    """Whether the message says that the ticket is open again; a close marker never does."""
    texts = map(_bare, message.texts())
    return any(map(_REOPENED.search, texts)) and not is_close_marker(message)


def closer_of(marker: ThreadMessage) -> int:
    """Who is mentioned in a close marker, after "by" before others; 0 for nobody."""
    for text in marker.texts():
        if match := _CLOSER.search(text):
            return int(match["id"])
    return marker.mentioned_ids[0] if marker.mentioned_ids else 0


def last_close_marker(messages: Iterable[ThreadMessage]) -> ThreadMessage | None:
    """The latest message that closes the ticket; a reopened one may have several."""
    markers = (each for each in messages if not each.is_ours and is_close_marker(each))
    return max(markers, key=lambda each: each.at, default=None)


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
        if not message.is_ours and (promo_type := promo_type_in(message)):
            return promo_type
    return PromoType.UNKNOWN


def _bare(text: str) -> str:
    """Case, markdown and separators aside: `**Ticket closed** — by X` → `ticket closed by x`."""
    return _SEPARATORS.sub(" ", text.casefold())


def _phrase(text: str) -> str:
    """Case, line breaks, markdown and the kind of apostrophe aside."""
    return " ".join(re.sub(r"[*_~|]+", "", text.translate(_QUOTES)).casefold().split())
