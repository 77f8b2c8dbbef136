"""Real pictures, cut, spliced and changed: a picture within bounds, or a named refusal."""

from io import BytesIO
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from shared.pictures.canvas import Canvas
from shared.pictures.image import NotAnImage, NothingToSee, TooManyPixels, centred
from tests.fuzz.bending import bent_bytes, patient

FILES = sorted(
    path
    for path in (Path(__file__).parents[1] / "data" / "images").iterdir()
    if path.suffix in {".png", ".gif", ".webp", ".jpg"}
)
SOURCES = [path.read_bytes() for path in FILES]
canvases = st.builds(Canvas, size=st.integers(64, 512), box=st.floats(0.2, 0.95))


def test_there_are_pictures_of_each_format() -> None:
    assert {path.suffix for path in FILES} == {".png", ".gif", ".webp", ".jpg"}


@patient
@given(bent_bytes(SOURCES), canvases)
def test_a_mutated_image_is_a_picture_or_a_refusal(data: bytes, canvas: Canvas) -> None:
    try:
        png = centred(data, canvas)
    except (NotAnImage, NothingToSee, TooManyPixels):
        return
    with Image.open(BytesIO(png), formats=("PNG",)) as picture:
        picture.load()
        assert (picture.mode, picture.size) == ("RGBA", (canvas.size, canvas.size))
        crest = picture.getchannel("A").getbbox()
    if crest is not None:
        left, top, right, bottom = crest
        assert max(right - left, bottom - top) <= round(canvas.size * canvas.box)
