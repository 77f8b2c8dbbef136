"""Placeholders in a welcome text: expanded once, in one pass, and lines without a value dropped."""

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

_PLACEHOLDER: Final = re.compile(r"\{(?:EMOJI:(?P<emoji>[^{}\n]{1,100})|(?P<name>[A-Z]{1,20}))\}")
_BLANK_LINES: Final = re.compile(r"\n(?:[ \t]*\n){2,}")
_NOTHING: Final = frozenset({"na", "none", "null", "nobody", "noone", "tba", "tbd", "vacant"})


def expand(text: str, values: Mapping[str, str], emoji: Callable[[str], str]) -> str:
    """`text` with each `{NAME}` that `values` knows and each `{EMOJI:…}` replaced.

    What is inserted is never looked at again, whatever it says. Unknown names stay as they are,
    so that whoever wrote the text sees the slip.
    """

    def replacement(match: re.Match[str]) -> str:
        if match["emoji"] is not None:
            return emoji(match["emoji"].strip())
        return values.get(match["name"], match[0])

    return _PLACEHOLDER.sub(replacement, text)


def is_nothing(value: str) -> bool:
    """Whether a cell means "nobody": empty, only dashes or marks, `n/a`, `none`, and the like."""
    letters = "".join(character for character in value.casefold() if character.isalnum())
    return not letters or letters in _NOTHING


def without_empty_lines(text: str, empty: AbstractSet[str]) -> str:
    """`text` without the lines that name only `empty` values, and without headings left alone.

    A line that names another value beside an empty one stays. `empty` holds placeholder names.
    """
    kept: list[str] = []
    for heading, lines in _sections(text.splitlines()):
        left = [line for line in lines if not _names_only(line, empty)]
        orphaned = len(left) < len(lines) and not any(line.strip() for line in left)
        if heading is not None and not orphaned:
            kept.append(heading)
        kept += left
    return _BLANK_LINES.sub("\n\n", "\n".join(kept)).strip()


def _sections(lines: list[str]) -> Iterator[tuple[str | None, list[str]]]:
    """Each heading with the lines that belong to it; lines before any heading have None.

    A section ends at the next heading, or at a blank line after its first line with text.
    """
    heading: str | None = None
    section: list[str] = []
    for line in lines:
        ends = _is_heading(line) or (
            heading is not None and not line.strip() and any(each.strip() for each in section)
        )
        if ends:
            yield heading, section
            heading, section = (line, []) if _is_heading(line) else (None, [line])
        else:
            section.append(line)
    yield heading, section


def _is_heading(line: str) -> bool:
    """A line that introduces others: `# Crew`, `**Crew**`, `Your crew:`; no placeholder in it."""
    text = line.strip()
    if not text or _PLACEHOLDER.search(text):
        return False
    is_bold = len(text) > 4 and text[:2] == text[-2:] and text[:2] in {"**", "__"}
    return text.startswith("#") or is_bold or text.rstrip("*_~ ").endswith(":")


def _names_only(line: str, empty: AbstractSet[str]) -> bool:
    named = {match["name"] for match in _PLACEHOLDER.finditer(line)} & {"CLANLEAD", "DEPUTIES"}
    return bool(named) and named <= empty
