"""Google's key as it comes line by line: a path, or a paste of one line or many."""

import base64
import json
import re
from collections.abc import Sequence
from typing import Final

from shared.sheets.service_account import ServiceAccount

_BEGINS_A_PASTE: Final = re.compile(r"[\s\"'`“‘]*(?:\{|\"type\"|[A-Za-z0-9+/_-]{40,}=*\s*\Z)")


def key_in_lines(lines: Sequence[str]) -> ServiceAccount | None:
    """The account, or None while lines are missing; an empty line says that none will come.

    Raises ValueError that says what is wrong and repeats nothing.
    """
    text = "\n".join(lines)
    try:
        return ServiceAccount.parse(text)
    except ValueError:
        if lines[-1].strip() and _BEGINS_A_PASTE.match(lines[0]) and not _is_json(text):
            return None
        raise


def as_one_word(account: ServiceAccount) -> str:
    """The key in base64: no quote, blank or backslash that a shell or panel could bend."""
    document = json.dumps(account.info, separators=(",", ":"))
    return base64.b64encode(document.encode()).decode()


def _is_json(text: str) -> bool:
    try:
        json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return False
    return True
