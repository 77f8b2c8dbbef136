"""The guard against names that lead into a private network."""

import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from apps.clanmatch.crests.fetch import (
    FetchFailed,
    ImageFetcher,
    PublicAddressesOnly,
    is_public,
)
from apps.clanmatch.crests.url import trusted_origins


class Names(AbstractResolver):
    """A name server that answers what it is told."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=each, port=port, family=family, proto=0, flags=0)
            for each in self.addresses
        ]

    async def close(self) -> None: ...


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("162.159.128.233", True),
        ("2606:4700::6810:1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("255.255.255.255", False),
        ("224.0.0.1", False),
        ("239.1.1.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff0e::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


async def test_private_answers_are_left_out() -> None:
    guard = PublicAddressesOnly(Names("10.0.0.1", "162.159.128.233", "::1"), exempt=())

    assert [each["host"] for each in await guard.resolve("cdn.discordapp.com")] == [
        "162.159.128.233"
    ]


async def test_a_name_with_private_answers_only_is_refused() -> None:
    with pytest.raises(OSError, match="no public address"):
        await PublicAddressesOnly(Names("127.0.0.1"), exempt=()).resolve("cdn.discordapp.com")


async def test_the_stand_in_may_be_private() -> None:
    guard = PublicAddressesOnly(Names("127.0.0.1"), exempt={"localhost"})

    assert [each["host"] for each in await guard.resolve("localhost")] == ["127.0.0.1"]


async def test_the_guard_is_in_the_connections_path() -> None:
    """A rebound name of Discord's own host gives 502, and nothing is connected to."""
    fetcher = ImageFetcher(trusted=trusted_origins(""), max_bytes=10, resolver=Names("127.0.0.1"))
    async with fetcher:
        with pytest.raises(FetchFailed) as caught:
            await fetcher.fetch("https://cdn.discordapp.com/emojis/1.png")

    assert caught.value.status == 502
    assert "no public address" in repr(caught.value.__cause__)
