"""The page: what each said, fault by fault."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from tests.rivals.faults import FAULTS
from tests.rivals.observers import Watch

COLUMNS: Final = (
    "`bot.is_ready()`",
    "discordhealthcheck",
    "statusbeat",
    "argus-dpy",
    "`attach(bot)`",
    "`run(bot, token)`",
)
_TURNS: Final = 4
"""More changes than these are told as taking turns."""

_TEMPLATE: Final = Path(__file__).with_name("page.md")


def told(watch: Watch) -> str:
    """One cell."""
    if not watch.changes:
        return "no call"
    words = list(dict.fromkeys(word for _, word in watch.changes))
    if len(words) == 1:
        return words[0]
    if len(watch.changes) > _TURNS and not words[-1].startswith("**exit"):
        return f"{', '.join(words)} in turns ({len(watch.changes) - 1} changes)"
    first: dict[str, float] = {}
    for at, word in watch.changes[-_TURNS:]:
        first.setdefault(f"{word} ({at:.0f} s)", at)
    earlier = "… → " if len(watch.changes) > _TURNS else ""
    return earlier + " → ".join(first)


def table(rows: Mapping[str, Mapping[str, Watch]], columns: Sequence[str] = COLUMNS) -> str:
    """All rows; `rows` is by fault, then by column."""
    lines = [f"| fault | {' | '.join(columns)} |", f"| --- |{' --- |' * len(columns)}"]
    for fault in FAULTS:
        if seen := rows.get(fault.key):
            cells = " | ".join(told(seen[it]) if it in seen else "–" for it in columns)
            lines.append(f"| {fault.words} | {cells} |")
    return "\n".join(lines)


def page(
    rows: Mapping[str, Mapping[str, Watch]],
    *,
    when: datetime,
    python: str,
    versions: str,
    window: float,
    limits: Sequence[tuple[str, str, str]],
    missing: str = "",
) -> str:
    """The whole page. `missing`: pip's words, when the others could not be installed."""
    text = _TEMPLATE.read_text("utf-8").format(
        date=f"{when:%d %B %Y}",
        python=python,
        versions=versions,
        table=table(rows),
        window=window,
        limits="\n".join(f"| {' | '.join(row)} |" for row in limits),
    )
    if missing:
        text += f"\nThe others could not be installed:\n\n```\n{missing}\n```\n"
    return text
