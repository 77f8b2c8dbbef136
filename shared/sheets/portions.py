"""Large JSON, read in portions, so that a thread that reads it lets others work in between.

The standard library reads a whole text without giving way once: twenty thousand rows would hold
the interpreter, and with it the event loop, for a fifth of a second.
"""

import json
import re
from json import JSONDecodeError
from typing import Any, Final

_DEPTH: Final = 4
"""Google's answer, its ranges, one of them, its rows: each row is a portion."""
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_whole: Final = json.JSONDecoder()


def loads(text: str) -> Any:  # noqa: ANN401 - as json's
    """As `json.loads` of the same text. Raises JSONDecodeError, and RecursionError as that does."""
    value, end = _value(text, _after_space(text, 0), _DEPTH)
    end = _after_space(text, end)
    if end != len(text):
        raise JSONDecodeError("Extra data", text, end)
    return value


def _value(text: str, at: int, depth: int) -> tuple[Any, int]:
    """The value that begins at `at`, and where it ends."""
    if depth and text.startswith("[", at):
        return _array(text, at + 1, depth - 1)
    if depth and text.startswith("{", at):
        return _object(text, at + 1, depth - 1)
    return _whole.raw_decode(text, at)


def _array(text: str, at: int, depth: int) -> tuple[list[Any], int]:
    items: list[Any] = []
    at = _after_space(text, at)
    if text.startswith("]", at):
        return items, at + 1
    while True:
        item, at = _value(text, at, depth)
        items.append(item)
        at, is_over = _after_item(text, at, "]")
        if is_over:
            return items, at


def _object(text: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    members: dict[str, Any] = {}
    at = _after_space(text, at)
    if text.startswith("}", at):
        return members, at + 1
    while True:
        if not text.startswith('"', at):
            raise JSONDecodeError("Expecting property name enclosed in double quotes", text, at)
        name, at = _whole.raw_decode(text, at)
        at = _after_space(text, at)
        if not text.startswith(":", at):
            raise JSONDecodeError("Expecting ':' delimiter", text, at)
        members[name], at = _value(text, _after_space(text, at + 1), depth)
        at, is_over = _after_item(text, at, "}")
        if is_over:
            return members, at


def _after_item(text: str, at: int, end: str) -> tuple[int, bool]:
    """Where it goes on, and whether the list is over."""
    at = _after_space(text, at)
    if text.startswith(end, at):
        return at + 1, True
    if not text.startswith(",", at):
        raise JSONDecodeError("Expecting ',' delimiter", text, at)
    return _after_space(text, at + 1), False


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
