#!/bin/bash
# google-auth 2.63.0 with requests 2.34.2: a service account whose token lives for less than four minutes.
#
# google-auth takes a token for expired 225 seconds before it is. Google's own live for an hour, so nobody notices.
# A stand-in for Google (an emulator, a proxy with a policy of its own, a test) that grants 200 seconds grants
# nothing that is ever fresh: each call fetches a new token first and then uses it, although the one before is good
# for three minutes more. Ten reads are twenty requests and ten signatures, nothing fails, and nothing is logged.
# One second decides: with 226 it is one token for all ten. An answer that doesn't say how long the token lives is
# taken for one that lives for ever.
#
# Seen, tokens fetched for ten calls, and the state of the token right after the last:
#   3599 s: 1 FRESH   226 s: 1 FRESH   225 s: 10 STALE   60 s: 10 STALE   not said: 1 FRESH
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: \
    google-auth==2.63.0 requests==2.34.2 urllib3==2.8.0 idna==3.20 certifi==2026.10.18 \
    charset-normalizer==3.5.2 pyasn1==0.6.5 pyasn1_modules==0.4.2 cryptography==50.0.2 cffi==2.1.1 pycparser==3.12
"$room/env/bin/python" - <<'PY'
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth.transport.requests import AuthorizedSession
from google.oauth2 import service_account

asked = Counter()
granted = {}


class Google(BaseHTTPRequestHandler):
    """A token endpoint, and something to read."""

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked[self.path] += 1
        body = json.dumps(granted if self.path == "/token" else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *_): ...


server = ThreadingHTTPServer(("127.0.0.1", 0), Google)
threading.Thread(target=server.serve_forever, daemon=True).start()
here = f"http://127.0.0.1:{server.server_port}"
key = rsa.generate_private_key(65537, 2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
account = {"client_email": "bot@example.com", "private_key": key.decode(), "token_uri": f"{here}/token"}

for seconds, fetched, state in ((3599, 1, "FRESH"), (226, 1, "FRESH"), (225, 10, "STALE"), (60, 10, "STALE"), (None, 1, "FRESH")):
    asked.clear()
    granted.clear()
    granted.update(access_token="a-token", token_type="Bearer")
    if seconds is not None:
        granted["expires_in"] = seconds
    credentials = service_account.Credentials.from_service_account_info(account, scopes=["read"])
    session = AuthorizedSession(credentials)
    for _ in range(10):
        session.get(f"{here}/cells")
    print(seconds, "seconds:", asked["/token"], "tokens for", asked["/cells"], "calls, then", credentials.token_state.name)
    assert (asked["/token"], asked["/cells"], credentials.token_state.name) == (fetched, 10, state)
PY
