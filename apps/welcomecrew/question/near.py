"""What somebody may have meant who typed almost a tag, or almost a clan's name. Pure."""

from difflib import SequenceMatcher
from typing import Final

from shared.tickets.tags import KnownTags, folded

MOST: Final = 3
"""Suggestions for one message."""
_LONGEST: Final = 40
"""Characters of a message that may be an answer; more is talk."""
_LIKE: Final = 0.8
"""How alike two spellings are, from 0 to 1: one sign of four is too many or missing."""
_BEGINNING: Final = 4
"""Letters from which on the beginning of a name stands for it."""


def near(text: str, tags: KnownTags) -> tuple[str, ...]:
    """The tags that `text` is most like, the likeliest first; none for what is no such answer."""
    wanted = folded(text)
    if len(text.strip()) > _LONGEST or len(wanted) < 2 or "\n" in text.strip():
        return ()
    named = tags.named_in(text)
    likeness = {
        tag: 1 if tag in named else _likeness(wanted, tag, tags.name_of(tag)) for tag in tags
    }
    like = sorted((tag for tag in tags if likeness[tag]), key=lambda tag: (-likeness[tag], tag))
    if like and likeness[like[0]] == 1:
        like = [tag for tag in like if likeness[tag] == 1]
    return tuple(like[:MOST])


def _likeness(wanted: str, tag: str, name: str) -> float:
    spelled, called = folded(tag), folded(name)
    if wanted in {spelled, called}:
        return 1
    if len(wanted) >= _BEGINNING and called.startswith(wanted):
        return 0.95
    best = max(_ratio(wanted, each) for each in (spelled, called))
    return best if best >= _LIKE else 0


def _ratio(one: str, other: str) -> float:
    if min(len(one), len(other)) < 3:
        return 0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
