"""The known clan tags: read from the clan list, found at the end of a name or within a text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

# All that Unicode calls a dash, and minus sign, soft hyphen and hyphen bullet: each counts as "-".
_DASHES: Final = (
    "\u00ad\u058a\u05be\u1400\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2043"
    "\u2212\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0\ufe31\ufe32"
    "\ufe58\ufe63\uff0d\U00010ead"
)
_TO_HYPHEN: Final = dict.fromkeys(map(ord, _DASHES), "-")

HEADERS: Final = ("clantag", "tag", "abbr", "code")
# A letter, digit or underscore, or an accent that hangs on one.
_WORD: Final = r"[\w\u0300-\u036f]"
# What people put around a tag that they type: markdown, brackets, a full stop.
_WRAPPING: Final = " \t\r\n*_~`|>\"'()[]{}<.,:;!?"


def with_hyphens(text: str) -> str:
    """`text` with every kind of dash as "-"; each character stays at its place."""
    return text.translate(_TO_HYPHEN)


def _canonical(text: str) -> str:
    """How a tag is spelled here: capitals and plain hyphens, whatever letters stood for them."""
    return with_hyphens(text).casefold().upper()


def _bare(text: str) -> str:
    """`text` from its first letter or digit to its last, with the accents on that."""
    ends = [i for i, sign in enumerate(text) if sign.isalnum() or "\u0300" <= sign <= "\u036f"]
    return text[ends[0] : ends[-1] + 1] if ends else ""


class KnownTags:
    """The clans' tags in the order of the list, in capitals. Compares and hashes by them."""

    def __init__(self, tags: Iterable[str] = ()) -> None:
        canonical = (_canonical(tag).strip().strip("-") for tag in tags)
        self.tags: tuple[str, ...] = tuple(dict.fromkeys(tag for tag in canonical if tag))
        # The longest first: of F-IT and IT the first is what `user-F-IT` means.
        longest_first = sorted(self.tags, key=len, reverse=True)
        any_tag = "|".join(map(re.escape, longest_first)) or "(?!)"
        self._word = re.compile(rf"(?<!{_WORD})(?:{any_tag})(?!{_WORD})", re.IGNORECASE)
        self._suffix = re.compile(rf"(?<!{_WORD})(?:{any_tag})\Z", re.IGNORECASE)

    def __contains__(self, tag: object) -> bool:
        return tag in self.tags

    def __len__(self) -> int:
        return len(self.tags)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tags)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KnownTags) and self.tags == other.tags

    def __hash__(self) -> int:
        return hash(self.tags)

    def __repr__(self) -> str:
        return f"KnownTags({self.tags!r})"

    def at_end(self, text: str) -> tuple[str, str] | None:
        """`("user-", "F-IT")` for `user-f–it`: what is before the longest tag, and the tag."""
        match = self._suffix.search(with_hyphens(text))
        return (text[: match.start()], _canonical(match[0])) if match else None

    def within(self, text: str) -> tuple[str, str, str] | None:
        """The last tag that is a whole word of `text`, between what is before and after it."""
        matches = list(self._word.finditer(with_hyphens(text)))
        if not matches:
            return None
        match = matches[-1]
        return text[: match.start()], _canonical(match[0]), text[match.end() :]

    def named_in(self, text: str) -> frozenset[str]:
        """Every tag that is a whole word of `text`."""
        return frozenset(_canonical(match[0]) for match in self._word.finditer(with_hyphens(text)))

    def exactly(self, text: str) -> str | None:
        """The tag that `text` is, and nothing else: an answer typed by a person."""
        tag = _canonical(unicodedata.normalize("NFKC", text))
        return next(
            (each for each in (tag.strip(_WRAPPING), _bare(tag)) if each in self.tags), None
        )
