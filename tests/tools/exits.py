"""Ends as bots do: `exits.py FOLDER STATUS`. With STATUS `stay` it waits for a signal.

Each start is a line in FOLDER/starts, and how it was stopped a line in FOLDER/ends.
"""

import signal
import sys
import time
from pathlib import Path

folder, status = Path(sys.argv[1]), sys.argv[2]


def note(file: str, words: str) -> None:
    with (folder / file).open("a") as out:
        out.write(f"{words}\n")


def stop(number: int, _frame: object) -> None:
    time.sleep(1)  # the drain of an ordered stop
    note("ends", signal.Signals(number).name)
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, stop)
sys.stderr.write("a line of the log\n")
sys.stderr.flush()
note("starts", status)
if status != "stay":
    sys.exit(int(status))
time.sleep(60)
