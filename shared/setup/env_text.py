"""How the text of a `.env` file is changed: some variables get values, all else stays. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from dotenv.parser import Binding, parse_stream

from shared.immutable import immutable

_BOM: Final = "\ufeff"
_NEEDS_NO_QUOTES: Final = re.compile(r"[A-Za-z0-9_.,:/@%+=~-]*")
# As python-dotenv 1.2 reads a line.
_KEY: Final = re.compile(r"\s*(?:export[^\S\r\n]+)?(?:'[^']+'|[^=\#\s]+)")
_SIGN: Final = re.compile(r"[^\S\r\n]*=(?P<gap>[^\S\r\n]*)")
_IN_QUOTES: Final = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\"""", re.DOTALL)
_COMMENT: Final = re.compile(r"\s+#.*")
_END: Final = re.compile(r"[^\S\r\n]*(?:\r\n|\n|\r)?\Z")


@immutable
class Change:
    """A variable, by all of its names in the order in which they count, gets `value`."""

    names: tuple[str, ...]
    value: str
    """Empty: it is not set any longer."""


class FileUnreadable(Exception):
    """Lines of the file, a quote that is never closed, would swallow what is written."""

    def __init__(self, lines: Sequence[int]) -> None:
        self.lines = lines
        which = ", ".join(map(str, lines)) or "?"
        super().__init__(
            f"line {which} can't be read, perhaps because a quote is never closed: mend or remove "
            "it first"
        )


def changed(text: str, changes: Iterable[Change]) -> str:
    """`text` with the changes; comments and other lines stay as they are, byte for byte.

    A line that sets the variable gets the new value, and keeps its comment; without such a line
    one is added at the end. Raises ValueError for a value that a line can't hold, FileUnreadable.
    """
    wanted = {change.names: change.value for change in changes}
    bom, body = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    for names, value in wanted.items():
        body = _with(body, names, value)
    _require_reads_back(body, wanted)
    return bom + body


def unreadable_lines(text: str) -> list[int]:
    """The numbers of the lines that are neither settings nor comments."""
    return [
        each.original.line + _blank_lines(each.original.string)
        for each in _bindings(text)
        if each.error
    ]


def quoted(value: str) -> str:
    """`value` as it stands behind `=`. Raises ValueError for one with a line break or the like."""
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
        raise ValueError("holds a line break or another control character")
    if _NEEDS_NO_QUOTES.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    # `${NAME}` is replaced in quotes as well; a nameless one gives its default, the dollar.
    return "'" + escaped.replace("${", "${:-$}{") + "'"


def _with(text: str, names: Sequence[str], value: str) -> str:
    bindings = _bindings(text)
    there = {each.key.casefold() for each in bindings if each.key is not None}
    used = [name for name in names if name.casefold() in there]
    # A newer name goes before an older one, so that it alone needs the value; without one none may.
    lines = {name.casefold() for name in (used[:1] if value else used)}
    parts = [
        _line(each.original.string, value)
        if each.key is not None and each.key.casefold() in lines
        else each.original.string
        for each in bindings
    ]
    if value and not used:
        parts.append(_new_line(text, names[0], value))
    return "".join(parts)


def _line(original: str, value: str) -> str:
    key = _KEY.match(original)
    end = _END.search(original)
    if key is None or end is None:
        raise FileUnreadable([])  # never: python-dotenv has read it
    comment = _comment_in(original[key.end() : max(end.start(), key.end())])
    if comment and not comment[0].isspace():
        comment = f" {comment}"
    return f"{key[0]}={quoted(value)}{comment}{end[0]}"


def _comment_in(rest: str) -> str:
    """What stands behind the value, in what stands behind the key."""
    sign = _SIGN.match(rest)
    if sign is None:
        return rest
    value = rest[sign.end() :]
    if sign["gap"] and value.startswith("#"):
        return sign["gap"] + value
    if in_quotes := _IN_QUOTES.match(value):
        return value[in_quotes.end() :]
    comment = _COMMENT.search(value)
    return comment[0] if comment else ""


def _new_line(text: str, name: str, value: str) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    before = end if text and not text.endswith(("\n", "\r")) else ""
    return f"{before}{name}={quoted(value)}{end}"


def _require_reads_back(text: str, wanted: dict[tuple[str, ...], str]) -> None:
    read: dict[str, set[str]] = {}
    for each in _bindings(text):
        if each.key is not None:
            read.setdefault(each.key.casefold(), set()).add(each.value or "")
    for names, value in wanted.items():
        held = next((it for name in names if any(it := read.get(name.casefold(), set()))), {""})
        if held != {value.replace("${", "${:-$}{")}:
            raise FileUnreadable(unreadable_lines(text))


def _bindings(text: str) -> list[Binding]:
    return list(parse_stream(StringIO(text, newline="")))


def _blank_lines(original: str) -> int:
    blank = original[: len(original) - len(original.lstrip())]
    return len(re.findall(r"\r\n|\n|\r", blank))
