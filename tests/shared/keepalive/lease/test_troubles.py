"""Errors of redis-py in words for people."""

import socket
import ssl

import pytest
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    ClusterCrossSlotError,
    MovedError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from shared.keepalive.lease.address import read_address
from shared.keepalive.lease.troubles import StoreAway, StoreRefuses, trouble_of

IN_A_PIPELINE = (
    "Command # 1 (GET clanmatch:lease) of pipeline caused error: "
    "(\"this user has no permissions to run the 'get' command\",)"
)


def because(cause: Exception) -> RedisError:
    error = RedisConnectionError("Error 111 connecting to store.example:6379.")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NoPermissionError("no permissions to run the 'info' command"), "run the 'info' command"),
        (NoPermissionError(IN_A_PIPELINE), "(this user has no permissions to run the 'get' comm"),
        (ResponseError("unknown command 'EVALSHA'"), "unknown command 'EVALSHA'; what it must"),
        (AuthenticationError("invalid username-password pair"), "pair; in REDIS_URL write @"),
        (OutOfMemoryError("command not allowed"), "it is full"),
        (ReadOnlyError("You can't write"), "a read-only replica"),
        (MovedError("1 10.0.0.1:6379"), "a Redis Cluster"),
        (ClusterCrossSlotError("Keys in request"), "a Redis Cluster"),
        (UnicodeDecodeError("utf-8", b"x", 0, 1, "no"), "what no instance wrote"),
    ],
)
def test_refusals(error: Exception, words: str) -> None:
    trouble = trouble_of(error)
    assert isinstance(trouble, StoreRefuses)
    assert str(trouble).startswith("the store of turns refuses (")
    assert words in str(trouble)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (BusyLoadingError("loading"), "still loading"),
        (RedisTimeoutError("Timeout reading"), "no answer in time"),
        (because(ConnectionRefusedError()), "connection refused"),
        (because(socket.gaierror(-2, "Name or service not known")), "host name is unknown"),
        (because(ssl.SSLError(1, "wrong version number")), "TLS fails there"),
        (RedisConnectionError("Connection closed by server."), "ConnectionError"),
    ],
)
def test_out_of_reach(error: Exception, words: str) -> None:
    trouble = trouble_of(error)
    assert type(trouble) is StoreAway
    assert str(trouble).startswith("the store of turns can't be reached (")
    assert words in str(trouble)
    assert "store.example" not in str(trouble)


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        ("redis://store:6379/0", "redis://store:6379/0"),
        ("valkey://store", "redis://store"),
        ("valkeys://:p%40ss@store", "rediss://:p%40ss@store"),
        ("redis://:p@ss@store:6379", "redis://:p@ss@store:6379"),
    ],
)
def test_addresses(pasted: str, address: str) -> None:
    assert read_address(pasted) == address
