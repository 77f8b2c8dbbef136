#!/bin/bash
# gspread 6.2.1 beside the Sheets description of google-api-python-client 2.202.0 (revision 20261019).
#
# Google knows seven kinds of pasting, and says that PASTE_FORMULA pastes nothing but formulas. gspread offers
# seven names too, and one of them is PasteType.formula. But its text is the one of the line before it,
# PASTE_NO_BORDERS, and two members of an enum with one value are one member. So whoever asks copy_range() or
# cut_range() for formulas only gets everything except borders: values and formats of the target are overwritten.
# Nothing refuses it, because what is sent is a valid request. Of gspread's other lists of names that are held
# against the description here, none lacks a value which Google has, apart from the "unspecified" ones.
#
# Seen: asked for formula, sent PASTE_NO_BORDERS; sent by no name: {'PASTE_FORMULA'}
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: \
    gspread==6.2.1 google-api-python-client==2.202.0 google-auth==2.63.0 google-auth-oauthlib==1.5.0 \
    requests==2.34.2 requests-oauthlib==2.0.0 oauthlib==4.0.1 urllib3==2.8.0 idna==3.20 certifi==2026.10.18 \
    charset-normalizer==3.5.2 pyasn1==0.6.5 pyasn1_modules==0.4.2 cryptography==50.0.2 cffi==2.1.1 pycparser==3.12
"$room/env/bin/python" - <<'PY'
import importlib.util
import json
from enum import Enum
from pathlib import Path
from types import SimpleNamespace

import gspread
from google.auth.credentials import AnonymousCredentials
from gspread import utils

package = Path(importlib.util.find_spec("googleapiclient").origin).parent
description = json.loads((package / "discovery_cache/documents/sheets.v4.json").read_text())
schemas = description["schemas"]


class Recorder(gspread.HTTPClient):
    """Keeps what gspread would send, and sends nothing."""

    def __init__(self):
        super().__init__(auth=AnonymousCredentials())
        self.sent = []

    def request(self, method, endpoint, params=None, data=None, json=None, files=None, headers=None):
        self.sent.append(json)
        return SimpleNamespace(json=dict)


client = Recorder()
tab = gspread.Worksheet(None, {"sheetId": 0, "title": "Clans", "index": 0}, "1", client)
tab.copy_range("A1:B2", "D1:E2", paste_type=utils.PasteType.formula)
sent = client.sent[0]["requests"][0]["copyPaste"]["pasteType"]


def missing(schema, field, names: type[Enum]):
    known = set(schemas[schema]["properties"][field]["enum"])
    return {value for value in known - {str(name.value) for name in names} if "UNSPECIFIED" not in value}


unsent = missing("CopyPasteRequest", "pasteType", utils.PasteType)
print(f"asked for formula, sent {sent}; sent by no name: {unsent}")

assert sent == "PASTE_NO_BORDERS"
assert unsent == {"PASTE_FORMULA"}
assert len(utils.PasteType.__members__) == 7 and len(utils.PasteType) == 6
assert not missing("CopyPasteRequest", "pasteOrientation", utils.PasteOrientation)
assert not missing("MergeCellsRequest", "mergeType", utils.MergeType)
assert not missing("BooleanCondition", "type", utils.ValidationConditionType)
assert not missing("ValueRange", "majorDimension", utils.Dimension)
PY
