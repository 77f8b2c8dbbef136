"""PNG work: trims a crest and centres it on a square canvas.

Images come from strangers. Formats are told by content and limited to four, sizes are checked
before anything is decoded, and every way in which Pillow reports a broken file is one error here.
"""

import io
import struct
import zlib
from typing import Final, cast

from PIL import Image

from shared.pictures.canvas import Canvas
from shared.pictures.png import Png, png_of
from shared.pictures.unfit import NotAnImage, NothingToSee, TooManyPixels

MAX_PIXELS: Final = 8_388_608
"""About 32 MB when decoded: a 4096 x 2048 picture. Discord's emoji have 128 x 128."""

_MOST_PIXELS_OF_FRAMES: Final = 2 * MAX_PIXELS
_SHOWS: Final = 128  # of 255: half opaque

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
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What EXIF says was done to the camera, by its number, and what undoes it."""


def centred(source: bytes, canvas: Canvas) -> bytes:
    """The picture in `source`, upright, trimmed and centred, as PNG.

    Of an animation the first frame that shows something. Raises NotAnImage, TooManyPixels or
    NothingToSee. Blocks: call it in a worker thread.
    """
    try:
        crest = _trimmed(_decoded(source))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels(str(error)) from error
    except _BROKEN as error:
        raise NotAnImage(str(error)) from error
    square = Image.new("RGBA", (canvas.size, canvas.size), (0, 0, 0, 0))
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
        turn = _TURNS.get(_orientation(image))
        frame = _telling_frame(image, png_of(source))
        return frame.transpose(turn) if turn is not None else frame


def _telling_frame(image: Image.Image, png: Png | None) -> Image.Image:
    """The first frame that shows something; of those that hardly do, the one that does most.

    Crests fade in from nothing, or from a plain surface. How many frames are looked at is bounded
    by the pixels that they have together.
    """
    best, most = _rgba(image, png), 0
    frames = getattr(image, "n_frames", 1)
    for number in range(min(frames, 1 + _MOST_PIXELS_OF_FRAMES // (image.width * image.height))):
        if number:
            image.seek(number)
        frame = _rgba(image, png) if number else best
        shown = 255 if frames == 1 else _how_much_shows(frame)
        if shown >= _SHOWS:
            return frame
        if shown > most:
            best, most = frame, shown
    return best


def _how_much_shows(frame: Image.Image) -> int:
    """0 to 255: its most opaque pixel; a frame of one colour shows as good as nothing."""
    bands = cast("tuple[tuple[int, int], ...]", frame.getextrema())  # Pillow's type knows one band
    (_, highest), is_plain = bands[3], all(low == high for low, high in bands)
    return min(highest, 1) if is_plain else highest


def _rgba(image: Image.Image, png: Png | None) -> Image.Image:
    image.load()
    clear = png.clear_colour if png is not None else None
    if image.mode.startswith("I"):
        # 16-bit grey: a plain conversion would make everything above 255 white.
        grey = image.convert("I")
        frame = grey.point(_EIGHT_OF_SIXTEEN_BITS, "L").convert("RGBA")  # pyright: ignore[reportUnknownMemberType] - Pillow names numpy types
        if isinstance(clear, int):
            opaque = [0 if value == clear else 255 for value in range(65536)]
            frame.putalpha(grey.point(opaque, "L"))  # pyright: ignore[reportUnknownMemberType] - as above
        return frame
    if clear is not None and image.mode in {"L", "RGB"}:
        image.info["transparency"] = clear
    return image.convert("RGBA")


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except (*_BROKEN, UserWarning):  # a picture with broken notes about it is still a picture
        return 1


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


def _trimmed(image: Image.Image) -> Image.Image:
    """`image` without its transparent border. Raises NothingToSee when that is all of it."""
    visible = image.getchannel("A").getbbox()
    if visible is None:
        raise NothingToSee("the picture is transparent all over")
    return image.crop(visible)


def _fitted(crest: Image.Image, side: int) -> Image.Image:
    """`crest` made larger or smaller so that its longer side is `side`."""
    scale = side / max(crest.size)
    width, height = (max(1, round(length * scale)) for length in crest.size)
    return crest.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)  # pyright: ignore[reportUnknownMemberType] - Pillow names numpy types
