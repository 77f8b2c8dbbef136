"""Nothing answers through `Context.send`: where the local clock is wrong, that is not private."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SENDS = re.compile(r"\b(ctx|context)\.(send|defer)\(")


def test_slash_commands_are_answered_through_their_interaction() -> None:
    sources = [file for room in ("apps", "shared") for file in (ROOT / room).rglob("*.py")]
    assert len(sources) > 100
    sending = [str(f.relative_to(ROOT)) for f in sources if _SENDS.search(f.read_text("utf-8"))]
    assert sending == []
