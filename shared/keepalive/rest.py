"""How Discord's REST API answers, from the calls that the bot really made: nothing is probed."""

from typing import Final

import aiohttp
import discord

from .components import ComponentFailing
from .ground.clock import Clock

IN_A_ROW: Final = 3
_FORGOTTEN_AFTER_S: Final = 900.0
_SERVER_ERRORS: Final = 500
_ABOUT_US: Final = {401, 429}


class RestCalls:
    """Takes the outcome of each call; says in words how they fare."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failed = 0
        self._trouble = ""
        self._last: float | None = None

    def ended(self, error: BaseException | None) -> None:
        """A call was answered (None, or with an answer that is the caller's affair) or failed."""
        self._last = self._clock.monotonic()
        trouble = trouble_of(error)
        if trouble is None:
            self._failed = 0
        else:
            self._failed += 1
            self._trouble = trouble

    async def check(self) -> str:
        """For `Components`. Raises ComponentFailing while calls keep failing."""
        if self._last is None:
            return "no call yet"
        if self._clock.monotonic() - self._last > _FORGOTTEN_AFTER_S:
            return "no call for a while"
        if self._failed >= IN_A_ROW:
            raise ComponentFailing(f"the last {self._failed} calls failed: {self._trouble}")
        return "answers"


def trouble_of(error: BaseException | None) -> str | None:
    """What is wrong with REST itself, or None: a refusal (403, 404) is an answer like any other."""
    match error:
        case discord.RateLimited():
            return "rate limited"
        case discord.HTTPException(status=status):
            ill = status >= _SERVER_ERRORS or status in _ABOUT_US
            return f"Discord answered {status}" if ill else None
        case TimeoutError() | OSError() | aiohttp.ClientError():
            return f"Discord can't be reached ({type(error).__name__})"
        case _:
            return None
