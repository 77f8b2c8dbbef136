"""What discord.py logs of ordinary events, made one line that says why; voice left out."""

import logging
from typing import Final

_CLIENT: Final = "discord.client"
_ABOUT_VOICE: Final = "voice will NOT be supported"
_RECONNECT: Final = "Attempting a reconnect"


class DiscordInBrief(logging.Filter):
    """For a handler. A reconnect comes with thirty lines of stack that never differ."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to log the record; one that is kept may have been shortened."""
        if record.name != _CLIENT:
            return True
        message = record.getMessage()
        if _ABOUT_VOICE in message:
            return False  # neither bot speaks, nothing is amiss
        error = record.exc_info[1] if record.exc_info else None
        if message.startswith(_RECONNECT) and error is not None:
            record.msg, record.args = f"{message}: {_in_words(error)}", ()
            record.exc_info = None
            # The watchdog judges when it has been too long; this alone is no error.
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def _in_words(error: BaseException) -> str:
    kind, words = type(error).__name__, str(error)
    return f"{kind}: {words}" if words else kind
