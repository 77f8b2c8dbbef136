"""Text that people wrote (sheet cells, display names), made harmless for a message."""

import re
from datetime import date
from typing import Final

# Everything that Discord's markdown gives a meaning to, wherever in a line it stands. Within an
# address nothing has one, and a backslash would lead elsewhere: addresses are matched first.
_ADDRESS_OR_MARK: Final = re.compile(
    r"(?P<address>(?<!\w)https?://[A-Za-z0-9\-._~/?#=&%+:,;]+)|[\\*_~|`<>\[\]()]"
)
_LINE_STARTS: Final = re.compile(
    r"^(\s*)(#{1,3}(?=\s)|-#(?=\s)|-(?=\s)|\+(?=\s)|\d+(?=\.\s))", re.MULTILINE
)
_INVISIBLE: Final = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]")
_ZERO_WIDTH_SPACE: Final = "\u200b"


def plain(text: str) -> str:
    """`text` as it was typed: no markdown, no mention, no custom emoji, no control characters.

    Direction overrides are dropped as well: they could turn the rest of the line around.
    """
    text = _INVISIBLE.sub("", text)
    text = _ADDRESS_OR_MARK.sub(_escaped_mark, text)
    text = _LINE_STARTS.sub(_escaped_line_start, text)
    return without_mentions(text)


def without_mentions(text: str) -> str:
    """`text` in which `@everyone`, `@here`, `<@…>` and `<#…>` mention nobody; markdown stays."""
    return text.replace("@", "@" + _ZERO_WIDTH_SPACE).replace("<#", "<" + _ZERO_WIDTH_SPACE + "#")


def one_line(text: str) -> str:
    """`text` with every run of white space made one space."""
    return " ".join(text.split())


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 clan`, `3 clans`, `0 entries`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def weekday(day: date) -> str:
    """`Friday`; here and in `month` stands what would be another language's."""
    return f"{day:%A}"


def month(day: date, *, short: bool = False) -> str:
    """`November`, or `Nov`."""
    return f"{day:%b}" if short else f"{day:%B}"


def ago(seconds: float) -> str:
    """A duration for people: `45 s`, `14 min`, `3 h 20 min`, `2 d 4 h`."""
    whole = max(0, int(seconds))
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if whole < 60:
        return f"{whole} s"
    if minutes < 60:
        return f"{minutes} min"
    if hours < 24:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{days} d {hours % 24} h" if hours % 24 else f"{days} d"


def _escaped_mark(match: re.Match[str]) -> str:
    return match["address"] or f"\\{match[0]}"


def _escaped_line_start(match: re.Match[str]) -> str:
    blank, mark = match.groups()
    return f"{blank}{mark}\\" if mark.isdigit() else f"{blank}\\{mark}"
