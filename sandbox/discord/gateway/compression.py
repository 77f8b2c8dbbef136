"""How the gateway packs its frames: not at all, or as one stream of zlib or zstd per connection."""

import importlib
import sys
import zlib
from typing import Any, Protocol

# Not `zstandard`: where that is installed, discord.py asks for zstd-stream, so the sandbox would
# change what the bots beside it do. Loaded when the first client asks for it.
ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"


class Packer(Protocol):
    """Packs frame after frame; each can be unpacked as soon as it has come."""

    def pack(self, frame: bytes) -> bytes:
        """The bytes of one websocket message."""
        ...


class _Zlib:
    def __init__(self) -> None:
        self._stream = zlib.compressobj(level=1)

    def pack(self, frame: bytes) -> bytes:
        return self._stream.compress(frame) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class _Zstd:
    def __init__(self) -> None:
        self._stream: Any = importlib.import_module(ZSTD).ZstdCompressor(level=1)

    def pack(self, frame: bytes) -> bytes:
        # A block ends, the stream goes on.
        return self._stream.compress(frame, mode=self._stream.FLUSH_BLOCK)


_STREAMS: dict[str, type[Packer]] = {"zlib-stream": _Zlib, "zstd-stream": _Zstd}


def is_known(compress: str | None) -> bool:
    """Whether a connection may ask for this with `?compress=`; None: it didn't ask."""
    return compress is None or compress in _STREAMS


def packer(compress: str | None) -> Packer | None:
    """What packs a connection's frames; None: they go as text."""
    return None if compress is None else _STREAMS[compress]()
