"""The code of a commit, and today's, each with an environment of its own, as a host installs it.

Not the one that the benchmark runs in: what development needs costs each start 15 ms and 2 MiB.
"""

import asyncio
import hashlib
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.process.harness import REPOSITORY

# Ignored by git, and kept: the second comparison with a commit begins at once.
_KEPT = REPOSITORY / "build" / "against"
_LOCK = Path("requirements/run.txt")


@dataclass(frozen=True, slots=True)
class Checkout:
    """A folder with the project in it, and the Python that has what it needs."""

    root: Path
    python: Path


class NoSuchCommit(Exception):
    """Git doesn't know it here; the text says so."""


@asynccontextmanager
async def checkout_of(commit: str) -> AsyncGenerator[Checkout]:
    """The code as it was at `commit`, installed from its own lock. Raises NoSuchCommit."""
    try:
        full = await asyncio.to_thread(_git, "rev-parse", "--verify", f"{commit}^{{commit}}")
    except subprocess.CalledProcessError as error:
        raise NoSuchCommit(f"git knows no commit {commit!r} here") from error
    code = _KEPT / "code" / full
    try:
        await asyncio.to_thread(_check_out, full, code)
        yield await asyncio.to_thread(_ready, code)
    finally:
        await asyncio.to_thread(_git, "worktree", "remove", "--force", str(code))


async def here() -> Checkout:
    """The code as it stands in this folder, committed or not."""
    return await asyncio.to_thread(_ready, REPOSITORY)


def _check_out(commit: str, code: Path) -> None:
    _git("worktree", "prune")
    if not code.exists():
        _git("worktree", "add", "--detach", str(code), commit)


def _ready(code: Path) -> Checkout:
    python = _environment(code / _LOCK)
    # Compiled beforehand: the first start would pay for it.
    _run(str(python), "-m", "compileall", "-q", str(code / "apps"), str(code / "shared"))
    return Checkout(code, python)


def _environment(lock: Path) -> Path:
    """One for each lock, so that two sides with the same libraries share it."""
    name = hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    folder = _KEPT / f"python{sys.version_info[0]}.{sys.version_info[1]}-{name}"
    python, ready = folder / "bin" / "python", folder / ".ready"
    if not ready.exists():
        _run(sys.executable, "-m", "venv", "--clear", str(folder))
        _run(str(python), "-m", "pip", "--quiet", "install", "--require-hashes", "-r", str(lock))
        _run(str(python), "-m", "compileall", "-q", str(folder / "lib"))
        ready.touch()
    return python


def _git(*arguments: str) -> str:
    return _run("git", "-C", str(REPOSITORY), *arguments)


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
