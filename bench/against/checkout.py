"""The code of a commit with an environment of its own, so that it is really what it was."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.process.harness import REPOSITORY

# Ignored by git, and kept: the second comparison with a commit begins at once.
_KEPT = REPOSITORY / "build" / "against"
_LOCK = Path("requirements/sandbox.txt")


@dataclass(frozen=True, slots=True)
class Checkout:
    """A folder with the project in it, and the Python that has what it needs."""

    root: Path
    python: Path


HERE = Checkout(REPOSITORY, Path(sys.executable))


class NoSuchCommit(Exception):
    """Git doesn't know it here; the text says so."""


@asynccontextmanager
async def checkout_of(commit: str) -> AsyncGenerator[Checkout]:
    """The code as it was at `commit`, installed from its own lock. Raises NoSuchCommit."""
    try:
        full = await asyncio.to_thread(_git, "rev-parse", "--verify", f"{commit}^{{commit}}")
    except subprocess.CalledProcessError as error:
        raise NoSuchCommit(f"git knows no commit {commit!r} here") from error
    folder = _KEPT / full
    await asyncio.to_thread(_prepare, full, folder)
    try:
        yield Checkout(folder / "code", folder / "venv" / "bin" / "python")
    finally:
        await asyncio.to_thread(_git, "worktree", "remove", "--force", str(folder / "code"))


def _prepare(commit: str, folder: Path) -> None:
    code, environment = folder / "code", folder / "venv"
    _git("worktree", "prune")
    if not code.exists():
        _git("worktree", "add", "--detach", str(code), commit)
    ready = environment / ".ready"
    if not ready.exists():
        _run(sys.executable, "-m", "venv", str(environment))
        pip = (str(environment / "bin" / "python"), "-m", "pip", "--quiet")
        _run(*pip, "install", "--require-hashes", "-r", str(code / _LOCK))
        ready.touch()
    # Compiled beforehand, as ours is: the first start would pay for it.
    compiled = (code / "apps", code / "shared")
    _run(str(environment / "bin" / "python"), "-m", "compileall", "-q", *map(str, compiled))


def _git(*arguments: str) -> str:
    return _run("git", "-C", str(REPOSITORY), *arguments)


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
