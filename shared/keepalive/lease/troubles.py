"""What redis raises, in words: whether the store can't be reached or refuses, and why.

Redis's own reason is kept: it names the command, the key or the certificate. No address is shown,
since the one in REDIS_URL is a secret.
"""

import re
import socket
import ssl
from typing import Final

from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    BusyLoadingError,
    ClusterCrossSlotError,
    ClusterDownError,
    MovedError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
)
from redis.exceptions import TimeoutError as RedisTimeoutError

from ..ground.unreached import causes

_MOST_CHARACTERS: Final = 200
# redis-py puts the command with its arguments, and a tuple of one string, around the reason.
_IN_A_PIPELINE: Final = re.compile(
    r"^Command # .*? of pipeline caused error: \(?[\"'](.*?)[\"'],?\)?$"
)

TOO_SLOW: Final = "the store of turns is too slow"
CLUSTER: Final = "it is a Redis Cluster, and this needs a store of one node"
SENTINEL: Final = "it is a Sentinel, not the store that it watches"
FOREIGN: Final = "it holds what no instance wrote"
_REPLICA: Final = "it is a read-only replica; use the primary's address"
_FULL: Final = "it is full: raise maxmemory, or give the bots a store of their own"
_ENCODE: Final = "; in REDIS_URL write @ : / ? # % of a password as %40 %3A %2F %3F %23 %25"

_ALLOW: Final = "; what it must allow is in docs/scale.md"
_OWN_CA: Final = "; for a CA of your own end REDIS_URL with ?ssl_ca_certs=/path/to/ca.pem"
_UNREACHED: Final = (
    (BusyLoadingError, "it is still loading its data"),
    (ssl.SSLError, "TLS fails there: rediss:// is for a port that speaks TLS, redis:// for others"),
    (socket.gaierror, "its host name is unknown"),
    (ConnectionRefusedError, "connection refused"),
    (TimeoutError, "no answer in time"),
    (RedisTimeoutError, "no answer in time"),
)


class StoreAway(Exception):
    """The store can't be reached, is too slow, or refuses; the text says which, for people."""


class StoreRefuses(StoreAway):
    """It answers and says no. To come again changes nothing; a person must."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the store of turns refuses ({reason})")


def trouble_of(error: Exception) -> StoreAway:
    """The trouble behind an error of redis-py (RedisError, OSError, UnicodeError)."""
    if isinstance(error, UnicodeError):
        return StoreRefuses(FOREIGN)
    # The errors of logging in are connection errors to redis-py, but come from the store itself.
    refused = isinstance(error, ResponseError | AuthenticationError | AuthorizationError)
    if refused and not isinstance(error, BusyLoadingError):
        return StoreRefuses(_why_refused(error))
    return StoreAway(f"the store of turns can't be reached ({_why_unreached(error)})")


def _why_refused(error: Exception) -> str:
    if isinstance(error, MovedError | ClusterCrossSlotError | ClusterDownError):
        return CLUSTER
    if isinstance(error, ReadOnlyError):
        return _REPLICA
    if isinstance(error, OutOfMemoryError):
        return _FULL
    if isinstance(error, AuthenticationError):
        return f"{_own_words(error)}{_ENCODE}"
    return f"{_own_words(error)}{_ALLOW}"


def _why_unreached(error: Exception) -> str:
    for cause in causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate isn't trusted: {cause.verify_message}{_OWN_CA}"
        for kind, words in _UNREACHED:
            if isinstance(cause, kind):
                return words
    return type(error).__name__


def _own_words(error: Exception) -> str:
    words = _IN_A_PIPELINE.sub(r"\1", " ".join(str(error).split()))
    return words[:_MOST_CHARACTERS] or type(error).__name__
