"""`make libraries`: each library in an environment of its own, one visit each, and a verdict."""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.libraries.red import visit_red
from tests.libraries.visit import StepFailed, visit
from tests.packaging.build import build

_HERE: Final = Path(__file__).parent
_ENVIRONMENTS: Final = _HERE.parents[1] / ".libraries"


@dataclass(frozen=True, slots=True)
class PythonLibrary:
    """A library from PyPI; its lock is in requirements/libraries."""

    name: str

    def interpreter(self) -> str:
        """The Python for its environment. Raises StepFailed."""
        return sys.executable

    def command(self) -> list[str | Path]:
        """Install what the lock holds, and give what starts its bot."""
        folder = _ENVIRONMENTS / self.name
        python = folder / "bin" / "python"
        lock = _HERE.parents[1] / "requirements" / "libraries" / f"{self.name}.txt"
        if not python.exists():
            _run(self.interpreter(), "-m", "venv", folder)
        _run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock)
        return [python, _HERE / "bots" / f"{self.name}_bot.py"]

    async def live(self) -> list[str]:
        """Let its bot take the steps of a visit; their names. Raises StepFailed."""
        return await visit(self.command(), _HERE)


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

    async def live(self) -> list[str]:
        """Let its bot take the steps of a visit; their names. Raises StepFailed."""
        return await visit(self.command(), _HERE)


@dataclass(frozen=True, slots=True)
class Red(PythonLibrary):
    """Red-DiscordBot, with the keepalive from its own wheel as a cog."""

    def interpreter(self) -> str:
        """Red 3.5 has an upper bound."""
        if sys.version_info < (3, 12):
            return sys.executable
        python = shutil.which("python3.11")
        if python is None:
            raise StepFailed(
                "Red-DiscordBot 3.5 needs Python 3.11 at most, and python3.11 is missing"
            )
        return python

    def command(self) -> list[str | Path]:
        """As the others, and the wheel, built now."""
        python, *rest = PythonLibrary.command(self)
        with tempfile.TemporaryDirectory() as folder:
            wheel = build(Path(folder) / "built").wheel
            _run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", wheel)
        return [python, *rest]

    async def live(self) -> list[str]:
        """Other steps: Red says nothing that we taught it."""
        return await visit_red(self.command(), _HERE)


LIBRARIES: Final = (
    PythonLibrary("hikari"),
    PythonLibrary("disnake"),
    NodeLibrary("discord.js", "discordjs"),
    Red("red"),
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
            done = asyncio.run(library.live())
            verdict = f"well: {', '.join(done)}"
        except (StepFailed, subprocess.CalledProcessError) as failed:
            failures += 1
            verdict = f"FAILED: {failed}"
        sys.stdout.write(f"{library.name}: {verdict}\n")
        sys.stdout.flush()
    return 1 if failures else 0


sys.exit(main())
