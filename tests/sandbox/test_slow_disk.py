"""The slow disk: it slows the state folder of its process for as long as its switch is there."""

import subprocess
import sys
from pathlib import Path

import sandbox.slow_disk

WRITES_AND_MEASURES = """
import os, pathlib, time
folder = pathlib.Path(os.environ["STATE_DIR"])
for place in (folder, folder.parent):
    began = time.perf_counter()
    (place / "new").write_text("words")
    (place / "new").replace(place / "file")
    print(time.perf_counter() - began)
"""


def seconds(state: Path) -> list[float]:
    """For a write in the state folder, and for one elsewhere."""
    (folder,) = sandbox.slow_disk.__path__
    environment = {"STATE_DIR": str(state), "PYTHONPATH": folder}
    command = [sys.executable, "-c", WRITES_AND_MEASURES]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return [float(line) for line in done.stdout.split()]


def test_only_the_state_folder_is_slow_and_only_for_a_while(tmp_path: Path) -> None:
    state = tmp_path / "clanmatch"
    state.mkdir()
    switch = tmp_path / "clanmatch.slow"
    switch.touch()
    here, elsewhere = seconds(state)
    assert here >= 0.8  # opened and renamed
    assert elsewhere < 0.4
    switch.unlink()
    assert seconds(state)[0] < 0.4
