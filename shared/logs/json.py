"""A log line for machines."""

import logging

from pythonjsonlogger.json import JsonFormatter

from shared.logs.redact import Redactor
from shared.logs.text import Utc

_FIELDS = "{asctime}{levelname}{name}{message}"


class SafeJson(Utc, JsonFormatter):
    """One JSON object on one line for each entry, redacted."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType] - untyped json arguments
            _FIELDS, style="{", rename_fields={"asctime": "time", "levelname": "level"}
        )
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """The entry, redacted."""
        return self._redactor(super().format(record))
