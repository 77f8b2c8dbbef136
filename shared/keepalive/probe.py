"""For Docker's HEALTHCHECK and the like: ask the pages of this machine; 0 is well, 1 is not."""

import argparse
import http.client
import json
import sys
from collections.abc import Sequence
from typing import Final

from .alone.settings import read_what_is_right

_WITHIN_S: Final = 5.0
_WELL: Final = 200
_MOST: Final = 64 * 1024


def probe(arguments: Sequence[str]) -> int:
    """Print one line and give the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m discord_keepalive probe", description="Ask the bot on this machine."
    )
    parser.add_argument("--port", type=int, help="instead of the variable PORT, or 10000")
    parser.add_argument("--page", default="/healthz?strict=1", help="which page to ask")
    options = parser.parse_args(arguments)
    settings, _ = read_what_is_right(port=options.port)
    status, words = _ask(settings.port, options.page)
    sys.stdout.write(f"{words}\n")
    return 0 if status == _WELL else 1


def _ask(port: int, page: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_WITHIN_S)
    try:
        connection.request("GET", page)
        answer = connection.getresponse()
        return answer.status, f"{answer.status} {_reason(answer.read(_MOST))}"
    except (OSError, http.client.HTTPException) as error:
        return 0, f"nobody answers on port {port} ({type(error).__name__})"
    finally:
        connection.close()


def _reason(body: bytes) -> str:
    try:
        return str(json.loads(body)["reason"])
    except (ValueError, KeyError, TypeError):
        return ""
