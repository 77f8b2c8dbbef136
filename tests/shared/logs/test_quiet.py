"""discord.py's own lines: one per event, with the reason in words."""

import io
import json
import logging
from typing import Literal

from shared.logs.setup import set_up_logging

CLIENT = logging.getLogger("discord.client")


def open_log(form: Literal["text", "json"] = "text") -> io.StringIO:
    stream = io.StringIO()
    set_up_logging(form=form, stream=stream, secrets=["hunter2-hunter2"])
    return stream


def fail_to_connect(error: Exception) -> None:
    """As discord.py 2.7.1 does it in `Client.connect`."""
    try:
        raise error
    except OSError:
        CLIENT.exception("Attempting a reconnect in %.2fs", 2.5)


def test_a_reconnect_is_one_line_with_its_reason() -> None:
    log = open_log()
    fail_to_connect(ConnectionRefusedError(111, "no 100% luck at hunter2-hunter2"))
    assert log.getvalue().count("\n") == 1
    assert log.getvalue().endswith(
        "WARNING discord.client: Attempting a reconnect in 2.50s: "
        "ConnectionRefusedError: [Errno 111] no 100% luck at [secret]\n"
    )


def test_a_reason_without_words_is_its_kind() -> None:
    log = open_log("json")
    fail_to_connect(TimeoutError())
    entry = json.loads(log.getvalue())
    assert entry["message"] == "Attempting a reconnect in 2.50s: TimeoutError"
    assert entry["level"] == "WARNING"
    assert "exc_info" not in entry


def test_voice_is_not_mentioned() -> None:
    log = open_log()
    CLIENT.warning("PyNaCl is not installed, voice will NOT be supported")
    assert log.getvalue() == ""


def test_other_failures_keep_their_traceback() -> None:
    log = open_log()
    try:
        raise KeyError("x")  # noqa: TRY301 - the traceback is the point
    except KeyError:
        CLIENT.exception("Ignoring exception in on_message")
        logging.getLogger("apps.x").exception("Attempting a reconnect")
    assert log.getvalue().count("Traceback") == 2
    assert log.getvalue().count(" ERROR ") == 2
