"""systemd's journal takes each line's priority from a number before it; without, all are alike."""

import logging
import os
from typing import Final, TextIO

_PRIORITIES: Final = (
    (logging.CRITICAL, 2),
    (logging.ERROR, 3),
    (logging.WARNING, 4),
    (logging.INFO, 6),
)
_DEBUG: Final = 7


class ForJournal(logging.Formatter):
    """Another formatter's lines, each with its priority: a traceback's lines are entries too."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """The lines as `inner` makes them, `<n>` before each."""
        number = next((n for level, n in _PRIORITIES if record.levelno >= level), _DEBUG)
        return "\n".join(f"<{number}>{line}" for line in self._inner.format(record).split("\n"))


def is_journal(stream: TextIO, named: str | None = None) -> bool:
    """Whether `stream` is the one that systemd gave this process, by device and inode.

    `named`: as in the variable JOURNAL_STREAM, which children inherit even where their output
    goes elsewhere.
    """
    if named is None:
        named = os.environ.get("JOURNAL_STREAM", "")  # noqa: TID251 - not ours to set: systemd's
    try:
        there = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return named == f"{there.st_dev}:{there.st_ino}"
