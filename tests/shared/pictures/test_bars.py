"""The picture of figures: by its data, beside one that a person looked at."""

import io
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from shared.pictures.bars import draw
from shared.pictures.chart import Bar, Chart, Group

GOLDEN = Path(__file__).parents[2] / "data" / "images" / "bars.png"
CHART = Chart(
    "01 Nov 2026 to 30 Nov 2026",
    "First answer after 3.5 h, placed after 2.1 d (medians)",
    (
        Group(
            "Tickets",
            (
                Bar("opened", 43),
                Bar("placed", 31),
                Bar("no clan", 4),
                Bar("left", 0),
                Bar("closed without a tag", 1),
            ),
        ),
        Group("Placed, by clan", (Bar("C1CE", 17, "after 1.5 d"), Bar("A" * 60, 14))),
    ),
)
BAR, TRACK = (64, 190, 170), (50, 56, 70)


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def lengths(image: Image.Image, colour: tuple[int, int, int]) -> list[int]:
    """How long each bar of this colour is, from top to bottom."""
    found: list[int] = []
    inside = False
    for y in range(image.height):
        count = sum(image.getpixel((x, y)) == colour for x in range(image.width))
        if count > 4 and not inside:
            found.append(0)
        inside = count > 4
        if inside:
            found[-1] = max(found[-1], count)
    return found


def test_bars_are_as_long_as_their_numbers() -> None:
    opened, placed, no_clan, untold = lengths(picture(draw(CHART)), BAR)
    assert abs(placed / opened - 31 / 43) < 0.02
    assert abs(no_clan / opened - 4 / 43) < 0.02
    assert untold < no_clan


def test_nothing_to_count_is_drawn_as_well() -> None:
    empty = Chart("t", "n", (Group("Tickets", (Bar("opened", 0),)), Group("none", ())))
    assert lengths(picture(draw(empty)), BAR) == []


def test_the_picture_is_the_one_that_was_looked_at() -> None:
    drawn, golden = picture(draw(CHART)), Image.open(GOLDEN).convert("RGB")
    assert drawn.size == golden.size
    # Letters differ by a shade between builds of the library.
    difference = ImageStat.Stat(ImageChops.difference(drawn, golden)).mean
    assert max(difference) < 1.0
