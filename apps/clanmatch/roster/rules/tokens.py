"""The words that filter cells are made of: difficulties, play styles, 1/0, texts with a number."""

import re
import unicodedata
from typing import Final

from apps.clanmatch.roster.rules.clan import Difficulty, PlayStyle

_WORD: Final = re.compile(r"[^\W_]+")
_STYLE_SEPARATOR: Final = re.compile(r"[,|/;\n]")
# Six digits: more is a slip of the keyboard, and int() refuses absurdly long texts.
_NUMBER: Final = re.compile(r"(?<![\d.,])[0-9]{1,6}(?![0-9])")
_NEGATIVE: Final = re.compile(r"^\s*[-−][0-9]")

_DIFFICULTIES: Final = {
    "easy": Difficulty.EASY,
    "esy": Difficulty.EASY,
    "normal": Difficulty.NORMAL,
    "nml": Difficulty.NORMAL,
    "hard": Difficulty.HARD,
    "hrd": Difficulty.HARD,
    "brutal": Difficulty.BRUTAL,
    "btl": Difficulty.BRUTAL,
    "nm": Difficulty.NIGHTMARE,
    "nightmare": Difficulty.NIGHTMARE,
    "unm": Difficulty.ULTRA_NIGHTMARE,
    "ultranightmare": Difficulty.ULTRA_NIGHTMARE,
    "ultranm": Difficulty.ULTRA_NIGHTMARE,
}
# "Ultra-Nightmare", "ultra nm" and "U-NM" are one token each, and hold no plain nightmare.
_ULTRA: Final = frozenset({"ultra", "u"})
_STYLES: Final = {re.sub(r"\W", "", style.value).casefold(): style for style in PlayStyle}


def difficulties(text: str) -> frozenset[Difficulty]:
    """The difficulty tokens in free text. A token is a whole word: `UNM` holds no `NM`."""
    words = _WORD.findall(_folded(text))
    found: set[Difficulty] = set()
    for before, word in zip(["", *words], words, strict=False):
        difficulty = _DIFFICULTIES.get(word)
        if difficulty is Difficulty.NIGHTMARE and before in _ULTRA:
            difficulty = Difficulty.ULTRA_NIGHTMARE
        if difficulty is not None:
            found.add(difficulty)
    return frozenset(found)


def play_styles(text: str) -> frozenset[PlayStyle]:
    """The play styles of a cell; several are separated by `,` `|` `/` `;` or a line break.

    Each part must be a style as a whole: `Semi-Competitive` is no `Competitive`.
    """
    parts = ("".join(_WORD.findall(part)) for part in _STYLE_SEPARATOR.split(_folded(text)))
    return frozenset(_STYLES[part] for part in parts if part in _STYLES)


def yes_or_no(text: str) -> bool | None:
    """Exactly `1` or `0`; anything else is no answer."""
    return {"1": True, "0": False}.get(text.strip())


def number_in(text: str) -> int | None:
    """The first whole number in `text` (`5 open`, `1 inactive`), never below 0; None without."""
    if _NEGATIVE.match(text):
        return 0
    found = _NUMBER.search(text)
    return int(found[0]) if found else None


def is_blank(text: str) -> bool:
    """Whether a cell says "nothing": empty, or one of the dashes that people type for it."""
    return text.strip() in {"", "-", "–", "—", "−"}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
