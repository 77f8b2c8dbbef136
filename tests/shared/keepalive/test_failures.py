"""What each failure of a login or connect calls for."""

from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest

from shared.keepalive.failures import (
    BrokenFrame,
    Failure,
    FirstConnectFailed,
    Hopeless,
    OddAnswer,
    Passing,
    RateLimitedFor,
    classify,
)


def http(status: int, **headers: str) -> discord.HTTPException:
    response = SimpleNamespace(status=status, reason="", headers=headers)
    return discord.HTTPException(cast("Any", response), "secret words of a proxy")


def closed(code: int) -> discord.ConnectionClosed:
    socket = cast("aiohttp.ClientWebSocketResponse", SimpleNamespace(close_code=code))
    return discord.ConnectionClosed(socket, shard_id=None, code=code)


def no_gateway(cause: Exception) -> discord.GatewayNotFound:
    error = discord.GatewayNotFound()
    error.__cause__ = cause
    return error


def not_json() -> aiohttp.ContentTypeError:
    return aiohttp.ContentTypeError(cast("Any", SimpleNamespace(real_url="http://secret")), ())


def refused_by(content_type: str) -> discord.LoginFailure:
    error = discord.LoginFailure("no")
    error.__cause__ = http(401, **{"Content-Type": content_type})
    return error


def first_connect(tripped_over: Exception) -> FirstConnectFailed:
    error, tripped = FirstConnectFailed(), AttributeError("sequence")
    error.__cause__, tripped.__context__ = tripped, tripped_over
    return error


NOT_DISCORD = (
    "something else than Discord's API answers: a page came where data was promised; look at "
    "DISCORD_API_URL, or at the proxy in between"
)
ODD_ANSWER = NOT_DISCORD.replace(
    "a page came where data was promised", "data of another shape than Discord's came"
)
NOT_THE_GATEWAY = (
    "something else than Discord's gateway answers: what it says can't be read; look at "
    "DISCORD_GATEWAY_URL, or at the proxy in between"
)
RATE_LIMITED = "by Discord"
CLOUDFLARE = "by Cloudflare, Discord's front door, which limits this address"

TABLE: list[tuple[Exception, type[Failure] | Failure]] = [
    (discord.LoginFailure("no"), Hopeless),
    (discord.PrivilegedIntentsRequired(None), Hopeless),
    *((closed(code), Hopeless) for code in (4004, 4010, 4011, 4012, 4013, 4014)),
    *((closed(code), Passing) for code in (1006, 4000, 4008, 4009)),
    (http(401), Hopeless),
    (no_gateway(http(401)), Hopeless),
    (discord.RateLimited(42.0), RateLimitedFor(42.0, RATE_LIMITED)),
    (http(429, **{"Retry-After": "82721"}), RateLimitedFor(82_721.0, CLOUDFLARE)),
    (http(429, Via="1.1 x", **{"Retry-After": "7"}), RateLimitedFor(7.0, RATE_LIMITED)),
    (http(429), RateLimitedFor(300.0, CLOUDFLARE)),
    (http(429, **{"Retry-After": "Wed, 21 Oct"}), RateLimitedFor(300.0, CLOUDFLARE)),
    (http(429, **{"Retry-After": "nan"}), RateLimitedFor(300.0, CLOUDFLARE)),
    (http(429, **{"Retry-After": "1e12"}), RateLimitedFor(86_400.0, CLOUDFLARE)),
    (http(429, **{"Retry-After": "-5"}), RateLimitedFor(1.0, CLOUDFLARE)),
    (http(503), Passing("Discord answered 503")),
    (http(403), Passing("Discord answered 403")),
    (no_gateway(http(502)), Passing("Discord answered 502")),
    (OSError("secret host"), Passing("Discord cannot be reached (OSError)")),
    (TimeoutError(), Passing("Discord cannot be reached (TimeoutError)")),
    (not_json(), Passing(NOT_DISCORD)),
    (FirstConnectFailed(), Passing("Discord's gateway cannot be reached")),
    (first_connect(OSError()), Passing("Discord's gateway cannot be reached")),
    (first_connect(BrokenFrame()), Passing(NOT_THE_GATEWAY)),
    (OddAnswer(), Passing(ODD_ANSWER)),
    # A proxy that wants a login of its own refuses nobody's token.
    (refused_by("application/json"), Hopeless),
    (refused_by("text/html; charset=utf-8"), Passing(NOT_DISCORD)),
    (no_gateway(http(401, **{"Content-Type": "text/html"})), Passing(NOT_DISCORD)),
]


@pytest.mark.parametrize(("error", "expected"), TABLE, ids=[repr(row[0])[:60] for row in TABLE])
def test_classify(error: Exception, expected: type[Failure] | Failure) -> None:
    found = classify(error)
    if isinstance(expected, type):
        assert isinstance(found, expected)
    else:
        assert found == expected
    assert "secret" not in found.words
