"""Which addresses `/emoji-pad` may fetch: a pure check of an address that a stranger sent."""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from shared.immutable import immutable

MAX_LENGTH: Final = 1024
_ADDRESS: Final = re.compile(r"(https?)://([^/?#]*)(/[^?#]*)(\?[^#]*)?", re.IGNORECASE)
_WELL_FORMED: Final = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*")
_DOTS: Final = re.compile(r"(?:\.|%2e){1,2}", re.IGNORECASE)


class AddressRefused(ValueError):
    """Not an address that we fetch; `str(error)` says why."""


@immutable
class Origin:
    """A server that we fetch images from, and the part of it that is open to us."""

    scheme: str
    authority: str
    """Host, and port where it isn't the usual one."""
    path: str = "/"
    """Every address on it begins with this."""

    @property
    def host(self) -> str:
        """The name or address without the port."""
        return urlsplit(f"{self.scheme}://{self.authority}").hostname or ""


DISCORD: Final = frozenset(
    {Origin("https", "cdn.discordapp.com"), Origin("https", "media.discordapp.net")}
)


def trusted_origins(cdn_url: str) -> frozenset[Origin]:
    """Discord's image servers, and the stand-in that the operator configured, if any.

    The stand-in alone may be plain http, have a port and lie in a private network: it comes from
    `DISCORD_CDN_URL`, not from a stranger.
    """
    if not cdn_url:
        return DISCORD
    parts = urlsplit(cdn_url)
    path = parts.path.rstrip("/") + "/"
    return DISCORD | {Origin(parts.scheme.lower(), parts.netloc.lower(), path)}


def checked_address(text: str, trusted: Collection[Origin]) -> str:
    """`text` as an address on one of the `trusted` origins. Raises AddressRefused.

    Scheme and host of the answer are ours, letter by letter; only path and query are taken over,
    and those hold nothing that two parsers could read differently.
    """
    if len(text) > MAX_LENGTH:
        raise AddressRefused(f"the address is longer than {MAX_LENGTH} characters")
    match = _ADDRESS.fullmatch(text)
    if match is None:
        raise AddressRefused("u must be the https address of an image")
    scheme, authority, path, query = match[1].lower(), match[2].lower(), match[3], match[4] or ""
    origin = _origin_of(scheme, authority, trusted)
    if not _WELL_FORMED.fullmatch(path + query):
        raise AddressRefused("the address holds characters that don't belong in one")
    if any(_DOTS.fullmatch(segment) for segment in path.split("/")):
        raise AddressRefused("the address holds . or .. segments")
    if not path.startswith(origin.path):
        raise AddressRefused("the address is outside the image server's images")
    return f"{origin.scheme}://{origin.authority}{path}{query}"


def _origin_of(scheme: str, authority: str, trusted: Collection[Origin]) -> Origin:
    for origin in trusted:
        if (origin.scheme, origin.authority) == (scheme, authority):
            return origin
    # From here on only for the wording: nothing is fetched.
    if "@" in authority:
        raise AddressRefused("the address holds credentials")
    if scheme != "https":
        raise AddressRefused("only https addresses are fetched")
    if any(authority.partition(":")[0] == origin.authority for origin in trusted):
        raise AddressRefused("the address names a port")
    raise AddressRefused("only images on Discord's own servers are fetched")
