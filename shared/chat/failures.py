"""What goes wrong in commands and presses, in words for whoever waits for an answer."""

import logging
from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from shared.chat.errors import TROUBLE, ExpectedFailure, in_plain_words
from shared.chat.passing import THREAD_IS_ARCHIVED, in_words, passes_by
from shared.chat.text import count

_log = logging.getLogger(__name__)

PREFIX: Final = "!"
AnyCommand = commands.Command[Any, ..., Any]
_FORBIDDEN: Final = "Discord doesn't let me do that here; an admin can check my permissions."
_ARCHIVED: Final = "This thread is archived by now. Open it again, then try once more."


class Refused(commands.CheckFailure):
    """A refusal of the gate, in the form in which discord.py lets checks refuse."""

    def __init__(self, failure: ExpectedFailure) -> None:
        self.failure = failure
        super().__init__(str(failure))


def usage(command: AnyCommand) -> str:
    """How `command` is written: `!clan <tag or name>`."""
    return f"{PREFIX}{command.qualified_name} {command.signature}".strip()


def cause_of(error: Exception) -> Exception:
    """What really happened, inside discord.py's wrappers."""
    match error:
        case Refused(failure=failure):
            return failure
        case (
            commands.CommandInvokeError(original=original)
            | commands.HybridCommandError(original=original)
            | app_commands.CommandInvokeError(original=original)
        ):
            return cause_of(original)
        case _:
            return error


def words_for(error: Exception, command: AnyCommand | None) -> str | None:
    """The answer to what may be expected to happen in a command; None for the unexpected."""
    match error:
        case ExpectedFailure():
            return str(error)
        case commands.CommandOnCooldown(retry_after=seconds):
            return f"One at a time, please: try again in {count(max(1, round(seconds)), 'second')}."
        case commands.UserInputError() if not in_plain_words(error):
            return _misused(error, command)
        case _ if passes_by(error):
            _log.warning("%s was cut short: %s", command, in_words(error))
            return TROUBLE
        case _:
            return refusal_in_words(error) or in_plain_words(error)


def refusal_in_words(error: Exception) -> str | None:
    """What Discord won't let us do, and who can change that; None for anything else."""
    match error:
        case discord.Forbidden():
            return _FORBIDDEN
        case discord.HTTPException(code=code) if code == THREAD_IS_ARCHIVED:
            return _ARCHIVED
        case _:
            return None


def owned_up(what: str, source_id: int, error: Exception) -> str:
    """Log the unexpected under a reference; the words for whoever waits give it as well."""
    reference = f"{source_id & 0xFFFFFF:06x}"
    _log.error("%s failed (reference %s)", what, reference, exc_info=error)
    return f"That went wrong on my side; it is logged (reference `{reference}`)."


def _misused(error: commands.UserInputError, command: AnyCommand | None) -> str:
    missing = isinstance(error, commands.MissingRequiredArgument)
    words = "Something is missing." if missing else str(error)
    return f"{words} Usage: `{usage(command)}`" if command else words
