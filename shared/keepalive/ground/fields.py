"""The kinds of values that an environment variable can hold: from its text to the value.

Each raises ValueError in words for people, which never repeat a secret.
"""

import math
import re
from typing import Final, TypeVar
from urllib.parse import urlsplit

from .secret import Secret
from .setting import Reader

Word = TypeVar("Word", bound=str)

_ON: Final = frozenset({"on", "1", "true", "yes", "y"})
_OFF: Final = frozenset({"off", "0", "false", "no", "n"})
# RFC 1035, section 2.3.4.
_LONGEST_HOST: Final = 253
_LONGEST_LABEL: Final = 63
# More digits than any number of ours has; int() itself gives up far beyond.
_MOST_DIGITS: Final = 40


def text(value: str) -> str:
    """As it is."""
    return value


def switch(value: str) -> bool:
    """ON/OFF, 1/0, true/false, yes/no, in any case."""
    word = value.strip().lower()
    if word in _ON:
        return True
    if word in _OFF:
        return False
    raise ValueError("write ON or OFF")


def url(value: str) -> str:
    """An address without trailing slash, or empty."""
    address = value.strip().rstrip("/")
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https", "ws", "wss"} or not parts.hostname:
        raise ValueError("give a full address such as https://example.org")
    if not all(character.isprintable() and not character.isspace() for character in value.strip()):
        raise ValueError("an address holds no blanks and no line breaks")
    if not _is_host(parts.hostname):
        raise ValueError("no host can be called so")
    try:
        _ = parts.port
    except ValueError:
        raise ValueError("a port is a number up to 65535") from None
    return address


def _is_host(name: str) -> bool:
    """Whether a name service could be asked for it: asking for others fails in ways of its own."""
    labels = name.removesuffix(".").split(".")
    if name.isascii():
        return len(name) <= _LONGEST_HOST and all(0 < len(it) <= _LONGEST_LABEL for it in labels)
    try:
        return bool(name.encode("idna"))
    except UnicodeError:
        return False


def secret(reader: Reader[str] = text) -> Reader[Secret]:
    """What `reader` makes of it, never to be shown."""
    return lambda value: Secret(reader(value))


def whole(*, at_least: int | None = None, at_most: int | None = None) -> Reader[int]:
    """A whole number within a range."""

    def read(value: str) -> int:
        number = _whole(value.strip())
        _check_range(number, at_least=at_least, at_most=at_most)
        return number

    return read


def number(
    *,
    above: float | None = None,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Reader[float]:
    """A finite number within a range; seconds, hours, parts."""

    def read(value: str) -> float:
        try:
            found = float(value) if value.isascii() else math.nan
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise ValueError("should be a number")
        if above is not None and not found > above:
            raise ValueError(f"should be greater than {above}")
        _check_range(found, at_least=at_least, at_most=at_most)
        return found

    return read


def one_of(*words: Word) -> Reader[Word]:
    """One of these words, in any case."""
    by_lower = {word.lower(): word for word in words}

    def read(value: str) -> Word:
        word = by_lower.get(value.strip().lower())
        if word is None:
            raise ValueError(f"should be {alternatives([repr(each) for each in words])}")
        return word

    return read


def _whole(value: str) -> int:
    # Spreadsheets and panels make 60.0 of 60.
    digits = re.sub(r"\.0+$", "", value)
    try:
        if digits.isascii() and len(digits) <= _MOST_DIGITS:
            return int(digits)
    except ValueError:
        pass
    raise ValueError("should be a whole number")


def _check_range(value: float, *, at_least: float | None, at_most: float | None) -> None:
    if at_least is not None and value < at_least:
        raise ValueError(f"should be greater than or equal to {at_least}")
    if at_most is not None and value > at_most:
        raise ValueError(f"should be less than or equal to {at_most}")


def alternatives(words: list[str]) -> str:
    """`a, b or c`, for words that people read."""
    *first, last = words
    return f"{', '.join(first)} or {last}"
