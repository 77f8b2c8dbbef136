"""Pictures: the size of those that come in, and the crests that the demo draws itself."""

import hashlib
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, UnidentifiedImageError

_SIDE = 128
# Every new world draws the same few dozen again.
_kept = lru_cache(maxsize=256)


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height when `data` is a picture; only its header is read."""
    try:
        with Image.open(BytesIO(data)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None


@_kept
def draw_crest(name: str) -> bytes:
    """A shield of its own colours with the first letters of `name`, as PNG with clear borders."""
    digest = hashlib.sha256(name.encode()).digest()
    dark = (digest[0] // 2, digest[1] // 2, digest[2] // 2 + 60, 255)
    light = (128 + digest[3] // 2, 128 + digest[4] // 2, digest[5] // 2, 255)
    image = Image.new("RGBA", (_SIDE, _SIDE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.polygon([(24, 14), (104, 14), (104, 68), (64, 116), (24, 68)], fill=dark, outline=light)
    draw.line([(24, 14), (104, 14), (104, 68), (64, 116), (24, 68), (24, 14)], fill=light, width=5)
    text = name[:4].upper()
    draw.text((64, 56), text, fill=light, anchor="mm", font_size=30 if len(text) < 4 else 26)
    return _as_png(image)


@_kept
def draw_avatar(name: str) -> bytes:
    """A disc in a colour of its own with the first letter of `name`."""
    digest = hashlib.sha256(name.encode()).digest()
    image = Image.new("RGB", (_SIDE, _SIDE), (digest[0] // 2, digest[1] // 2, 90 + digest[2] // 3))
    text = name[:1].upper()
    ImageDraw.Draw(image).text((64, 64), text, fill=(255, 255, 255), anchor="mm", font_size=72)
    return _as_png(image)


def _as_png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
