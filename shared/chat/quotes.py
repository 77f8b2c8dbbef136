"""Quotation marks as people type them: around a word they belong together, alone they are letters.

discord.py 2.7.1 takes an apostrophe such as that of O’Brien for a closing mark and refuses the
command; and German „…“ for two marks that don't match.
"""

from typing import Final, Self

from discord.ext.commands.view import StringView

_PAIRS: Final = {
    '"': '"“”',
    "“": '”“"',
    "„": '“”"',
    "”": "”",
    "'": "'",
    "‘": "’‘",
    "‚": "‘’",
    "`": "`",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "〝": "〞〟",
    "＂": "＂",
}
"""An opening mark → every mark that closes it, in one language or another."""


def unquoted(text: str) -> str:
    """`text` without white space around it, and without one pair of marks that encloses it."""
    text = text.strip()
    if len(text) > 2 and text[-1] in _PAIRS.get(text[0], ""):
        return text[1:-1].strip()
    return text


def quoted_word(text: str) -> str | None:
    """The quoted beginning of `text`, marks included; None unless a mark opens and closes one.

    The closing mark is the first one that ends a word.
    """
    closing = _PAIRS.get(text[:1], "")
    for end in range(2, len(text)) if closing else ():
        if text[end] in closing and (end + 1 == len(text) or text[end + 1].isspace()):
            return text[: end + 1]
    return None


class LenientView(StringView):
    """What discord.py reads a command's words from; a mark without its partner is a letter."""

    @classmethod
    def going_on_from(cls, view: StringView) -> Self:
        """At the place that `view` has reached."""
        lenient = cls(view.buffer)
        lenient.index, lenient.previous = view.index, view.previous
        return lenient

    def get_quoted_word(self) -> str | None:
        """The next word, or what a pair of marks encloses, without them."""
        quoted = quoted_word(self.buffer[self.index :])
        if quoted is None:
            return self.get_word() or None
        self.previous = self.index
        self.index += len(quoted)
        # French marks stand apart from what they enclose.
        return quoted[1:-1].strip()
