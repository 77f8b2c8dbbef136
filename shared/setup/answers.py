"""What a typed line means. Pure."""

from enum import Enum
from typing import Final


class Word(Enum):
    """Lines that are no answer themselves."""

    BACK = "back"
    KEEP = ""
    """Leave it as it is."""
    CLEAR = "-"
    """Leave it to its default."""
    SKIP = "skip"
    """Go on though something isn't as it should be."""


_YES: Final = frozenset({"", "y", "yes"})
_NO: Final = frozenset({"n", "no"})


def meaning(line: str) -> Word | str:
    """One of the words, or an answer."""
    text = line.strip()
    try:
        return Word(text.casefold())
    except ValueError:
        return text


def agreed(line: str) -> bool:
    """Yes, which Enter means as well, or no. Raises ValueError for anything else."""
    word = line.strip().casefold()
    if word not in _YES | _NO:
        raise ValueError("say yes, no or back")
    return word in _YES
