"""Picture work on good, odd and hostile files."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shared.pictures.canvas import Canvas
from shared.pictures.image import NotAnImage, NothingToSee, TooManyPixels, centred

IMAGES = Path(__file__).parents[2] / "data" / "images"
CANVAS = Canvas(size=128, box=0.5)


def opened(png: bytes) -> Image.Image:
    picture = Image.open(BytesIO(png), formats=("PNG",))
    picture.load()
    return picture


def visible_box(picture: Image.Image) -> tuple[int, int, int, int] | None:
    return picture.getchannel("A").getbbox()


@pytest.mark.parametrize(
    ("name", "box", "color"),
    [
        # 40 x 20 visible pixels become 64 x 32 in the middle of 128 x 128.
        ("crest.png", (32, 48, 96, 80), (200, 30, 30)),
        ("palette.png", (32, 48, 96, 80), (200, 30, 30)),
        ("still.webp", (32, 48, 96, 80), (200, 30, 30)),
        # Of an animation the first frame; the second one is green.
        ("animated.gif", (32, 48, 96, 80), (200, 30, 30)),
        ("animated.webp", (32, 48, 96, 80), (200, 30, 30)),
        ("opaque.jpg", (32, 48, 96, 80), (200, 30, 30)),
        ("lossy.webp", (32, 48, 96, 80), (200, 30, 30)),
        # 16 bits: 40,000 of 65,535 is 156 of 255, not white.
        ("grey16.png", (32, 32, 96, 96), (156, 156, 156)),
        ("rgb16.png", (32, 32, 96, 96), (200, 30, 30)),
        # 300 x 1 keeps a line of one pixel.
        ("thin.png", (32, 63, 96, 64), (200, 30, 30)),
    ],
)
def test_trims_and_centres(
    name: str, box: tuple[int, int, int, int], color: tuple[int, int, int]
) -> None:
    picture = opened(centred((IMAGES / name).read_bytes(), CANVAS))

    assert (picture.mode, picture.size) == ("RGBA", (128, 128))
    assert visible_box(picture) == box
    pixel = picture.getpixel((64, 63))
    assert isinstance(pixel, tuple)
    assert pixel[:3] == pytest.approx(color, abs=8)
    assert pixel[3] == 255


def test_nothing_visible_is_said_and_no_picture() -> None:
    with pytest.raises(NothingToSee):
        centred((IMAGES / "transparent.png").read_bytes(), CANVAS)


@pytest.mark.parametrize("name", ["bomb.png", "bomb.gif", "bomb.webp"])
def test_bombs_are_refused_before_decoding(name: str) -> None:
    with pytest.raises(TooManyPixels):
        centred((IMAGES / name).read_bytes(), CANVAS)


@pytest.mark.parametrize(
    "chunk",
    [
        b"VP8X" + bytes(8) + (7999).to_bytes(3, "little") * 2,
        b"VP8L" + bytes(4) + b"\x2f" + (7999 << 14 | 7999).to_bytes(4, "little") + bytes(5),
        b"VP8 " + bytes(7) + b"\x9d\x01\x2a" + (8000).to_bytes(2, "little") * 2,
    ],
    ids=["extended", "lossless", "lossy"],
)
def test_a_webp_is_refused_by_what_its_header_announces(chunk: bytes) -> None:
    """Only the header is there: whoever lets the decoder look finds a broken file instead.

    8000 x 8000 would pass Pillow's own limit.
    """
    with pytest.raises(TooManyPixels, match="8000 x 8000"):
        centred(b"RIFF\x16\0\0\0WEBP" + chunk, CANVAS)


@pytest.mark.parametrize(
    "name",
    [
        "truncated-crest.png",
        "truncated-animated.gif",
        "truncated-animated.webp",
        "truncated-opaque.jpg",
        "text-bomb.png",
        "drawing.svg",
        "page.png",
        "empty.png",
    ],
)
def test_what_is_no_whole_image_is_refused(name: str) -> None:
    with pytest.raises(NotAnImage):
        centred((IMAGES / name).read_bytes(), CANVAS)


@pytest.mark.parametrize(("width", "refused"), [(4096, False), (4097, True)])
def test_the_limit_is_on_pixels(width: int, refused: bool) -> None:
    file = BytesIO()
    Image.new("1", (width, 2048)).save(file, "PNG")

    if refused:
        with pytest.raises(TooManyPixels):
            centred(file.getvalue(), CANVAS)
    else:
        assert opened(centred(file.getvalue(), CANVAS)).size == (128, 128)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "PCX"])
def test_other_formats_are_not_tried(kind: str) -> None:
    file = BytesIO()
    Image.new("RGB", (16, 16)).save(file, kind)

    with pytest.raises(NotAnImage):
        centred(file.getvalue(), CANVAS)


NAMES = ["crest.png", "palette.png", "grey16.png", "animated.gif", "animated.webp", "opaque.jpg"]


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_a_damaged_file_never_fails_in_another_way(
    name: str, flips: list[tuple[float, int]]
) -> None:
    damaged = bytearray((IMAGES / name).read_bytes())
    for where, value in flips:
        damaged[int(where * len(damaged))] = value
    try:
        png = centred(bytes(damaged), CANVAS)
    except (NotAnImage, TooManyPixels, NothingToSee):
        return
    assert opened(png).size == (128, 128)
