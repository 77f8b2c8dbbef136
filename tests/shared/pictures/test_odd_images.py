"""Pictures that are well-formed and yet not what they seem: animations, turned and grey ones."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from shared.pictures.canvas import Canvas
from shared.pictures.image import NothingToSee, centred

CANVAS = Canvas(size=128, box=0.5)
NOTHING = (0, 0, 0, 0)
RED, GREEN = (200, 30, 30, 255), (30, 200, 30, 255)


def shown(source: bytes) -> Image.Image:
    picture = Image.open(BytesIO(centred(source, CANVAS)), formats=("PNG",))
    picture.load()
    return picture


def middle(source: bytes) -> tuple[int, ...]:
    pixel = shown(source).getpixel((64, 64))
    assert isinstance(pixel, tuple)
    return pixel


def frame(colour: tuple[int, ...] | None) -> Image.Image:
    """A crest of 32 x 32 in the middle of 64 x 64; None is an empty frame."""
    image = Image.new("RGBA", (64, 64), NOTHING)
    if colour:
        image.paste(colour, (16, 16, 48, 48))
    return image


def animation(kind: str, frames: list[Image.Image]) -> bytes:
    file = BytesIO()
    how: dict[str, Any] = (
        {"lossless": True} if kind == "WEBP" else {"disposal": 2 if kind == "GIF" else 1}
    )
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=100, **how)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
@pytest.mark.parametrize("empty", [1, 3])
def test_of_an_animation_the_first_frame_that_shows_something(kind: str, empty: int) -> None:
    source = animation(kind, [frame(None)] * empty + [frame(RED), frame(GREEN)])
    assert middle(source) == pytest.approx(RED, abs=8)


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_what_fades_in_is_shown_when_it_is_there(kind: str) -> None:
    fading = [frame((200, 30, 30, alpha)) for alpha in (0, 3, 40, 130, 255)]
    assert middle(animation(kind, fading))[3] >= 128
    faint = [frame((200, 30, 30, alpha)) for alpha in (0, 3, 90, 40)]
    assert middle(animation(kind, faint))[3] == pytest.approx(90, abs=2)


def test_a_plain_first_frame_is_waited_out() -> None:
    white = Image.new("RGBA", (64, 64), (255, 255, 255, 255))
    assert middle(animation("WEBP", [white, frame(RED)])) == pytest.approx(RED, abs=8)
    blank = animation("WEBP", [white, Image.new("RGBA", (64, 64), (250, 250, 250, 255))])
    assert middle(blank) == pytest.approx((255, 255, 255, 255), abs=2)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_of_nothing_is_said(kind: str) -> None:
    frames = [frame(None), frame(None)]
    frames[1].putpixel((0, 0), (1, 1, 1, 0))
    with pytest.raises(NothingToSee):
        centred(animation(kind, frames), CANVAS)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_is_put_upright(kind: str, orientation: int) -> None:
    """The upper left quarter is red; undoing the camera's turn must bring it back there."""
    upright = Image.new("RGB", (64, 64), GREEN[:3])
    upright.paste(RED[:3], (0, 0, 32, 32))
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(turns[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = BytesIO()
    stored.save(file, kind, exif=exif.tobytes())
    picture = shown(file.getvalue()).convert("RGB")
    assert picture.getpixel((40, 40)) == pytest.approx(RED[:3], abs=20)
    assert picture.getpixel((88, 88)) == pytest.approx(GREEN[:3], abs=20)


def png(depth: int, kind: int, levels: list[list[int]], clear: bytes) -> bytes:
    """By hand, since no encoder here writes grey of 2 and 4 bits with a transparent level."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    rows = b""
    for row in levels:
        bits = "".join(f"{level:0{depth}b}" for level in row)
        bits += "0" * (-len(bits) % 8)
        rows += b"\0" + bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
    size = len(levels[0]) // (3 if kind == 2 else 1), len(levels)
    head = struct.pack(">IIBBBBB", *size, depth, kind, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"tRNS", clear), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in chunks)


@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
def test_the_transparent_level_of_grey_is_transparent(depth: int) -> None:
    """A black square on white, and white is transparent, as optimisers write it."""
    white = (1 << depth) - 1
    levels = [[white] * 16 for _ in range(16)]
    for row in levels[4:12]:
        row[6:10] = [0] * 4
    picture = shown(png(depth, 0, levels, struct.pack(">H", white)))
    assert picture.getchannel("A").getbbox() == (48, 32, 80, 96)
    assert picture.getpixel((64, 64)) == (0, 0, 0, 255)
    assert picture.getpixel((10, 10)) == NOTHING


@pytest.mark.parametrize("depth", [8, 16])
def test_the_transparent_colour_is_transparent(depth: int) -> None:
    clear = (0, (1 << depth) - 1, 0)
    red = ((1 << depth) - 1, 0, 0)
    levels = [[*clear] * 8 for _ in range(8)]
    for row in levels[2:6]:
        row[6:18] = [*red] * 4
    picture = shown(png(depth, 2, levels, struct.pack(">3H", *clear)))
    assert picture.getchannel("A").getbbox() == (32, 32, 96, 96)


def test_a_picture_with_broken_notes_about_it_is_still_one() -> None:
    file = BytesIO()
    frame(RED).save(file, "PNG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff nonsense")
    assert middle(file.getvalue()) == RED
