#!/bin/bash
# Pillow 13.0.0: an animated PNG, looked at a second time.
#
# Pillow seeks in animations both ways; to go back it rewinds and walks forward again. While it reads a frame of an
# animated PNG it meets the head of the next chunk and puts it aside, to be taken first by the next read. Rewinding
# sets the count of frames back but leaves this chunk lying there, so that after the first frame comes a chunk from
# further on, and the file is refused: "APNG contains frame sequence errors". It has none. Nothing is
# put aside after the last frame, which is why walking through all frames as often as one likes works, and so does
# every test that does this. Who stops at the first frame that shows something and then begins again, or saves the
# animation, is told that the file is broken, until it is opened anew. GIF, WebP and AVIF take the same walks.
#
# Seen, of four frames in each format, the frames that were read (indices of the two walks asked for):
#   all, all (0123 0123):   PNG 0123 0123           GIF, WEBP and AVIF 0123 0123
#   part, all (01 0123):    PNG 01 0 SyntaxError    GIF, WEBP and AVIF 01 0123
#   back by one (2 1):      PNG 2 SyntaxError       GIF, WEBP and AVIF 2 1
#   part, then saved as GIF: PNG SyntaxError         GIF, WEBP and AVIF 4 frames
#   part, the chunk thrown away by hand, all: PNG 01 0123
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: pillow==13.0.0
"$room/env/bin/python" - <<'PY'
import io

from PIL import Image

FORMATS = "PNG", "GIF", "WEBP", "AVIF"
frames = [Image.new("RGB", (16, 16), (60 * number, 0, 0)) for number in range(4)]


def animation(kind):
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=50)
    return Image.open(io.BytesIO(file.getvalue()))


def look(image, walk):
    """Seeks and reads these frames; each is told by its red."""
    told = ""
    try:
        for number in walk:
            image.seek(number)
            told += str(round(image.convert("RGB").getpixel((8, 8))[0] / 60))
    except SyntaxError as error:
        assert str(error) == "APNG contains frame sequence errors"
        told += " " * bool(told) + "SyntaxError"
    return told


def saved(image):
    image.seek(1)
    image.load()
    file = io.BytesIO()
    try:
        image.save(file, "GIF", save_all=True)
    except SyntaxError:
        return "SyntaxError"
    return f"{Image.open(file).n_frames} frames"


for label, walks, of_png in (
    ("all, all", ((0, 1, 2, 3), (0, 1, 2, 3)), "0123 0123"),
    ("part, all", ((0, 1), (0, 1, 2, 3)), "01 0 SyntaxError"),
    ("back by one", ((2,), (1,)), "2 SyntaxError"),
):
    for kind in FORMATS:
        image = animation(kind)
        seen = " ".join(look(image, walk) for walk in walks)
        print(f"{label}: {kind} {seen}")
        assert seen == (of_png if kind == "PNG" else " ".join("".join(map(str, walk)) for walk in walks))

for kind in FORMATS:
    seen = saved(animation(kind))
    print("part, then saved as GIF:", kind, seen)
    assert seen == ("SyntaxError" if kind == "PNG" else "4 frames")

image = animation("PNG")
first = look(image, (0, 1))
image.png.queue.clear()  # what was put aside
seen = f"{first} {look(image, (0, 1, 2, 3))}"
print("part, the chunk thrown away by hand, all: PNG", seen)
assert seen == "01 0123"
PY
