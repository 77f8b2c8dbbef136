"""Everything that the code can say, with `…` for what it fills in; to check what pages quote."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_GAP = "…"
# A place that `%`-formatting fills, and a run of such places.
_PERCENT = re.compile(r"%(?:\.\d+)?[srdfg]")
_GAPS = re.compile(r"…(?:\s*…)*")


def comparable(text: str) -> str:
    """`text` on one line, each run of gaps as one."""
    return _GAPS.sub(_GAP, " ".join(text.replace("`", "").split()))


@cache
def sayings() -> tuple[str, ...]:
    """Every text in the sources of the bots and of what they share."""
    found: set[str] = set()
    for folder in ("apps", "shared"):
        for path in (ROOT / folder).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            found |= {comparable(text) for node in ast.walk(tree) if (text := _text(node))}
    return tuple(found)


def is_said(quote: str) -> bool:
    """Whether the code can say `quote`; it may be a part of what is said."""
    wanted = comparable(quote).strip(_GAP + " ")
    return any(wanted in saying for saying in sayings())


def _text(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str() as text):
            return _PERCENT.sub(_GAP, text)
        case ast.JoinedStr(values=parts):
            return "".join(_text(part) or _GAP for part in parts)
        case _:
            return ""
