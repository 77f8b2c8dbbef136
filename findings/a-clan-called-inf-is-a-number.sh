#!/bin/bash
# gspread 6.2.1, get_all_records() and numericise(), with the JSON of the standard library.
#
# Records come with texts that look like numbers turned into numbers. What looks like one is left to int() and
# float(), after commas are taken out; for underscores there is a switch, off by default, so that "1_000" stays a text.
# But float() knows words as well: a row whose tag is INF or NAN, both good names for a clan of three letters, holds
# infinity, or a value that is not equal to itself, so that looking the clan up by its own tag fails. "12E3" is twelve
# thousand, "1E999" infinity too. Written as JSON, such a record is the bare word Infinity or NaN, which JSON has not.
# Digits of other scripts are numbers as well.
#
# Seen:
#   'INF' inf, 'NAN' nan, '12E3' 12000.0, '1E999' inf, '1_000' '1_000', '٤٢' 42
#   found by its own tag: NOX True, INF False, NAN False
#   as JSON: [{"tag": "NOX"}, {"tag": Infinity}, {"tag": NaN}], and strictly: refused
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: \
    gspread==6.2.1 google-auth==2.63.0 google-auth-oauthlib==1.5.0 \
    requests==2.34.2 requests-oauthlib==2.0.0 oauthlib==4.0.1 urllib3==2.8.0 idna==3.20 certifi==2026.10.18 \
    charset-normalizer==3.5.2 pyasn1==0.6.5 pyasn1_modules==0.4.2 cryptography==50.0.2 cffi==2.1.1 pycparser==3.12
"$room/env/bin/python" - <<'PY'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import gspread
from google.auth.credentials import AnonymousCredentials
from gspread import utils

for text, wanted in (("INF", "inf"), ("NAN", "nan"), ("12E3", "12000.0"), ("1E999", "inf"), ("1_000", "'1_000'"), ("٤٢", "42")):
    seen = repr(utils.numericise(text))
    print(repr(text), seen)
    assert seen == wanted, (text, seen)


class Sheets(BaseHTTPRequestHandler):
    """As much of Google's API as reading one tab takes."""

    def do_GET(self):
        cells = {"range": "clans!A1:A4", "majorDimension": "ROWS", "values": [["tag"], ["NOX"], ["INF"], ["NAN"]]}
        tab = {"properties": {"title": "sheet"}, "sheets": [{"properties": {"sheetId": 0, "title": "clans", "index": 0, "gridProperties": {}}}]}
        body = json.dumps(cells if "/values" in self.path else tab).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_): ...


server = HTTPServer(("127.0.0.1", 0), Sheets)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = gspread.authorize(AnonymousCredentials())
real = client.http_client.session.request


def here(method, url, **more):
    return real(method, url.replace("https://sheets.googleapis.com", f"http://127.0.0.1:{server.server_port}"), **more)


client.http_client.session.request = here
records = client.open_by_key("some-sheet").worksheet("clans").get_all_records()
found = {tag: any(str(each["tag"]) == tag for each in records) for tag in ("NOX", "INF", "NAN")}
print("found by its own tag:", found)
assert found == {"NOX": True, "INF": False, "NAN": False}
text = json.dumps(records)
print("as JSON:", text)
assert text == '[{"tag": "NOX"}, {"tag": Infinity}, {"tag": NaN}]'
try:
    json.dumps(records, allow_nan=False)
except ValueError as error:
    print("strictly:", error)
else:
    raise AssertionError("strict JSON took it")
PY
