"""Takes secrets and control characters out of whatever is about to be logged."""

import re
from collections.abc import Iterable

_STARS = "[secret]"
# Shapes of secrets that may come from outside our settings (a traceback of a library, a header).
_SHAPES = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|\b(?:Bot|Bearer) [A-Za-z0-9._~+/=-]{20,}"
    r"|\b[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}"
    r"|\bya29\.[A-Za-z0-9._-]{10,}"
    r"|(?<=/webhooks/)\d+/[A-Za-z0-9._-]{20,}",
    re.DOTALL,
)
# A line break in a name must not begin a new log line; tabs and terminal codes go as well.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029]")
_SHORTEST_SECRET = 8


class Redactor:
    """Knows the secrets of this process and replaces them with stars."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # Longest first, so that a secret which contains another is replaced whole.
        known = sorted({s for s in secrets if len(s) >= _SHORTEST_SECRET}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        """`text` without anything that is, or looks like, a secret."""
        if self._known:
            text = self._known.sub(_STARS, text)
        return _SHAPES.sub(_STARS, text)


def one_line(text: str) -> str:
    """`text` with control characters shown instead of obeyed; for names that people chose."""
    return _CONTROLS.sub(lambda match: f"\\x{ord(match[0]):02x}", text.replace("\n", "\\n"))
