"""A log line for people."""

import logging
import time

from shared.logs.redact import Redactor, one_line

_FORM = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


class Utc(logging.Formatter):
    """Times as on the health pages, whatever zone the machine is in; logs of two hosts align."""

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"


class SafeText(Utc):
    """One line for each entry, redacted; the lines of a traceback below it."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__(_FORM)
        self._redactor = redactor

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line itself; tracebacks keep their line breaks, messages don't."""
        record.message = one_line(record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        """The whole entry, redacted."""
        return self._redactor(super().format(record))
