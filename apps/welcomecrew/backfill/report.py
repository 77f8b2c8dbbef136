"""What a backfill found and did: counts, a progress bar, and the details as a text."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final

from shared.chat.text import count
from shared.immutable import immutable

_MOST_LINES: Final = 20_000
_BAR: Final = 20


class Result(Enum):
    """What became of one thread."""

    INSERTED = "inserted"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


_WITHOUT_WRITING: Final = {Result.INSERTED: "to insert", Result.UPDATED: "to update"}


@immutable
class Line:
    """One thread, for the details."""

    result: Result
    thread: str
    words: str

    def told(self, *, dry: bool) -> str:
        """As a line of the details."""
        return f"{_word(self.result, dry=dry):<9}  {self.thread}  {self.words}".rstrip()


@dataclass(slots=True)
class Report:
    """One run, while it goes on and afterwards."""

    started: datetime
    dry: bool
    total: int = 0
    counts: Counter[Result] = field(default_factory=Counter[Result])
    lines: list[Line] = field(default_factory=list[Line])
    left_out: int = 0
    phase: str = "listing threads"
    ended: datetime | None = None
    unread: list[str] = field(default_factory=list[str])
    """Channels that can't be read, each with the reason."""
    to_touch: int = 0
    """Closed threads that catch-up will open, to name them or to ask in them."""
    waiting: int = 0
    """Rows that are not known to be in the sheet yet."""

    @property
    def scanned(self) -> int:
        """How many threads were looked at."""
        return sum(self.counts.values()) + self.waiting

    def add(self, line: Line) -> None:
        """Note a thread; the list of details is bounded."""
        self.counts[line.result] += 1
        if line.result is Result.UNCHANGED:
            return
        if len(self.lines) < _MOST_LINES:
            self.lines.append(line)
        else:
            self.left_out += 1


def progress(report: Report, now: datetime) -> str:
    """Bar, counts and the time that is left, for the message that is edited."""
    head = f"{bar(report)}{_time_left(report, now)}"
    return "\n".join([head, counts_line(report), *_notes(report)])


def bar(report: Report) -> str:
    """How far it is, and nothing else: what is left in the message once a summary follows it."""
    filled = round(_share(report) * _BAR)
    drawn = "█" * filled + "░" * (_BAR - filled)
    title = "Backfill (dry run: nothing is written)" if report.dry else "Backfill"
    return f"**{title}**: {report.phase}\n`{drawn}` {report.scanned}/{report.total}"


def summary(report: Report) -> str:
    """The one line at the end."""
    title = "Backfill (dry run)" if report.dry else "Backfill"
    return "\n".join([f"{title} {report.phase}: {counts_line(report)}", *_notes(report)])


def _notes(report: Report) -> list[str]:
    """What people should know beside the counts."""
    lines = [f"⚠ not read: {words}" for words in report.unread]
    if report.to_touch:
        threads = count(report.to_touch, "closed thread")
        lines.append(
            f"{threads} without the closed name: catch-up opens such threads for a moment to "
            "name them, and asks in those without a tag. `!backfill_stop` leaves the rest alone."
        )
    return lines


def counts_line(report: Report) -> str:
    """`12 inserted · 3 updated · …`; a dry run says `to insert`."""
    words = " · ".join(
        f"{report.counts[result]} {_word(result, dry=report.dry)}" for result in Result
    )
    if report.waiting:
        words += f" · {count(report.waiting, 'row')} waiting to be written"
    return words


def details(report: Report) -> str:
    """The text file: diffs, and skips with their reasons."""
    head = [
        f"Backfill of {report.started:%Y-%m-%d %H:%M} UTC" + (" (dry run)" if report.dry else ""),
        counts_line(report),
        "",
    ]
    tail = [f"… and {report.left_out} more"] if report.left_out else []
    lines = [line.told(dry=report.dry) for line in _sorted(report.lines)]
    return "\n".join([*head, *lines, *tail]) + "\n"


def _sorted(lines: Sequence[Line]) -> list[Line]:
    order = list(Result)
    return sorted(lines, key=lambda each: order.index(each.result))


def _word(result: Result, *, dry: bool) -> str:
    return _WITHOUT_WRITING.get(result, result.value) if dry else result.value


def _share(report: Report) -> float:
    return report.scanned / report.total if report.total else 0.0


def _time_left(report: Report, now: datetime) -> str:
    share = _share(report)
    if report.ended or not 0 < share < 1:
        return ""
    passed = (now - report.started).total_seconds()
    left = round(passed / share - passed)
    return f" · about {left // 60}:{left % 60:02} left"
