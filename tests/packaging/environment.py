"""An environment that holds a wheel and what it asks for, and nothing else; no network."""

import re
import subprocess
import sys
import venv
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_WITHIN_S: Final = 120


def empty_environment(folder: Path, *, wheel: Path, wanted: Iterable[str]) -> Path:
    """Its Python. `wanted` and all that these ask for are lent by the environment of the tests."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    home = folder / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    for each in _with_their_needs(wanted):
        for top in {file.parts[0] for file in each.files or () if file.parts[0] != ".."}:
            if top != "__pycache__" and not (home / top).exists():
                (home / top).symlink_to(Path(str(each.locate_file(top))))
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"),
            *("install", "--quiet", "--no-index", "--no-deps", "--no-compile", wheel),
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=_WITHIN_S,
    )
    return python


def _with_their_needs(names: Iterable[str]) -> Iterator[Distribution]:
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name.lower() in seen:
            continue
        seen.add(name.lower())
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # asked for under another Python or system only
        yield found
        waiting += [
            need[0]
            for line in found.requires or ()
            if "extra ==" not in line and (need := _NAME.match(line))
        ]
