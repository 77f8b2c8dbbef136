"""Starts a bot as its host would, asks its pages, and waits for its end."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page said, and how long it took."""

    status: int
    text: str
    headers: Mapping[str, str]
    seconds: float

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.text)


class BotProcess:
    """One bot in a process of its own; `open` starts it and never leaves it behind."""

    def __init__(self, port: int, process: asyncio.subprocess.Process) -> None:
        self.port = port
        self._process = process
        self._lines: list[str] = []
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5))
        self._readers = [
            asyncio.create_task(self._read(stream))
            for stream in (process.stdout, process.stderr)
            if stream is not None
        ]

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        module: str,
        env: Mapping[str, str],
        *arguments: str,
        folder: Path,
        port: int | None = None,
        root: Path = REPOSITORY,
        python: Path = Path(sys.executable),
    ) -> AsyncGenerator["BotProcess"]:
        """Run `python -m module` with this environment and no other, away from any .env file.

        `port`: of its pages, where the environment doesn't say it. `root` and `python`: of another
        checkout of the project, to be compared with.
        """
        process = await asyncio.create_subprocess_exec(
            python,
            *("-X", "faulthandler", "-m", module, *arguments),
            cwd=folder,
            env={**bare_environment(root), **env},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        bot = cls(port or int(env.get("PORT", "10000")), process)
        try:
            yield bot
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            await asyncio.gather(*bot._readers)
            await bot._session.close()

    @property
    def output(self) -> str:
        """Everything that it printed and logged so far."""
        return "".join(self._lines)

    @property
    def pid(self) -> int:
        """Its number at the operating system."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """Its exit status; None while it runs."""
        return self._process.returncode

    async def get(self, path: str = "/healthz", *, method: str = "GET") -> Answer:
        """Ask one of its pages. Raises aiohttp.ClientError when nobody answers."""
        began = time.perf_counter()
        async with self._session.request(method, f"http://127.0.0.1:{self.port}{path}") as response:
            text = await response.text()
            seconds = time.perf_counter() - began
            return Answer(response.status, text, response.headers, seconds)

    async def wait_for_health(
        self, wanted: Callable[[Answer], bool], *, within: float, path: str = "/healthz"
    ) -> Answer:
        """Ask until the answer is the wanted one."""
        last: Answer | None = None
        deadline = time.perf_counter() + within
        while time.perf_counter() < deadline and self.status is None:
            with suppress(aiohttp.ClientError, TimeoutError):
                last = await self.get(path)
                if wanted(last):
                    return last
            await asyncio.sleep(0.05)
        said = "nothing" if last is None else f"{last.status} {last.text}"
        raise AssertionError(
            f"{path} of the bot (exit status {self.status}) said {said}; its log:\n{self.output}"
        )

    async def wait_until_ready(self, *, within: float = 30.0) -> Answer:
        """Until `/healthz` says ready."""
        return await self.wait_for_health(is_state("ready"), within=within)

    async def wait_exit(self, *, within: float) -> int:
        """Its exit status."""
        try:
            async with asyncio.timeout(within):
                return await self._process.wait()
        except TimeoutError:
            raise AssertionError(
                f"still running after {within} s; its log:\n{self.output}"
            ) from None

    def send_signal(self, number: signal.Signals) -> None:
        """Any signal."""
        self._process.send_signal(number)

    def terminate(self) -> None:
        """What a host sends at a deploy."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """What a host does in the end."""
        self._process.kill()

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while line := await stream.readline():
            self._lines.append(line.decode(errors="replace"))


def bare_environment(root: Path = REPOSITORY) -> dict[str, str]:
    """What a process needs to find its code, and nothing else."""
    return {"PATH": os.defpath, "PYTHONPATH": str(root)}


def is_state(*states: str) -> Callable[[Answer], bool]:
    """The health's state is one of these."""
    return lambda answer: answer.body.get("state") in states


async def end_of(
    app: str, env: Mapping[str, str], *arguments: str, folder: Path, answers: str = ""
) -> tuple[int | None, str]:
    """Run a bot that ends by itself; gives its exit status and what it printed.

    `answers`: what it reads from its standard input.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", f"apps.{app}", *arguments),
        cwd=folder,
        env={**bare_environment(), **env},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(60):
        output, _ = await process.communicate(answers.encode())
    return process.returncode, output.decode()
