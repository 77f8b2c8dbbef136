#!/bin/bash
# gspread-formatting 1.2.1 beside Google's own Color (googleapis-common-protos 1.76.0, protobuf 7.36.2).
#
# Sheets keeps a cell's colour as four floats of 32 bits, and its JSON shows of each the fewest digits that tell it
# from its neighbours: 239/255 comes back as 0.9372549, which is a hair less. Color.toHex() multiplies by 255 and
# cuts. On numbers that Python made (fromHex) this is exact for all 256 levels, so that it passes every test
# without Google. On what Google sends back, 40 of the 256 levels come out as the level below. Who reads colours of cells
# as text and writes them again, to copy a row's look or to keep it beside a record, darkens them a little, and again
# the next time, until a level is reached that holds: four levels at most. A comparison with the colour that was set
# ("is this cell still #ef4444?") fails at once. So it does for black: zeros are not sent, and a colour without any
# number is read as one that has all, so that black alone comes back with its alpha, as "#000000ff".
# gspread's own convert_colors_to_hex_value() rounds, and knows no alpha.
#
# Seen: levels that change without Google: 0, with it: 40; by gspread: 0; black: #000000ff
#       #7c7c7c copied again and again: #7c7c7c #7b7b7b #7a7a7a #797979 #787878 #787878
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: \
    gspread-formatting==1.2.1 googleapis-common-protos==1.76.0 protobuf==7.36.2 \
    gspread==6.2.1 google-auth==2.63.0 google-auth-oauthlib==1.5.0 \
    requests==2.34.2 requests-oauthlib==2.0.0 oauthlib==4.0.1 urllib3==2.8.0 idna==3.20 certifi==2026.10.18 \
    charset-normalizer==3.5.2 pyasn1==0.6.5 pyasn1_modules==0.4.2 cryptography==50.0.2 cffi==2.1.1 pycparser==3.12
"$room/env/bin/python" - <<'PY'
import json

from google.protobuf import json_format
from google.type.color_pb2 import Color as GoogleColor
from gspread.utils import convert_colors_to_hex_value
from gspread_formatting import Color


def kept(props):
    """What is sent, as Google's type of a colour takes it in and writes it out again."""
    return json.loads(json_format.MessageToJson(json_format.ParseDict(props, GoogleColor())))


def opaque(text):
    """Red, green and blue alone: Sheets keeps no alpha."""
    props = Color.fromHex(text).to_props()
    del props["alpha"]
    return props


def copied(text):
    return Color.from_props(kept(opaque(text))).toHex()


LEVELS = [f"#{level:02x}{level:02x}{level:02x}" for level in range(256)]
alone = [text for text in LEVELS if Color.from_props(opaque(text)).toHex() != text]
with_google = [text for text in LEVELS[1:] if copied(text) != text]
by_gspread = [text for text in LEVELS if convert_colors_to_hex_value(**kept(opaque(text))).lower() != text]
counts = len(alone), len(with_google), len(by_gspread)
print("levels that change without Google: {}, with it: {}; by gspread: {}".format(*counts), end="; ")
print("black:", copied("#000000"))
walk = ["#7c7c7c"]
for _ in range(5):
    walk.append(copied(walk[-1]))
print(walk[0], "copied again and again:", *walk)

assert kept(opaque("#ef0000")) == {"red": 0.9372549}
assert kept(opaque("#000000")) == {} and copied("#000000") == "#000000ff"
assert counts == (0, 40, 0)
assert all(int(text[1:3], 16) - int(copied(text)[1:3], 16) == 1 for text in with_google)
assert walk == ["#7c7c7c", "#7b7b7b", "#7a7a7a", "#797979", "#787878", "#787878"]
PY
