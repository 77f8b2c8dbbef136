"""What a REST call may fail with: trouble that passes by itself, or a refusal that stays.

The one list of both bots. discord.py 2.7.1 repeats 500, 502, 504 and 524 by itself and sleeps
through most rate limits; it lets through, as they are, a connection that is closed without an
answer (aiohttp's ServerDisconnectedError), a body that ends too soon (ClientPayloadError) and a
proxy's page where JSON was promised: none of them is an HTTPException, and not all are OSErrors.
"""

import asyncio
import json
import logging
import math
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import aiohttp
import discord

from shared.timing.clock import Clock, SystemClock
from shared.turn.turn import NotOurTurn

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

REST_FAILURES: Final = (
    discord.HTTPException,
    discord.RateLimited,
    discord.InvalidData,  # such as a channel of a type that discord.py doesn't know
    aiohttp.ClientError,
    OSError,
    TimeoutError,
    json.JSONDecodeError,
    UnicodeDecodeError,
)
"""All that a REST call may be expected to fail with, for `except`; then ask `passes_by`."""

THREAD_IS_ARCHIVED: Final = 50083
"""Discord's code of a refusal: nothing can be posted or edited there, whoever may what."""
_PASSING_STATUS: Final = frozenset({408, 425, 429})
# discord.py's own tries at one request take up to 25 s; a longer wait is no answer to a person.
_SECONDS: Final = 60.0


def passes_by(error: BaseException) -> bool:
    """Whether the same call may well succeed later: 5xx, rate limits, a connection that broke.

    So does what was not sent because another instance speaks now (NotOurTurn): there.
    False for a refusal (403, 404, any other 4xx), for what can't be understood however often it
    is asked for (InvalidData), and for what no REST call is expected to raise.
    """
    match error:
        case discord.HTTPException(status=status):
            return status >= 500 or status in _PASSING_STATUS
        case discord.InvalidData():
            return False
        case _:
            return isinstance(error, REST_FAILURES)


def in_words(error: BaseException) -> str:
    """The failure for people and logs, without addresses or what else a text from outside holds."""
    match error:
        case NotOurTurn():
            return str(error)
        case discord.RateLimited(retry_after=seconds):
            return f"Discord asks to wait {math.ceil(seconds)} s"
        case discord.HTTPException(status=status, text=text) if 400 <= status < 500 and text:
            return text
        case discord.HTTPException(status=status):
            return f"Discord answered {status}"
        case discord.InvalidData() | aiohttp.ContentTypeError():
            return "Discord answered with something that I don't understand"
        case _:
            return f"Discord can't be reached ({type(error).__name__})"


async def persistently(
    call: Callable[[], Awaitable[_T]],
    *,
    tries: int = 3,
    pause: float = 0.5,
    seconds: float = _SECONDS,
    clock: Clock | None = None,
) -> _T:
    """The result of `call`, made again when it fails with what passes by.

    Only for calls that may be made twice: reading, editing, deleting, and posts with a nonce.
    At most `tries` calls and `seconds` altogether, with a `pause` (seconds) that doubles; a rate
    limit's own wait is kept where it is short enough. Raises what the last call raised, or
    TimeoutError.
    """
    clock = clock or SystemClock()
    ends = clock.monotonic() + seconds
    async with asyncio.timeout(seconds):
        for left in reversed(range(tries)):
            try:
                return await call()
            except REST_FAILURES as error:
                wait = max(
                    pause, error.retry_after if isinstance(error, discord.RateLimited) else 0
                )
                over = not left or clock.monotonic() + wait > ends
                if over or not passes_by(error) or isinstance(error, NotOurTurn):
                    raise
                _log.info("once more in %.1f s: %s", wait, in_words(error))
            await clock.sleep(wait)
            pause *= 2
    raise ValueError("tries must be at least 1")
