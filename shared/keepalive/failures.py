"""What a failed login or connect calls for: waiting, another try, or a person."""

import math

import aiohttp
import discord

from .ground.immutable import immutable
from .ground.unreached import unreached
from .tracker import UNREACHABLE

EXPECTED = (discord.DiscordException, OSError, aiohttp.ClientError, TimeoutError)

_TOO_MANY_REQUESTS = 429
_UNAUTHORIZED = 401
# Cloudflare gives a time with its blocks; when it doesn't, ask again after this long.
_DEFAULT_WAIT_S = 300.0
# A day: longer bans than any that were reported.
_LONGEST_WAIT_S = 86_400.0

_REFUSED = (
    "Discord refused the bot token; set DISCORD_TOKEN to the one shown in the developer portal "
    "(page Bot, Reset Token)"
)
_NOT_DISCORD = (
    "something else than Discord's API answers: a page came where data was promised; look at "
    "DISCORD_API_URL, or at the proxy in between"
)
_NOT_THE_GATEWAY = (
    "something else than Discord's gateway answers: what it says can't be read; look at "
    "DISCORD_GATEWAY_URL, or at the proxy in between"
)
_ODD_ANSWER = (
    "something else than Discord's API answers: data of another shape than Discord's came; look "
    "at DISCORD_API_URL, or at the proxy in between"
)
_INTENTS = (
    "Discord refused the intents (close code 4014); switch on Server Members Intent and Message "
    "Content Intent in the developer portal, page Bot"
)
_FATAL_CLOSE_CODES = {
    4004: _REFUSED,
    4010: "Discord refused the shard numbers (close code 4010); check shard_ids and shard_count",
    4011: "the bot is in too many servers for one connection (close code 4011); it needs shards",
    4012: "Discord no longer speaks this gateway version (close code 4012); update discord.py",
    4013: "the intents asked for don't exist (close code 4013); update discord.py",
    4014: _INTENTS,
}


@immutable
class Hopeless:
    """No restart and no waiting will mend this."""

    words: str


@immutable
class RateLimitedFor:
    """Discord asks us to stay away for a while."""

    seconds: float
    words: str


@immutable
class Passing:
    """May well be better at the next try."""

    words: str


Failure = Hopeless | RateLimitedFor | Passing


class OddAnswer(aiohttp.ClientError):
    """Data of another shape than Discord's came, over which discord.py trips."""


MISSHAPEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What discord.py raises at such data."""


class BrokenFrame(aiohttp.ClientError):
    """The gateway said what can't be read: for discord.py a connection that failed."""


class FirstConnectFailed(ConnectionError):
    """discord.py 2.7.1 trips over its own error handling when the first connect fails."""


def classify(error: BaseException) -> Failure:
    """Name what happened. Error texts from outside are not repeated: a page may show the words."""
    found: Failure = Passing(f"Discord cannot be reached ({unreached(error)})")
    match error:
        case discord.LoginFailure() | discord.GatewayNotFound() if error.__cause__ is not None:
            found = classify(error.__cause__)
        case discord.LoginFailure():
            found = Hopeless(_REFUSED)
        case discord.PrivilegedIntentsRequired():
            found = Hopeless(_INTENTS)
        case discord.ConnectionClosed(code=code) if code in _FATAL_CLOSE_CODES:
            found = Hopeless(_FATAL_CLOSE_CODES[code])
        case discord.RateLimited(retry_after=seconds):
            found = RateLimitedFor(_bounded(seconds), "by Discord")
        case discord.HTTPException():
            found = _classify_http(error)
        case aiohttp.ContentTypeError():
            found = Passing(_NOT_DISCORD)
        case OddAnswer():
            found = Passing(_ODD_ANSWER)
        case FirstConnectFailed():
            found = Passing(_NOT_THE_GATEWAY if _was_unread(error) else UNREACHABLE)
        case _:
            pass
    return found


def _classify_http(error: discord.HTTPException) -> Failure:
    if error.status == _UNAUTHORIZED:
        return Passing(_NOT_DISCORD) if _is_page(error) else Hopeless(_REFUSED)
    if error.status != _TOO_MANY_REQUESTS:
        return Passing(f"Discord answered {error.status}")
    # Raised at once only for answers that didn't come from Discord itself but from Cloudflare,
    # or after discord.py's own tries.
    headers = error.response.headers
    words = "by Discord"
    if not headers.get("Via"):
        words = "by Cloudflare, Discord's front door, which limits this address"
    return RateLimitedFor(_retry_after(headers.get("Retry-After", "")), words)


def _is_page(error: discord.HTTPException) -> bool:
    """Whether a proxy wants a login of its own: Discord refuses a token with data."""
    return "html" in error.response.headers.get("Content-Type", "").lower()


def _was_unread(error: BaseException) -> bool:
    """Whether the gateway answered, and could not be understood."""
    tripped = error.__cause__
    return tripped is not None and isinstance(tripped.__context__, BrokenFrame)


def _retry_after(text: str) -> float:
    try:
        return _bounded(float(text))
    except ValueError:
        return _DEFAULT_WAIT_S


def _bounded(seconds: float) -> float:
    if not math.isfinite(seconds):
        return _DEFAULT_WAIT_S
    return min(max(seconds, 1.0), _LONGEST_WAIT_S)
