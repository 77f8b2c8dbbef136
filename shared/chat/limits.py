"""Discord's limits on messages, and cutting text to them without harm.

Source: Discord's API documentation, resources/message and components/reference (2026).
"""

import re
import unicodedata
from typing import Final

import discord

CONTENT: Final = 2000
EMBEDS_PER_MESSAGE: Final = 10
EMBED_TOTAL: Final = 6000
"""Characters over all embeds of one message together."""
EMBED_TITLE: Final = 256
EMBED_DESCRIPTION: Final = 4096
FIELD_NAME: Final = 256
FIELD_VALUE: Final = 1024
FOOTER: Final = 2048
SELECT_OPTIONS: Final = 25
OPTION_TEXT: Final = 100
LABEL: Final = 80
"""Of a button."""
CUSTOM_ID: Final = 100
NONCE: Final = 25

_ELLIPSIS: Final = "…"
_ZERO_WIDTH_JOINER: Final = "\u200d"
_LONGEST_LINK: Final = 1320
_MASKED_LINK: Final = re.compile(r"\[[^\[\]\n]{1,300}\]\(<?https?://[^\s()]{1,1000}\)")
# Markdown marks that come in pairs; the longest first, so that ** is not read as two *.
_PAIRED_MARKS: Final = ("```", "***", "**", "__", "~~", "||", "``", "`", "*", "_")


def embed_size(embed: discord.Embed) -> int:
    """Characters of `embed` that count towards `EMBED_TOTAL`."""
    return len(embed)


def clip(text: str, limit: int) -> str:
    """`text`, cut to at most `limit` characters and ended by "…" where it was longer.

    Never cuts inside a user-perceived character (flags, families, accents, skin tones), a mention,
    an emoji token, a masked link or an escape; a markdown mark that is left open is closed again.
    """
    if len(text) <= limit:
        return text
    room = limit
    while room > len(_ELLIPSIS):
        kept = text[: _safe_cut(text, room - len(_ELLIPSIS))].rstrip()
        clipped = kept + _ELLIPSIS + "".join(reversed(_open_marks(kept)))
        if len(clipped) <= limit:
            return clipped
        room -= len(clipped) - limit
    return _ELLIPSIS[: max(limit, 0)]


def _safe_cut(text: str, cut: int) -> int:
    """The largest index <= `cut` at which no character, token, mark or escape is divided."""
    while cut > 0 and _belong_together(text, cut):
        cut -= 1
    opened = text.rfind("<", 0, cut)
    if opened >= 0 and text.find(">", opened, cut) < 0 and _is_token(text, opened):
        return opened
    for link in _MASKED_LINK.finditer(text, max(0, cut - _LONGEST_LINK)):
        if link.start() < cut < link.end():
            return link.start()
    return cut


def _belong_together(text: str, cut: int) -> bool:
    """Whether the characters on both sides of `cut` are parts of one thing."""
    before, after = text[cut - 1], text[cut]
    return (
        before in {_ZERO_WIDTH_JOINER, "\\"}
        or after == _ZERO_WIDTH_JOINER
        or unicodedata.category(after) in {"Mn", "Me", "Mc"}
        or 0x1F3FB <= ord(after) <= 0x1F3FF  # skin tones
        or 0xE0020 <= ord(after) <= 0xE007F  # tags of subdivision flags
        or (before == after and before in "*_~|`")
        or (_is_regional(after) and _regionals_before(text, cut) % 2 == 1)
    )


def _is_regional(character: str) -> bool:
    """Whether it is half of a flag."""
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


def _regionals_before(text: str, cut: int) -> int:
    start = cut
    while start > 0 and _is_regional(text[start - 1]):
        start -= 1
    return cut - start


def _is_token(text: str, opened: int) -> bool:
    """Whether `<` at `opened` begins a mention, emoji or time: `<@1>`, `<:b:1>`, `<t:1>`."""
    closed = text.find(">", opened, opened + 80)
    return closed > 0 and not any(c.isspace() for c in text[opened:closed])


def _open_marks(text: str) -> list[str]:
    """The markdown marks that `text` opens and doesn't close, in order."""
    opened: list[str] = []
    index = 0
    while index < len(text):
        if text[index] == "\\":
            index += 2
            continue
        mark = next((m for m in _PAIRED_MARKS if text.startswith(m, index)), "")
        if mark in opened:
            del opened[opened.index(mark) :]
        elif mark and not _inside_code(opened) and not _is_bare(text, index, mark):
            opened.append(mark)
        index += len(mark) or 1
    return opened


def _inside_code(opened: list[str]) -> bool:
    return bool(opened) and opened[-1].startswith("`")


def _is_bare(text: str, index: int, mark: str) -> bool:
    """Whether a single `*` or `_` is no mark: a bullet, or part of a word such as `my_name`."""
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    return (mark == "*" and after.isspace()) or (mark == "_" and before.isalnum())
