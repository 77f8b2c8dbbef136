"""A spreadsheet's id, from whatever address of it people copy. Pure."""

import re
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

_ID: Final = re.compile(r"[A-Za-z0-9_-]{10,}")
# The end of an address, or more than the id out of its middle.
_PART: Final = re.compile(r"/?(?:spreadsheets/)?(?:u/\d/)?(?:d/)?([A-Za-z0-9_-]{10,})(?:[/?#].*)?")
_ADDRESS: Final = re.compile(
    r"(?:https?://)?(?:www\.)?(?:docs|drive|sheets)\.google\.com(?::443)?/.*", re.IGNORECASE
)
_HOW_TO: Final = "copy the part between /d/ and /edit of the spreadsheet's address"
# What is no spreadsheet though it has an id, by a part of its path.
_OTHERS: Final = {
    "document": "a document",
    "presentation": "a presentation",
    "forms": "a form",
    "folders": "a folder",
}


def spreadsheet_id(text: str) -> str:
    """The id in `text`, an id or an address. Raises ValueError that says what was found instead.

    Google shows `/spreadsheets/d/ID/edit`, with `/u/1` before `/d` in a browser with two accounts,
    with `/a/DOMAIN` in front at a company, and in Drive `/file/d/ID` and `/open?id=ID`.
    """
    value = text.strip().strip("\ufeff\u200b<>\"'“”`").strip()
    if not _ADDRESS.fullmatch(value):
        part = _PART.fullmatch(value)
        return _checked(part[1] if part else value)
    address = urlsplit(value if "://" in value else f"https://{value}")
    parts = [unquote(part) for part in address.path.split("/") if part]
    if "d" in parts and parts[parts.index("d") + 1 :][:1] == ["e"]:
        raise ValueError(
            "is the address of the published copy, which nobody can write to; open the spreadsheet "
            f"itself and {_HOW_TO}"
        )
    for part, what in _OTHERS.items():
        if part in parts:
            raise ValueError(f"is the address of {what}; {_HOW_TO}")
    if "d" in parts and parts[-1] != "d":
        return _checked(parts[parts.index("d") + 1])
    query = parse_qs(address.query)
    return _checked((query.get("id") or query.get("key") or [""])[0])


def _checked(identifier: str) -> str:
    if not _ID.fullmatch(identifier):
        raise ValueError(f"is no spreadsheet id; {_HOW_TO}")
    return identifier
