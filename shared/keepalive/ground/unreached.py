"""Why nobody can be asked at an address, in plain words. Pure."""

import socket
import ssl
from collections.abc import Iterator
from typing import Final

_WORDS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (ssl.SSLCertVerificationError, "its certificate isn't trusted"),
    (ssl.SSLError, "TLS fails there"),
    (socket.gaierror, "its host name is unknown"),
    (ConnectionRefusedError, "connection refused"),
    (ConnectionResetError, "the connection broke off"),
    (BrokenPipeError, "the connection broke off"),
)


def unreached(error: BaseException) -> str:
    """What is behind an error of a library; its name where that isn't known.

    No address, and nothing that came from outside: pages show these words.
    """
    for cause in causes(error):
        for kind, words in _WORDS:
            if isinstance(cause, kind):
                return words
    return type(error).__name__


def causes(error: BaseException) -> Iterator[BaseException]:
    """The error, and what led to it, step by step."""
    each: BaseException | None = error
    while each is not None:
        yield each
        each = each.__cause__ or each.__context__
