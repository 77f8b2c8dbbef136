"""What a PNG file says of its transparent colour, in the scale that Pillow decodes it to. Pure.

Pillow stretches grey of 2 and 4 bits to 8 and keeps the transparent level as it was, so that it
matches nothing (Pillow 13.0); of 16 bits a colour it keeps the upper 8, and the levels whole.
"""

import struct
from typing import Final

from shared.immutable import immutable

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_GREY, _COLOUR = 0, 2
_STRETCHED: Final = {1: 255, 2: 85, 4: 17, 8: 1, 16: 1}
_MOST_CHUNKS: Final = 1_000


@immutable
class Png:
    """As much of the file's head as is needed here."""

    clear_colour: int | tuple[int, int, int] | None
    """The level (0 to 255; to 65,535 for grey of 16 bits) or colour that stands for nothing."""


def png_of(source: bytes) -> Png | None:
    """None for what is no PNG, or is broken before its pixels begin."""
    if not source.startswith(_SIGNATURE):
        return None
    try:
        chunks = _chunks_before_the_pixels(source)
        depth, kind = struct.unpack_from(">BB", chunks[b"IHDR"], 8)
        return Png(_clear(depth, kind, chunks.get(b"tRNS", b"")))
    except (struct.error, KeyError):
        return None


def _chunks_before_the_pixels(source: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    position = len(_SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        length, name = struct.unpack_from(">I4s", source, position)
        if name in {b"IDAT", b"IEND"}:
            break
        found.setdefault(name, source[position + 8 : position + 8 + length])
        position += length + 12
    return found


def _clear(depth: int, kind: int, chunk: bytes) -> int | tuple[int, int, int] | None:
    if kind == _GREY and len(chunk) == 2 and depth in _STRETCHED:
        (level,) = struct.unpack(">H", chunk)
        return (level & ((1 << depth) - 1)) * _STRETCHED[depth]
    if kind == _COLOUR and len(chunk) == 6:
        red, green, blue = struct.unpack(">3H", chunk)
        shift = 8 if depth == 16 else 0
        return red >> shift & 255, green >> shift & 255, blue >> shift & 255
    return None
