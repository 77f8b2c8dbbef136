"""PNG work: trims a crest and centres it on a square canvas. The only file that imports Pillow.

Images come from strangers. Formats are told by content and limited to four, sizes are checked
before anything is decoded, and every way in which Pillow reports a broken file is one error here.
"""

import io
import struct
import zlib
from dataclasses import dataclass
from typing import Final

from PIL import Image

MAX_PIXELS: Final = 8_388_608
"""About 32 MB when decoded: a 4096 x 2048 picture. Discord's emoji have 128 x 128."""

_FORMATS: Final = ("PNG", "GIF", "WEBP", "JPEG")
_BROKEN: Final = (
    OSError,  # also Pillow's UnidentifiedImageError and "image file is truncated"
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    struct.error,
    zlib.error,
)
_EIGHT_OF_SIXTEEN_BITS: Final = [value >> 8 for value in range(65536)]


class NotAnImage(Exception):
    """The bytes are no picture of a kind that we know, or a broken one."""


class TooManyPixels(Exception):
    """The picture would be too large when decoded."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """The square to centre a crest on."""

    size: int
    """Its side in pixels."""
    box: float
    """The part of the side that the crest's longer side fills."""


def centred(source: bytes, canvas: Canvas) -> bytes:
    """The picture in `source` (its first frame), trimmed and centred, as PNG.

    Raises NotAnImage or TooManyPixels. Blocks: call it in a worker thread.
    """
    try:
        crest = _trimmed(_decoded(source))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels(str(error)) from error
    except _BROKEN as error:
        raise NotAnImage(str(error)) from error
    square = Image.new("RGBA", (canvas.size, canvas.size), (0, 0, 0, 0))
    if crest is not None:
        fitted = _fitted(crest, round(canvas.size * canvas.box))
        offset = ((canvas.size - fitted.width) // 2, (canvas.size - fitted.height) // 2)
        square.paste(fitted, offset)
    png = io.BytesIO()
    square.save(png, "PNG")
    return png.getvalue()


def _decoded(source: bytes) -> Image.Image:
    _check_pixels(_webp_size(source))
    with Image.open(io.BytesIO(source), formats=_FORMATS) as image:
        _check_pixels(image.size)
        image.load()
        if image.mode.startswith("I"):
            # 16-bit grey: a plain conversion would make everything above 255 white.
            grey = image.convert("I")
            return grey.point(_EIGHT_OF_SIXTEEN_BITS, "L").convert("RGBA")  # pyright: ignore[reportUnknownMemberType] - Pillow names numpy types
        return image.convert("RGBA")


def _check_pixels(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        raise TooManyPixels(f"{width} x {height} pixels")


def _webp_size(source: bytes) -> tuple[int, int]:
    """The canvas that a WebP file announces: Pillow allocates it before it tells us the size."""
    if source[:4] != b"RIFF" or source[8:12] != b"WEBP" or len(source) < 30:
        return (0, 0)
    match source[12:16]:
        case b"VP8X":
            width = int.from_bytes(source[24:27], "little") + 1
            return width, int.from_bytes(source[27:30], "little") + 1
        case b"VP8L":
            bits = int.from_bytes(source[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            width = int.from_bytes(source[26:28], "little") & 0x3FFF
            return width, int.from_bytes(source[28:30], "little") & 0x3FFF


def _trimmed(image: Image.Image) -> Image.Image | None:
    """`image` without its transparent border; None when nothing of it can be seen."""
    visible = image.getchannel("A").getbbox()
    return image.crop(visible) if visible else None


def _fitted(crest: Image.Image, side: int) -> Image.Image:
    """`crest` made larger or smaller so that its longer side is `side`."""
    scale = side / max(crest.size)
    width, height = (max(1, round(length * scale)) for length in crest.size)
    return crest.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)  # pyright: ignore[reportUnknownMemberType] - Pillow names numpy types
