"""Errors of the libraries that both bots ask with, met on real sockets and said in plain words."""

import socket
import ssl

import aiohttp
import pytest
import requests

from sandbox.ports import free_port
from shared.keepalive.ground.unreached import unreached


@pytest.fixture
def addresses() -> list[tuple[str, str]]:
    return [
        (f"http://127.0.0.1:{free_port()}/", "connection refused"),
        ("http://nobody.invalid/", "its host name is unknown"),
    ]


async def test_what_keeps_aiohttp_from_asking(addresses: list[tuple[str, str]]) -> None:
    async with aiohttp.ClientSession() as session:
        for address, words in addresses:
            with pytest.raises(aiohttp.ClientError) as failed:
                await session.get(address)
            assert unreached(failed.value) == words


def test_what_keeps_requests_from_asking(addresses: list[tuple[str, str]]) -> None:
    for address, words in addresses:
        with pytest.raises(requests.RequestException) as failed:
            requests.get(address, timeout=5)
        assert unreached(failed.value) == words


def test_what_is_behind_an_error_counts() -> None:
    error = requests.exceptions.SSLError("secret")
    error.__cause__ = ssl.SSLError(1, "wrong version number")
    assert unreached(error) == "TLS fails there"
    error.__cause__ = ssl.SSLCertVerificationError(1, "self-signed")
    assert unreached(error) == "its certificate isn't trusted"


def test_an_unknown_trouble_keeps_its_name() -> None:
    assert unreached(TimeoutError()) == "TimeoutError"
    assert unreached(socket.gaierror(-2, "secret.example: unknown")) == "its host name is unknown"
