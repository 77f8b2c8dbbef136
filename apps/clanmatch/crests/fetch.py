"""Fetches an image from a trusted server: bounded in bytes and time, never led elsewhere."""

import asyncio
import ipaddress
import socket
from collections.abc import Collection
from http import HTTPStatus
from typing import Final, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from apps.clanmatch.crests.url import DISCORD, Origin

SECONDS: Final = 8.0
_CHUNK: Final = 65_536


class FetchFailed(Exception):
    """The image was not to be had; `status` is what to answer, `str(error)` why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class PublicAddressesOnly(AbstractResolver):
    """Refuses names that lead into a private network, at the moment of connecting.

    Checking a name beforehand would not do: the next look-up may answer otherwise (DNS rebinding).
    """

    def __init__(self, inner: AbstractResolver, *, exempt: Collection[str]) -> None:
        self._inner = inner
        self._exempt = frozenset(exempt)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The public addresses of `host`. Raises OSError when it has none."""
        found = await self._inner.resolve(host, port, family)
        if host in self._exempt:
            return found
        public = [result for result in found if is_public(result["host"])]
        if not public:
            raise OSError(f"{host} has no public address")
        return public

    async def close(self) -> None:
        """See AbstractResolver.close."""
        await self._inner.close()


def is_public(address: str) -> bool:
    """Whether the internet can reach `address`, an IPv4 or IPv6 one."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = parsed.ipv4_mapped or parsed.sixtofour or parsed
    return parsed.is_global and not parsed.is_multicast


class ImageFetcher:
    """Holds the connections; use it as an async context manager."""

    def __init__(
        self,
        *,
        trusted: Collection[Origin],
        max_bytes: int,
        seconds: float = SECONDS,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._resolver = resolver
        # Only the operator's own stand-in may lie in a private network.
        self._exempt = {origin.host for origin in trusted if origin not in DISCORD}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        inner = self._resolver or aiohttp.ThreadedResolver()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=PublicAddressesOnly(inner, exempt=self._exempt), limit=16
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Accept": "image/*", "Accept-Encoding": "identity"},
            # What comes compressed all the same stays so, and is then no image: no gzip bombs.
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None),
            trust_env=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, address: str) -> bytes:
        """The bytes at `address`, which has been checked. Raises FetchFailed."""
        if self._session is None:
            raise FetchFailed(HTTPStatus.SERVICE_UNAVAILABLE, "shutting down")
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._session.get(address, allow_redirects=False) as response,
            ):
                return await self._body(response)
        except TimeoutError as error:
            raise FetchFailed(
                HTTPStatus.GATEWAY_TIMEOUT, f"no answer within {self._seconds:g} s"
            ) from error
        except (aiohttp.ClientError, OSError) as error:
            raise FetchFailed(
                HTTPStatus.BAD_GATEWAY, "the image server could not be reached"
            ) from error

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        if response.status != HTTPStatus.OK:
            raise FetchFailed(
                _passed_on(response.status), f"the image server answered {response.status}"
            )
        if (response.content_length or 0) > self._max_bytes:
            raise self._too_large()
        body = bytearray()
        # The announced length may be a lie or missing: what counts is what comes.
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > self._max_bytes:
                raise self._too_large()
        return bytes(body)

    def _too_large(self) -> FetchFailed:
        return FetchFailed(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the image has more than {self._max_bytes} bytes"
        )


def _passed_on(status: int) -> int:
    """The upstream's own status, but not a success other than 200: it would promise an image."""
    return status if status >= HTTPStatus.MULTIPLE_CHOICES else HTTPStatus.BAD_GATEWAY
