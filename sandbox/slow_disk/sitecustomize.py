"""A slow disk for one process: Python imports this at the start if its folder is on the path.

Python tells an audit hook of each file that is opened or renamed, before it happens and in the
thread that does it, so that this needs no change of what runs. It is slow while the file
`STATE_DIR` + `.slow` exists.
"""

import os
import sys
import time
from pathlib import Path

_SECONDS = 0.4
_STEPS = frozenset({"open", "os.rename"})
_STATE_DIR = os.environ.get("STATE_DIR", "")  # noqa: TID251 - the process's settings aren't read yet


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _STEPS or not str(arguments[0]).startswith(_STATE_DIR):
        return
    if Path(f"{_STATE_DIR}.slow").exists():
        time.sleep(_SECONDS)


if _STATE_DIR:
    sys.addaudithook(_hook)
