"""Logging in over REST alone, to look around: no identify is spent, no running bot is disturbed."""

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
import discord

from .discord_internals import point_discord_at
from .failures import EXPECTED, MISSHAPEN, OddAnswer, Passing, RateLimitedFor, classify
from .settings import KeepaliveSettings

_SECONDS: Final = 60.0
_NAME: Final = "DISCORD_API_URL"
# discord.py sleeps through rate limits up to this long; a longer one is told instead.
_LONGEST_WAIT_S: Final = 30.0


class LoginFailed(Exception):
    """Discord could not be asked; `str()` says why, in plain words."""


@asynccontextmanager
async def logged_in(
    settings: KeepaliveSettings,
    *,
    intents: discord.Intents,
    http_trace: aiohttp.TraceConfig | None = None,
) -> AsyncGenerator[discord.Client]:
    """A client that is logged in and never connects. Raises LoginFailed, also for the block."""
    point_discord_at(
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
        cdn_url=settings.discord_cdn_url,
    )
    client = discord.Client(
        intents=intents,
        max_ratelimit_timeout=_LONGEST_WAIT_S,
        http_trace=http_trace or aiohttp.TraceConfig(),
    )
    try:
        async with asyncio.timeout(_SECONDS), client:
            await _log_in(client, settings.discord_token.reveal())
            yield client
    except EXPECTED as error:
        failure = classify(error)
        words = failure.words
        if isinstance(failure, RateLimitedFor):
            words = f"rate limited {words}; ask again in {math.ceil(failure.seconds / 60)} min"
        elif isinstance(failure, Passing) and settings.discord_api_url and _NAME not in words:
            words += f"; {_NAME} leads elsewhere than to Discord"
        raise LoginFailed(words) from error


async def _log_in(client: discord.Client, token: str) -> None:
    try:
        await client.login(token)
    except EXPECTED:
        raise
    except MISSHAPEN as error:
        raise OddAnswer from error
