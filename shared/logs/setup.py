"""One log format for the process, on standard error; no secret and no forged line passes."""

import logging
import sys
from collections.abc import Iterable
from typing import Literal, TextIO

from shared.logs.journal import ForJournal, is_journal
from shared.logs.quiet import DiscordInBrief
from shared.logs.redact import Redactor
from shared.logs.text import SafeText

# These write a line for each request they make, which says nothing that our own lines don't.
_CHATTY = ("google", "urllib3", "asyncio", "aiohttp.access")
# Names its own event ("stamina.retry_scheduled") where we say what is tried again, and why.
_SAID_BETTER = ("stamina",)


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
    formatter = _as_json(redactor) if form == "json" else SafeText(redactor)
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


def _as_json(redactor: Redactor) -> logging.Formatter:
    from shared.logs.json import SafeJson  # noqa: PLC0415 - 4 ms of a start, for those who want it

    return SafeJson(redactor)
