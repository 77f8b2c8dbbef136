#!/bin/bash
# google-api-python-client 2.202.0 with httplib2 0.32.1: reads whose address is longer than 2048 characters.
#
# The library turns such a GET into a POST when it is sent: what was the query is a form in the body, and
# x-http-method-override tells Google that GET is meant. Whatever else is on the way or stands in for Google sees a
# write: a proxy that lets only GET through, a cache, a limit that counts reads and writes apart, a log, a test.
# One more range in values.batchGet, or one letter more in a search of Drive, decides, so a bot works until its sheet
# grows. The request is changed for good: its method says POST from then on. The next page of a list, made from it, is a
# POST too, however short its address, with the new token in the address and everything else in the form.
# The same request in a batch stays a long GET.
#
# Seen, what arrives for an address of so many characters:
#   2048: GET, form of 0 bytes, override None   2049: POST, query of 0 bytes, override GET
#   the request itself afterwards: POST, query gone
#   the next page: POST ?pageToken=two, fields in the form: pageSize, q
#   in a batch: GET, query kept
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: \
    google-api-python-client==2.202.0 google-api-core==2.44.0 google-auth==2.63.0 google-auth-httplib2==0.4.4 \
    httplib2==0.32.1 uritemplate==4.2.0 pyparsing==3.3.3 googleapis-common-protos==1.76.0 protobuf==7.36.2 \
    proto-plus==1.29.0 requests==2.34.2 urllib3==2.8.0 idna==3.20 certifi==2026.10.18 charset-normalizer==3.5.2 \
    pyasn1==0.6.5 pyasn1_modules==0.4.2 cryptography==50.0.2 cffi==2.1.1 pycparser==3.12
"$room/env/bin/python" - <<'PY'
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httplib2
from googleapiclient.discovery import build
from googleapiclient.http import BatchHttpRequest

arrived = []


class Google(BaseHTTPRequestHandler):
    def answer(self):
        form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        arrived.append((self.command, urlsplit(self.path).query, form, self.headers.get("X-HTTP-Method-Override")))
        body = b'{"nextPageToken": "two"}'
        kind = "application/json"
        if self.path.startswith("/batch"):
            kind = "multipart/mixed; boundary=b"
            asked = next(line for line in form.splitlines() if line.startswith("Content-ID:")).split("<")[1]
            head = f"Content-Type: application/http\r\nContent-ID: <response-{asked}"
            body = f"--b\r\n{head}\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{{}}\r\n--b--".encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *_): ...


server = ThreadingHTTPServer(("127.0.0.1", 0), Google)
threading.Thread(target=server.serve_forever, daemon=True).start()
here = f"http://127.0.0.1:{server.server_port}"


def service(name, version):
    return build(name, version, http=httplib2.Http(), static_discovery=True, client_options={"api_endpoint": here})


def read_of(length):
    """values.batchGet with an address of exactly so many characters."""
    values = service("sheets", "v4").spreadsheets().values()
    begun = len(values.batchGet(spreadsheetId="sheet", ranges=[""]).uri)
    request = values.batchGet(spreadsheetId="sheet", ranges=["A" * (length - begun)])
    assert len(request.uri) == length
    return request


short, long = read_of(2048), read_of(2049)
short.execute()
method, query, form, override = arrived[-1]
print(f"2048: {method}, form of {len(form)} bytes, override {override}")
assert (method, form, override, short.method) == ("GET", "", None, "GET") and query
long.execute()
method, query, form, override = arrived[-1]
print(f"2049: {method}, query of {len(query)} bytes, override {override}")
assert (method, query, override) == ("POST", "", "GET") and len(parse_qs(form)["ranges"][0]) > 1900
print(f"the request itself afterwards: {long.method}, query {'kept' if '?' in long.uri else 'gone'}")
assert long.method == "POST" and "?" not in long.uri

files = service("drive", "v3").files()
first = files.list(q=" or ".join(f"name = 'clan {number}'" for number in range(200)), pageSize=10)
following = files.list_next(first, first.execute())
following.execute()
method, query, form, _ = arrived[-1]
print(f"the next page: {method} ?{query}, fields in the form: {', '.join(sorted(parse_qs(form).keys() - {'alt'}))}")
assert (method, query) == ("POST", "pageToken=two") and "q" in parse_qs(form) and "pageToken" not in parse_qs(form)

calls = BatchHttpRequest(batch_uri=f"{here}/batch")
calls.add(files.list(q="name = 'x' or " * 200 + "trashed = true"))
calls.execute(http=httplib2.Http())
part = next(line for line in arrived[-1][2].splitlines() if line.endswith(" HTTP/1.1"))
method, address, _ = part.split()
print(f"in a batch: {method}, query {'kept' if '?' in address else 'gone'}")
assert method == "GET" and len(address) > 2048
PY
