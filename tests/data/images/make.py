"""Makes the images beside it: `python -m tests.data.images.make`. Committed, so tests only read.

What each is for stands in `tests/shared/pictures/test_image.py`.
"""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

_HERE = Path(__file__).parent
_RED, _GREEN, _CLEAR = (200, 30, 30, 255), (30, 160, 30, 255), (0, 0, 0, 0)


def main() -> None:
    crest = _crest(_RED)
    second = _crest(_GREEN)
    animation: dict[str, Any] = {"save_all": True, "append_images": [second], "duration": 100}
    files = {
        "crest.png": _saved(crest, "PNG"),
        "opaque.jpg": _saved(Image.new("RGB", (64, 32), _RED[:3]), "JPEG", quality=90),
        "animated.gif": _saved(crest, "GIF", **animation, disposal=2),
        "animated.webp": _saved(crest, "WEBP", **animation, lossless=True),
        "still.webp": _saved(crest, "WEBP", lossless=True),
        "lossy.webp": _saved(Image.new("RGB", (64, 32), _RED[:3]), "WEBP"),
        "palette.png": _saved(crest.quantize(8), "PNG"),
        "grey16.png": _saved(Image.new("I;16", (40, 40), 40_000), "PNG"),
        "rgb16.png": _png(8, 8, depth=16, color=2, raw=(b"\0" + b"\xc8\0\x1e\0\x1e\0" * 8) * 8),
        "transparent.png": _saved(Image.new("RGBA", (32, 32), _CLEAR), "PNG"),
        "thin.png": _saved(Image.new("RGBA", (300, 1), _RED), "PNG"),
        # 1 bit a pixel: 50 MB when inflated, 1.6 GB as RGBA.
        "bomb.png": _png(20_000, 20_000, depth=1, color=0, raw=bytes(2501 * 20_000)),
        "bomb.gif": _gif_of_size(20_000, 20_000),
        "bomb.webp": _webp_canvas(16_000, 16_000),
        "text-bomb.png": _png_with_text_bomb(),
        "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>',
        "page.png": b"<!doctype html><html><body><script>alert(1)</script></body></html>",
        "empty.png": b"",
    }
    # Shares of the file that end within the first frame.
    for name, share in {
        "crest.png": 0.7,
        "animated.gif": 0.4,
        "animated.webp": 0.5,
        "opaque.jpg": 0.7,
    }.items():
        files[f"truncated-{name}"] = files[name][: int(len(files[name]) * share)]
    for name, content in files.items():
        (_HERE / name).write_bytes(content)


def _crest(color: tuple[int, int, int, int]) -> Image.Image:
    """A 40 x 20 block, off the middle of a transparent 100 x 60 picture."""
    picture = Image.new("RGBA", (100, 60), _CLEAR)
    picture.paste(Image.new("RGBA", (40, 20), color), (10, 30))
    # A hole: without it the WebP encoder finds each frame opaque and leaves transparency out.
    picture.putpixel((20, 35), _CLEAR)
    return picture


def _saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def _png(  # an image that Pillow would not write
    width: int, height: int, *, depth: int, color: int, raw: bytes, extra: bytes = b""
) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + extra
        + _chunk(b"IDAT", zlib.compress(raw, 9))
        + _chunk(b"IEND", b"")
    )


def _png_with_text_bomb() -> bytes:
    bomb = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(20_000_000), 9))
    return _png(4, 4, depth=8, color=0, raw=bytes(5 * 4), extra=bomb)


def _gif_of_size(width: int, height: int) -> bytes:
    screen = struct.pack("<HHBBB", width, height, 0x80, 0, 0)
    frame = struct.pack("<HHHHB", 0, 0, width, height, 0)
    return b"GIF89a" + screen + bytes(6) + b"," + frame + b"\x02\x02\x4c\x01\x00;"


def _webp_canvas(width: int, height: int) -> bytes:
    """An extended WebP that announces a huge canvas and holds a small picture."""
    inner = _saved(Image.new("RGBA", (4, 4), _RED), "WEBP", lossless=True)[12:]
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    canvas = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + size
    animation = b"ANIM" + struct.pack("<I", 6) + bytes(6)
    frame = bytes(6) + (3).to_bytes(3, "little") * 2 + bytes(4) + inner
    body = b"WEBP" + canvas + animation + b"ANMF" + struct.pack("<I", len(frame)) + frame
    return b"RIFF" + struct.pack("<I", len(body)) + body


if __name__ == "__main__":
    main()
