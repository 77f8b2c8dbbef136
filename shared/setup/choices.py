"""Things to choose from by number, by name, or by a link to them. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from shared.immutable import immutable

_NUMBER: Final = re.compile(r"[0-9]{1,4}")
_ID: Final = re.compile(r"[0-9]{15,20}")
# A link, a mention, or the id itself; of a link the last id counts.
_POINTER: Final = re.compile(r"(?:https?://\S*/channels/\S*|<[#@][&!]?)?[0-9]{15,20}[/>]?")
_MOST_LINES: Final = 40


@immutable
class Choice:
    """One thing, by name."""

    value: str
    """As the variable holds it."""
    label: str
    note: str = ""
    """What speaks against it."""


class Several(ValueError):
    """A name fits several things; `numbers` are theirs, from 1."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = tuple(numbers)
        super().__init__("there are several; say which")


def listed(choices: Sequence[Choice], numbers: Sequence[int] = ()) -> list[str]:
    """A line for each of them, or for those with these numbers; the first ones of very many."""
    chosen = numbers or range(1, len(choices) + 1)
    lines = [_line(number, choices[number - 1]) for number in chosen[:_MOST_LINES]]
    more = len(chosen) - len(lines)
    return [*lines, f"       and {more} more: type part of a name"] if more else lines


def picked(line: str, choices: Sequence[Choice], *, many: bool) -> list[Choice]:
    """What `line` names: numbers, names, parts of names, links. Raises ValueError, Several."""
    text = line.strip()
    parts = [text]
    if many or all(_NUMBER.fullmatch(part) for part in _parts(text, r"[\s,;]+")):
        tight = _parts(text, r"[\s,;]+")
        numbers_or_links = all(
            _NUMBER.fullmatch(part) or _POINTER.fullmatch(part) for part in tight
        )
        parts = tight if numbers_or_links else _parts(text, r"[,;]")
    found = [_one(part, choices) for part in parts]
    unique = list({choice.value: choice for choice in found}.values())
    if not many and len(unique) > 1:
        raise ValueError("choose one of them")
    if not unique:
        raise ValueError("choose by number or by name")
    return unique


def _one(text: str, choices: Sequence[Choice]) -> Choice:
    if _NUMBER.fullmatch(text) and not any(text == _bare(each.label) for each in choices):
        number = int(text)
        if not 1 <= number <= len(choices):
            raise ValueError(f"there is no number {number}")
        return choices[number - 1]
    if _POINTER.fullmatch(text):
        value = _ID.findall(text)[-1]
        known = next((each for each in choices if each.value == value), None)
        return known or Choice(value, f"the one with the id {value}")
    wanted = _bare(text)
    for fits in (
        [n for n, each in enumerate(choices, 1) if wanted == _bare(each.label)],
        [n for n, each in enumerate(choices, 1) if wanted in each.label.casefold()],
    ):
        if len(fits) == 1:
            return choices[fits[0] - 1]
        if fits:
            raise Several(fits)
    raise ValueError(f"nothing here is called {text!r}")


def _bare(name: str) -> str:
    return name.strip().lstrip("#@").strip().casefold()


def _parts(text: str, separators: str) -> list[str]:
    return [part.strip() for part in re.split(separators, text) if part.strip()]


def _line(number: int, choice: Choice) -> str:
    note = f"  ({choice.note})" if choice.note else ""
    return f"  {number:>3}  {choice.label}{note}"
