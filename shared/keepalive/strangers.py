"""What strangers send that is no request: said once a minute, however much of it comes."""

import logging
from typing import Final

from aiohttp.http_exceptions import HttpProcessingError

from .ground.clock import Clock

_log = logging.getLogger(__name__)

_EVERY_S: Final = 60.0


def spare_logger(clock: Clock) -> logging.Logger:
    """A logger for aiohttp's server, which writes a traceback for each line of nonsense.

    It is in nobody's tree: what it lets through goes to this module's own logger.
    """
    logger = logging.Logger(__name__)  # noqa: LOG001 - each server has a count of its own
    logger.addHandler(_Sparing(clock))
    return logger


class _Sparing(logging.Handler):
    """Lets one record of a kind through each minute, and says how many it kept back."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._said_at: dict[str, float] = {}
        self._kept_back: dict[str, int] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler.emit`."""
        error = record.exc_info[1] if record.exc_info else None
        nonsense = isinstance(error, HttpProcessingError)
        kind = "nonsense" if nonsense else record.levelname
        now = self._clock.monotonic()
        if now - self._said_at.get(kind, -_EVERY_S) < _EVERY_S:
            self._kept_back[kind] = self._kept_back.get(kind, 0) + 1
            return
        self._said_at[kind] = now
        kept_back = self._kept_back.pop(kind, 0)
        before = f" (and {kept_back} more since the last line like this)" if kept_back else ""
        if nonsense:
            # Not its text: that is what the stranger sent.
            _log.info("a visitor sent what is no request: %s%s", type(error).__name__, before)
        else:
            _log.log(record.levelno, "%s%s", record.getMessage(), before, exc_info=record.exc_info)
