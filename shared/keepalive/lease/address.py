"""The address of the store as people paste it."""

from typing import Final
from urllib.parse import SplitResult, urlsplit

# Valkey's own client calls its addresses so; redis-py knows only Redis's words.
_OTHER_NAMES: Final = {"valkey": "redis", "valkeys": "rediss"}
LOOKS_LIKE: Final = "must look like redis://user:password@host:6379/0"


def read_address(text: str) -> str:
    """The address as redis-py takes it. Raises ValueError in words that hold nothing of it."""
    scheme, found, rest = text.partition("://")
    scheme = _OTHER_NAMES.get(scheme, scheme)
    if not found or scheme not in _OTHER_NAMES.values():
        raise ValueError("must begin with redis:// or rediss:// (or valkey://, valkeys://)")
    address = f"{scheme}://{rest}"
    if _is_cut_by_its_password(address):
        raise ValueError(
            "holds a user name or password with / ? or #; write those as %2F %3F %23 "
            "(and @ : % as %40 %3A %25)"
        )
    return address


def _is_cut_by_its_password(address: str) -> bool:
    """Whether what follows the host holds the @ that ends a password."""
    try:
        parts: SplitResult = urlsplit(address)
    except ValueError:
        return False
    return "@" not in parts.netloc and "@" in f"{parts.path}{parts.query}{parts.fragment}"
