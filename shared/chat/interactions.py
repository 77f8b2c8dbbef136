"""The first response to an interaction: Discord takes one, however often it is sent."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import discord

from shared.chat.errors import AnsweredElsewhere
from shared.chat.passing import REST_FAILURES, passes_by, persistently

_T = TypeVar("_T")

# "Unknown interaction" (too late, or answered with another token) and "already acknowledged".
UNKNOWN_INTERACTION: Final = 10062
ALREADY_ACKNOWLEDGED: Final = 40060

# Discord voids an interaction after 3 s without a response: no time for long pauses.
_PAUSE: Final = 0.2
_SECONDS: Final = 15.0
_GOT_THERE: Final = "first response got there"


async def respond(
    interaction: discord.Interaction[Any], call: Callable[[], Awaitable[_T]]
) -> _T | None:
    """Make `call`, the first response, and once more when the connection broke meanwhile.

    Gives what the call gave, or None when its answer was lost: if Discord then says that it has
    a response already, it was our own.
    Raises AnsweredElsewhere where another instance was first, else what the call raises.
    """
    lost = False

    async def attempt() -> _T | None:
        nonlocal lost
        try:
            return await call()
        except REST_FAILURES as error:
            if lost and getattr(error, "code", 0) == ALREADY_ACKNOWLEDGED:
                # discord.py doesn't know of it, so we remember it.
                interaction.extras[_GOT_THERE] = True
                return None
            lost = passes_by(error)
            raise

    try:
        return await persistently(attempt, tries=2, pause=_PAUSE, seconds=_SECONDS)
    except discord.HTTPException as error:
        raise_if_answered(error)
        raise


def is_acknowledged(interaction: discord.Interaction[Any]) -> bool:
    """Whether the first response is made; what follows goes another way."""
    return interaction.response.is_done() or _GOT_THERE in interaction.extras


def raise_if_answered(error: discord.HTTPException) -> None:
    """Turn Discord's "somebody answered this already" into AnsweredElsewhere."""
    if is_answered(error):
        raise AnsweredElsewhere from error


def is_answered(error: Exception) -> bool:
    """Whether Discord says that the interaction was answered already, or is too old for it."""
    codes = {UNKNOWN_INTERACTION, ALREADY_ACKNOWLEDGED}
    return isinstance(error, discord.HTTPException) and error.code in codes
