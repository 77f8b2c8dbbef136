"""The JSON of a key file in every form that people paste it: one line, many, base64, a path."""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

HOW_TO: Final = "paste the whole JSON key file of the service account, as it is or as base64"

_QUOTES: Final = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’"}
_NAMED: Final = re.compile(r"(?:export\s+)?[A-Z][A-Z0-9_]{2,}\s*=\s*(?=\S)")
_DATA_ADDRESS: Final = re.compile(r"data:[\w/+.-]*;base64,")
_LARGEST_FILE: Final = 65_536
_LONGEST_PATH: Final = 1_000
# What people take for the key, by how it begins.
_LOOKALIKES: Final = {
    "-----BEGIN": "is only the private_key out of the JSON",
    "AIza": "is an API key, not the JSON key file of a service account",
    "ya29.": "is an access token, not the JSON key file of a service account",
}
# And files of Google's that are no key of a service account, by a field that only they have.
_OTHER_FILES: Final = {
    "installed": "is the JSON of an OAuth client, not of a service account",
    "web": "is the JSON of an OAuth client, not of a service account",
    "refresh_token": "is the JSON of a person's login, not of a service account",
}


def key_in(text: str) -> dict[str, Any]:
    """The fields of the key file. Raises ValueError naming the form found and the form wanted.

    Nothing of the text is ever repeated: it holds a secret. A path to the file is followed.
    """
    bare = _bare(text)
    for beginning, what in _LOOKALIKES.items():
        if bare.startswith(beginning):
            raise ValueError(f"{what}; {HOW_TO}")
    if bare.startswith(("{", '"')) or not bare:
        return _fields(bare)
    decoded = _from_base64(bare)
    if decoded is None and (content := _from_file(bare)) is not None:
        decoded = _from_base64(content) or content
    if decoded is None:
        raise ValueError(f"is neither JSON nor base64; {HOW_TO}")
    return _fields(_bare(decoded))


def _bare(text: str) -> str:
    """Without what comes along when people copy: blanks, a BOM, quotes, the variable's name."""
    bare = text.strip("\ufeff\u200b \t\r\n\x00\u00a0")
    bare = _NAMED.sub("", bare, count=1) if _NAMED.match(bare) else bare
    while len(bare) > 1 and _QUOTES.get(bare[0]) == bare[-1]:
        inner = bare[1:-1].strip()
        if bare[0] == '"' and inner.startswith('{\\"'):
            return bare  # JSON inside of a JSON string
        if not inner.startswith(("{", "'", '"')) and ":" in inner:
            return bare  # the fields without the braces around them
        bare = inner
    return bare


def _fields(document: str) -> dict[str, Any]:
    first: json.JSONDecodeError | None = None
    for attempt in _readings(document):
        try:
            info = json.loads(attempt, strict=False)  # real line breaks inside of strings
            if isinstance(info, str):
                info = json.loads(info, strict=False)
        except json.JSONDecodeError as error:
            first = first or error
        except (ValueError, RecursionError):  # thousands of digits, or of brackets
            raise ValueError(f"is no key file; {HOW_TO}") from None
        else:
            return _checked(info)
    raise ValueError(_what_is_wrong(document, first)) from None


def _readings(document: str) -> Iterator[str]:
    """The document, and what it was before a panel or a shell had its way with it."""
    yield document
    if document.startswith('"'):
        yield "{" + document.rstrip(", \r\n") + "}"
    unescaped = document.replace("\\r", "").replace("\\n", "\n").replace('\\"', '"')
    if unescaped != document:
        yield unescaped
    straight = document.translate(str.maketrans("“”„‟", '""""'))
    if straight != document:
        yield straight


def _what_is_wrong(document: str, error: json.JSONDecodeError | None) -> str:
    if document in {"{", "{\\n"} or (document.startswith("{") and len(document) < 20):
        return (
            "is only the first line of the JSON: in a .env file put single quotes around the "
            f"whole key, or write it on one line; {HOW_TO}"
        )
    if re.match(r"\{\s*'", document):
        return f"is not valid JSON: it has single quotes where JSON has double ones; {HOW_TO}"
    where = f" (line {error.lineno}, column {error.colno})" if error else ""
    return f"is not valid JSON{where}; {HOW_TO}"


def _checked(info: object) -> dict[str, Any]:
    if not isinstance(info, dict):
        raise ValueError(f"is no JSON object; {HOW_TO}")  # noqa: TRY004 - what a setting raises
    for key, what in _OTHER_FILES.items():
        if key in info and "private_key" not in info:
            raise ValueError(f"{what}; {HOW_TO}")
    return info  # pyright: ignore[reportUnknownVariableType] - JSON of any shape


def _from_base64(text: str) -> str | None:
    """Wrapped, unpadded and URL-safe base64 as well; None for what is no text in base64."""
    packed = "".join(_DATA_ADDRESS.sub("", text, count=1).split()).rstrip("=")
    packed = packed.replace("\\n", "").translate(str.maketrans("-_", "+/"))
    try:
        content = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
        return content.decode(json.detect_encoding(content))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None


def _from_file(text: str) -> str | None:
    """What the file holds, if `text` is a path; None if it isn't one."""
    if "\n" in text or len(text) > _LONGEST_PATH:
        return None
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        path = Path(text)  # "~" and nobody of that name here
    try:
        if path.is_file():
            with path.open("rb") as file:
                content = file.read(_LARGEST_FILE)
            return content.decode(json.detect_encoding(content))
    except (OSError, ValueError, RuntimeError):
        raise ValueError(f"is the path of a file that can't be read; {HOW_TO}") from None
    if path.suffix == ".json":
        raise ValueError(f"is the path of a file that is not there on this machine; {HOW_TO}")
    return None
