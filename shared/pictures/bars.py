"""Draws a chart of bars as PNG, with Pillow and the letters that it brings.

On a ground of its own, so that it reads alike on Discord's light and dark side.
"""

import io
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from shared.pictures.chart import Bar, Chart, Group

_WIDTH: Final = 760
_MARGIN: Final = 28
_LABELS: Final = 190
"""Room for what stands left of the bars."""
_NUMBERS: Final = 170
"""Room for what stands right of the longest bar."""
_ROW: Final = 30
_THICK: Final = 18
_GROUND: Final = (32, 36, 46)
_INK: Final = (236, 239, 244)
_FAINT: Final = (160, 170, 185)
_TRACK: Final = (50, 56, 70)
_COLOURS: Final = ((64, 190, 170), (110, 160, 250))
_LARGE, _NORMAL, _SMALL = 24, 17, 15

_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def draw(chart: Chart) -> bytes:
    """The picture. Blocks for some hundredths of a second: call it in a worker thread."""
    rows = sum(len(group.bars) for group in chart.groups)
    height = 2 * _MARGIN + 72 + rows * _ROW + len(chart.groups) * 50
    image = Image.new("RGB", (_WIDTH, height), _GROUND)
    pen = ImageDraw.Draw(image)
    pen.text((_MARGIN, _MARGIN), chart.title, fill=_INK, font=_letters(_LARGE))
    pen.text((_MARGIN, _MARGIN + 36), chart.note, fill=_FAINT, font=_letters(_SMALL))
    y = _MARGIN + 72
    for number, group in enumerate(chart.groups):
        y = _group(pen, group, y, _COLOURS[number % len(_COLOURS)])
    png = io.BytesIO()
    image.save(png, "PNG")
    return png.getvalue()


def _group(pen: ImageDraw.ImageDraw, group: Group, y: int, colour: tuple[int, int, int]) -> int:
    """Draw it from `y` downwards; where the next one may begin."""
    pen.text((_MARGIN, y + 14), group.title, fill=_INK, font=_letters(_NORMAL))
    y += 44
    most = max((bar.value for bar in group.bars), default=0)
    for bar in group.bars:
        _bar(pen, bar, y, most, colour)
        y += _ROW
    return y + 6


def _bar(
    pen: ImageDraw.ImageDraw, bar: Bar, y: int, most: int, colour: tuple[int, int, int]
) -> None:
    small = _letters(_SMALL)
    left, room = _MARGIN + _LABELS, _WIDTH - 2 * _MARGIN - _LABELS - _NUMBERS
    pen.text((_MARGIN, y), _cut(pen, bar.label, _LABELS - 12, small), fill=_INK, font=small)
    pen.rounded_rectangle((left, y, left + room, y + _THICK), 4, fill=_TRACK)
    length = round(room * bar.value / most) if most else 0
    if length:
        pen.rounded_rectangle((left, y, left + max(length, 6), y + _THICK), 4, fill=colour)
    words = f"{bar.value}  {bar.note}".rstrip()
    pen.text((left + room + 12, y), words, fill=_INK, font=small)


def _cut(pen: ImageDraw.ImageDraw, text: str, room: int, font: _Font) -> str:
    while text and pen.textlength(text, font=font) > room:
        text = text[:-1]
    return text


def _letters(size: int) -> _Font:
    return ImageFont.load_default(size)
