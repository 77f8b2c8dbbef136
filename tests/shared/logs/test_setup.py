import io
import json
import logging
import re
from typing import Literal

import pytest

from shared.logs.setup import set_up_logging

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789"


def logged(message: str, *args: object, form: Literal["text", "json"] = "text") -> str:
    stream = io.StringIO()
    set_up_logging(form=form, secrets=["hunter2-hunter2", "12"], stream=stream)
    logging.getLogger("somewhere").info(message, *args)
    return stream.getvalue()


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "secret",
    [
        "hunter2-hunter2",
        TOKEN,
        f"Bot {TOKEN}",
        "Bearer ya29.a0AfH6SMBxxxxxxxxxxxxxxxxxxxx",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----",
    ],
)
def test_secrets_never_pass(secret: str, form: Literal["text", "json"]) -> None:
    line = logged("the value is %s, sadly", secret, form=form)
    assert "[secret]" in line
    assert "MIIEv" not in line
    assert secret not in line


def test_secrets_in_a_traceback_never_pass() -> None:
    stream = io.StringIO()
    set_up_logging(secrets=["hunter2-hunter2"], stream=stream)
    try:
        raise ValueError("refused: hunter2-hunter2")  # noqa: TRY301 - the traceback is the point
    except ValueError:
        logging.getLogger("somewhere").exception("it failed")
    assert "ValueError: refused: [secret]" in stream.getvalue()
    assert "hunter2" not in stream.getvalue()


def test_a_name_cannot_forge_a_log_line() -> None:
    line = logged("closed by %s", "eve\n2026-01-01 ERROR all is lost\r\x1b[31m\u2028x")
    assert line.count("\n") == 1
    assert "\x1b" not in line
    assert "eve\\n2026-01-01" in line


def test_json_lines_hold_their_parts() -> None:
    entry = json.loads(logged("ready in %d s", 3, form="json"))
    assert (entry["level"], entry["name"], entry["message"]) == (
        "INFO",
        "somewhere",
        "ready in 3 s",
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry["time"])


@pytest.mark.parametrize("form", ["text", "json"])
def test_times_are_utc_and_say_so(form: Literal["text", "json"]) -> None:
    stream = io.StringIO()
    set_up_logging(form=form, stream=stream)
    record = logging.makeLogRecord({"levelno": logging.INFO, "msg": "x", "created": 0.25})
    record.msecs = 250.0
    logging.getLogger("somewhere").handle(record)
    assert "1970-01-01T00:00:00.250Z" in stream.getvalue()


def test_short_words_are_no_secrets() -> None:
    assert "12 clans" in logged("12 clans")
