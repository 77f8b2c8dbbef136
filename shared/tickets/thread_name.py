"""The name of a ticket's thread: taken apart into number, user name and tag, and written."""

import re
from typing import Final

from shared.immutable import immutable
from shared.tickets.tags import ANSWER_WORDS, KnownTags, in_plain_signs, with_hyphens

# Discord's limit, in units of UTF-16: an emoji is two. The rules here know nothing of discord.py.
_LONGEST: Final = 100
# Words of ticket bots and of ours before the number, which are nobody's name.
_LABELS: Final = frozenset({"closed", "promo", "welcome", "ticket", "move", "promotion"})
# A digit, or one on a key: 4️⃣.
_DIGIT: Final = "(?:[0-9](?:\ufe0f?\u20e3)?)"
# Digits at the beginning are the ticket's, and need not be four; then a number that stands alone,
# before one that is part of a word (`Vex1234`).
_NUMBERS: Final = (
    re.compile(
        rf"\A[\W_]*(?:(?:{'|'.join(sorted(_LABELS))})[\W_]+)*"
        rf"(?P<number>{_DIGIT}{{4,6}}(?![0-9])|{_DIGIT}{{1,3}}+(?![^\W_]))",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<!\w)(?P<number>{_DIGIT}{{4,6}})(?!\w)"),
    re.compile(rf"(?<![0-9])(?P<number>{_DIGIT}{{4,6}})(?![0-9])"),
)
_OURS: Final = re.compile(r"Closed-[0-9]{4,6}-")
_OURS_OF_NOBODY: Final = re.compile(r"Closed-[0-9]{4,6}--")
# What people and bots add to a name when they close a ticket.
_CLOSED_AT_END: Final = re.compile(r"[\W_]+closed[\W_]*\Z", re.IGNORECASE)
# Blanks of every kind too: the sheet drops them at the ends of a cell. And signs without width,
# such as those that turn the direction of writing.
_EDGES: Final = r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff|•·:,-]*"
_FIRST: Final = re.compile(_EDGES)
_LAST: Final = re.compile(rf"{_EDGES}\Z")
_BRACKETS: Final = dict(zip("([{<（［「『【〔《", ")]}>）］」』】〕》", strict=True))


@immutable
class ThreadName:
    """What a ticket's thread name says; the tag may be empty."""

    number: str
    username: str
    tag: str = ""


def parse_thread_name(name: str, tags: KnownTags, *, by_us: bool = False) -> ThreadName | None:
    """Take a name apart; None where it holds no ticket number.

    A known tag at the end is taken off, the longest one that fits; else a tag that is a whole word
    of the rest. A name that would then be empty was a user called like a clan.

    In a name that looks like ours a second tag before the last is no part of the person:
    somebody added theirs to our `Closed-1001-Kofi-F-IT`. Unless the whole name is known to be
    given `by_us`, which then says of whom it speaks; or ends in an answer word, as we write them:
    `Closed-0042-Big-NOX-NONE` is a Big-NOX who found no clan.
    """
    plain = in_plain_signs(name)
    match = next((found for rule in _NUMBERS if (found := rule.search(plain))), None)
    if match is None:
        return None
    number = re.sub(r"[^0-9]", "", match["number"]).zfill(4)
    before, rest = name[: match.start("number")], name[match.end() :]
    if before and rest[:1] == _BRACKETS.get(before[-1]):
        before, rest = before[:-1], rest[1:]
    # An underscore is a separator right after the number, elsewhere a part of names (`_user_`).
    rest = _trim(rest.removeprefix("_")) or _without_labels(before)
    rest = _CLOSED_AT_END.sub("", rest) or rest
    username, tag = _take_tag(rest, tags)
    if tag and tag not in ANSWER_WORDS and not by_us and _OURS.match(name):
        username = _without_suffix(username, tags)
    if username or _OURS_OF_NOBODY.match(name):
        return ThreadName(number, username, tag)
    return ThreadName(number, rest)


def closed_name(number: str, username: str, tag: str) -> str:
    """`Closed-0042-user-TAG`; an overlong user name is cut, never the tag."""
    before, after = f"Closed-{number}-", f"-{tag}"
    room = _LONGEST - len(before) - len(after)
    return f"{before}{_trim(_cut(username, room))}{after}"


def _cut(text: str, room: int) -> str:
    """As much of `text` as takes at most `room` units of UTF-16."""
    while len(text) + sum(sign > "\uffff" for sign in text) > room:
        text = text[:-1]
    return text


def _take_tag(rest: str, tags: KnownTags) -> tuple[str, str]:
    if at_end := tags.at_end(rest):
        before, tag = at_end
        return _trim(before), tag
    if within := tags.within(rest):
        before, tag, after = within
        if before and after[:1] == _BRACKETS.get(before[-1]):
            before, after = before[:-1], after[1:]
        return "-".join(part for part in (_trim(before), _trim(after)) if part), tag
    return rest, ""


def _without_suffix(username: str, tags: KnownTags) -> str:
    """`Kofi` for `Kofi-F-IT`; a person who is called like a clan keeps their name."""
    suffix = tags.at_end(username)
    return (_trim(suffix[0]) if suffix else "") or username


def _trim(text: str) -> str:
    """`text` without the separators at its ends, dashes of any kind among them."""
    plain = with_hyphens(text)
    first, last = _FIRST.match(plain), _LAST.search(plain)
    if first is None or last is None or first.end() == len(plain):
        return ""
    return text[first.end() : last.start()]


def _without_labels(text: str) -> str:
    """What stands before the number, when nothing comes after it: `Tom 0298`."""
    words = [word for word in re.split(r"[\s-]+", with_hyphens(text)) if word]
    return _trim(" ".join(word for word in words if word.casefold() not in _LABELS))
