"""`make libraries`: each library in an environment of its own, one visit each, and a verdict."""

import asyncio
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.libraries.visit import StepFailed, visit

_HERE: Final = Path(__file__).parent
_ENVIRONMENTS: Final = _HERE.parents[1] / ".libraries"


@dataclass(frozen=True, slots=True)
class PythonLibrary:
    """A library from PyPI; its lock is in requirements/libraries."""

    name: str

    def command(self) -> list[str | Path]:
        """Install what the lock holds, and give what starts its bot."""
        folder = _ENVIRONMENTS / self.name
        python = folder / "bin" / "python"
        lock = _HERE.parents[1] / "requirements" / "libraries" / f"{self.name}.txt"
        if not python.exists():
            venv.create(folder, with_pip=True)
        _run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock)
        return [python, _HERE / "bots" / f"{self.name}_bot.py"]


@dataclass(frozen=True, slots=True)
class NodeLibrary:
    """A library from npm; its lock is in its folder here."""

    name: str
    folder: str

    def command(self) -> list[str | Path]:
        """Install what the lock holds, and give what starts its bot."""
        node, npm = shutil.which("node"), shutil.which("npm")
        if node is None or npm is None:
            raise StepFailed("node and npm are missing (Debian's packages are called so)")
        folder = _ENVIRONMENTS / self.name
        shutil.copytree(_HERE / self.folder, folder, dirs_exist_ok=True)
        _run(npm, "ci", "--prefix", folder, "--silent", "--no-audit", "--no-fund")
        return [node, folder / "bot.js"]


LIBRARIES: Final = (
    PythonLibrary("hikari"),
    PythonLibrary("disnake"),
    NodeLibrary("discord.js", "discordjs"),
)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True)


def main() -> int:
    """Try them all, or those that were named; status 1 when one failed."""
    wanted = sys.argv[1:]
    failures = 0
    for library in LIBRARIES:
        if wanted and library.name not in wanted:
            continue
        try:
            done = asyncio.run(visit(library.command(), _HERE))
            verdict = f"well: {', '.join(done)}"
        except (StepFailed, subprocess.CalledProcessError) as failed:
            failures += 1
            verdict = f"FAILED: {failed}"
        sys.stdout.write(f"{library.name}: {verdict}\n")
        sys.stdout.flush()
    return 1 if failures else 0


sys.exit(main())
