"""The known clan tags: read from the clan list, found at the end of a name or within a text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

# All that Unicode calls a dash, and minus sign, soft hyphen and hyphen bullet: each counts as "-".
_DASHES: Final = (
    "\u00ad\u058a\u05be\u1400\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2043"
    "\u2212\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0\ufe31\ufe32"
    "\ufe58\ufe63\uff0d\U00010ead"
)
_TO_HYPHEN: Final = dict.fromkeys(map(ord, _DASHES), "-")

HEADERS: Final = ("clantag", "tag", "abbr", "code")
NO_CLAN: Final = "NONE"
LEFT: Final = "LEFT"
ANSWER_WORDS: Final = (NO_CLAN, LEFT)
"""Where a tag is wanted and there is none: no clan was found, the person left. No clan's tags."""
_ANSWER_AT_END: Final = re.compile(rf"(?<=[\s\-|])(?:{'|'.join(ANSWER_WORDS)})\Z", re.IGNORECASE)
_FIRST_FANCY: Final = "\u2100"
"""Letters in other fonts and widths stand from here on in Unicode."""
# A letter, digit or underscore, or an accent that hangs on one.
_WORD: Final = r"[\w\u0300-\u036f]"
_LONGEST_ANSWER: Final = 200
"""Characters: nobody answers with more. Each message is asked, and most are no answer."""
# What people put around a tag that they type: markdown, brackets, a full stop.
_WRAPPING: Final = " \t\r\n*_~`|>\"'()[]{}<.,:;!?"


def taken_words(where: str, tag: str) -> str:
    """What `--check` says of a clan whose tag is one of these words."""
    return (
        f"{where} has a clan {tag}, a word that is kept for tickets without a clan; give the clan "
        "another tag, or its tickets can't be told from those"
    )


def with_hyphens(text: str) -> str:
    """`text` with every kind of dash as "-"; each character stays at its place."""
    return text.translate(_TO_HYPHEN)


def in_plain_signs(text: str) -> str:
    """The same, and letters and digits of other widths and fonts (`ＮＯＸ`, `𝐍𝐎𝐗`) as ours."""
    text = with_hyphens(text)
    return text if text.isascii() else "".join(map(_plain_sign, text))


def _plain_sign(sign: str) -> str:
    if sign < _FIRST_FANCY or unicodedata.category(sign) not in {"Lu", "Ll", "Nd"}:
        return sign
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 and plain.isascii() else sign


def _canonical(text: str) -> str:
    """How a tag is spelled here: capitals and plain hyphens, whatever letters stood for them."""
    return in_plain_signs(text).casefold().upper()


def _bare(text: str) -> str:
    """`text` from its first letter or digit to its last, with the accents on that."""
    ends = [i for i, sign in enumerate(text) if sign.isalnum() or "\u0300" <= sign <= "\u036f"]
    return text[ends[0] : ends[-1] + 1] if ends else ""


def canonical_tag(text: str) -> str:
    """A cell of the clan list as the tag that it is; empty where it holds none."""
    return _canonical(text).strip().strip("-")


def folded(text: str) -> str:
    """`Dawn-Wardens!` and `dawn wardens` are one name: letters and digits only, without accents."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in apart if sign.isalnum())


class KnownTags:
    """The clans' tags in the order of the list, in capitals. Compares and hashes by them.

    The answer words are read like tags where a tag is answered or stands at the end of a name; in
    running text they are words like any other.
    """

    def __init__(self, tags: Iterable[str] = (), names: Mapping[str, str] | None = None) -> None:
        """`names`: tag as in `tags` → the clan's name."""
        canonical = (canonical_tag(tag) for tag in tags)
        self.tags: tuple[str, ...] = tuple(
            dict.fromkeys(tag for tag in canonical if tag and tag not in ANSWER_WORDS)
        )
        self._names = {canonical_tag(tag): name for tag, name in (names or {}).items()}
        self._folded = {tag: folded(name) for tag, name in self._names.items()}
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

    def name_of(self, tag: str) -> str:
        """The name of the clan; empty where the list has none."""
        return self._names.get(tag, "")

    def at_end(self, text: str) -> tuple[str, str] | None:
        """`("user-", "F-IT")` for `user-f–it`: what is before the longest tag, and the tag."""
        plain = in_plain_signs(text)
        match = self._suffix.search(plain) or _ANSWER_AT_END.search(plain)
        return (text[: match.start()], _canonical(match[0])) if match else None

    def within(self, text: str) -> tuple[str, str, str] | None:
        """The last tag that is a whole word of `text`, between what is before and after it."""
        matches = list(self._word.finditer(in_plain_signs(text)))
        if not matches:
            return None
        match = matches[-1]
        return text[: match.start()], _canonical(match[0]), text[match.end() :]

    def named_in(self, text: str) -> frozenset[str]:
        """Every tag that is a whole word of `text`."""
        found = self._word.finditer(in_plain_signs(text))
        return frozenset(_canonical(match[0]) for match in found)

    def exactly(self, text: str) -> str | None:
        """The tag that `text` is, and nothing else: an answer typed by a person."""
        if len(text) > _LONGEST_ANSWER:
            return None
        tag = _canonical(unicodedata.normalize("NFKC", text))
        return next(
            (each for each in (tag.strip(_WRAPPING), _bare(tag)) if each in self.tags), None
        )

    def answer(self, text: str) -> str | None:
        """What somebody says who was asked for the tag: a tag, an answer word, a clan's name."""
        if len(text) > _LONGEST_ANSWER:
            return None
        return self.exactly(text) or _answer_word(text) or self._named(text)

    def is_answer(self, text: str) -> bool:
        """Whether `text`, as we write it, is a tag or an answer word."""
        return text in self.tags or text in ANSWER_WORDS

    def _named(self, text: str) -> str | None:
        """The clan of this whole name, if there is just one."""
        if not (wanted := folded(text)):
            return None
        found = [tag for tag in self.tags if self._folded.get(tag) == wanted]
        return found[0] if len(found) == 1 else None


def _answer_word(text: str) -> str | None:
    word = _canonical(unicodedata.normalize("NFKC", text)).strip(_WRAPPING)
    return word if word in ANSWER_WORDS else None
