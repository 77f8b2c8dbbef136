"""Tools of others: found or skipped, started with the files of docs/hosting, and ended."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import aiohttp
import pytest

HOSTING: Final = Path(__file__).parents[2] / "docs" / "hosting"
WITHIN_S: Final = 20.0
_PATH: Final = f"{os.defpath}:/usr/sbin:/sbin:/usr/lib/nagios/plugins"


def needs(tool: str, package: str = "") -> pytest.MarkDecorator:
    """Skip where there is no such tool."""
    return pytest.mark.skipif(
        shutil.which(tool, path=_PATH) is None,
        reason=f"{tool} is missing: Debian's package is called {package or tool}",
    )


def configured(name: str, folder: Path, changes: Mapping[str, object]) -> Path:
    """The file of docs/hosting as it stands there, but for these words. Each must be in it."""
    text = (HOSTING / name).read_text("utf-8")
    for old, new in changes.items():
        assert old in text, f"{name} doesn't say {old!r}"
        text = text.replace(old, str(new))
    return written(folder / name, text)


def written(path: Path, text: str, mode: int = 0o600) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


@dataclass
class Tool:
    """One that runs, and what it printed."""

    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list[str])

    @property
    def output(self) -> str:
        return "".join(self.lines)

    async def until(self, condition: Callable[[], bool | Awaitable[bool]]) -> None:
        """Wait for it, with a limit."""
        try:
            async with asyncio.timeout(WITHIN_S):
                while True:
                    held = condition()
                    if held if isinstance(held, bool) else await held:
                        return
                    assert self.process.returncode is None, f"it ended; it said:\n{self.output}"
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"not within {WITHIN_S} s; it said:\n{self.output}") from None

    async def says(self, words: str, *, after: int = 0) -> int:
        """Wait until it printed these words; where they ended."""
        await self.until(lambda: words in self.output[after:])
        return self.output.index(words, after) + len(words)

    async def read(self) -> None:
        while self.process.stdout and (line := await self.process.stdout.readline()):
            self.lines.append(line.decode(errors="replace"))


@asynccontextmanager
async def running(
    *command: str | Path, folder: Path, env: Mapping[str, str] | None = None
) -> AsyncGenerator[Tool]:
    """A tool that stays, with its children; all are gone afterwards."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={"PATH": _PATH, "HOME": str(folder), **(env or {})},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    tool = Tool(process)
    reader = asyncio.create_task(tool.read())
    try:
        yield tool
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(TimeoutError):
            async with asyncio.timeout(3):
                await process.wait()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        reader.cancel()


async def outcome(
    *command: str | Path, folder: Path, env: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """The exit status of a tool that ends by itself, and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={"PATH": _PATH, "HOME": str(folder), **(env or {})},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(WITHIN_S):
        said, _ = await process.communicate()
    return process.returncode or 0, said.decode(errors="replace")


async def page(port: int, path: str = "/healthz") -> tuple[int, str]:
    """What a page says; status 0 when nobody answers."""
    limit = aiohttp.ClientTimeout(total=5)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(f"http://127.0.0.1:{port}{path}") as answer,
        ):
            return answer.status, await answer.text()
    except (aiohttp.ClientError, TimeoutError) as error:
        return 0, str(error)
