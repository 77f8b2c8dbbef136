"""One log format for the process, on standard error; no secret and no forged line passes."""

import logging
import sys
import time
from collections.abc import Iterable
from typing import Literal, TextIO

from pythonjsonlogger.json import JsonFormatter

from shared.logs.journal import ForJournal, is_journal
from shared.logs.quiet import DiscordInBrief
from shared.logs.redact import Redactor, one_line

_TEXT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_FIELDS = "{asctime}{levelname}{name}{message}"
# These write a line for each request they make, which says nothing that our own lines don't.
_CHATTY = ("google", "urllib3", "asyncio", "aiohttp.access")
# Names its own event ("stamina.retry_scheduled") where we say what is tried again, and why.
_SAID_BETTER = ("stamina",)


class _Utc(logging.Formatter):
    """Times as on the health pages, whatever zone the machine is in; logs of two hosts align."""

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"


class _SafeText(_Utc):
    def __init__(self, redactor: Redactor) -> None:
        super().__init__(_TEXT)
        self._redactor = redactor

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line itself; tracebacks keep their line breaks, messages don't."""
        record.message = one_line(record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        """The whole entry, redacted."""
        return self._redactor(super().format(record))


class _SafeJson(_Utc, JsonFormatter):
    def __init__(self, redactor: Redactor) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType] - untyped json arguments
            _FIELDS, style="{", rename_fields={"asctime": "time", "levelname": "level"}
        )
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object on one line, redacted."""
        return self._redactor(super().format(record))


def set_up_logging(
    *,
    level: str = "INFO",
    form: Literal["text", "json"] = "text",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send every logger's records to `stream` (standard error), in one form, without `secrets`."""
    redactor = Redactor(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    formatter = _SafeJson(redactor) if form == "json" else _SafeText(redactor)
    handler.setFormatter(ForJournal(formatter) if is_journal(stream or sys.stderr) else formatter)
    handler.addFilter(DiscordInBrief())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SAID_BETTER:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)
