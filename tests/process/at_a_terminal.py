"""A person at a pseudo-terminal: reads what a program says, and types."""

import asyncio
import fcntl
import os
import pty
import signal
import sys
import termios
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.process.harness import bare_environment

_CTRL_C = b"\x03"


class AtATerminal:
    """One program in a process of its own, at a terminal of its own."""

    def __init__(self, master: int, process: asyncio.subprocess.Process) -> None:
        self._master = master
        self._process = process
        self._seen = bytearray()
        self._read_until = 0
        self._news = asyncio.Event()
        asyncio.get_running_loop().add_reader(master, self._read)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, *arguments: str, env: Mapping[str, str], folder: Path
    ) -> AsyncGenerator["AtATerminal"]:
        """Run `python …` with this environment and no other."""
        master, slave = pty.openpty()

        def at_this_terminal() -> None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            # Where the tests run in the background, Ctrl-C is ignored by all that they start.
            signal.signal(signal.SIGINT, signal.default_int_handler)

        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=folder,
            env={**bare_environment(), **env},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=at_this_terminal,
        )
        os.close(slave)
        person = cls(master, process)
        try:
            yield person
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            asyncio.get_running_loop().remove_reader(master)
            os.close(master)

    @property
    def output(self) -> str:
        """Everything on the screen so far, what was typed included."""
        return self._seen.decode("utf-8", "replace").replace("\r\n", "\n")

    async def sees(self, words: str, *, within: float = 30.0) -> None:
        """Until the words stand on the screen, below what was waited for before."""
        try:
            async with asyncio.timeout(within):
                while (found := self.output.find(words, self._read_until)) < 0:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"{words!r} never came:\n{self.output}") from None
        self._read_until = found + len(words)

    async def answers(self, question: str, line: str) -> None:
        """Wait for the question and its prompt; type the line."""
        await self.sees(question)
        await self.sees("> ")
        self.types(line)

    def types(self, line: str) -> None:
        """One line, with Enter."""
        os.write(self._master, f"{line}\n".encode())

    def interrupts(self) -> None:
        """Ctrl-C."""
        os.write(self._master, _CTRL_C)

    async def status(self, *, within: float = 60.0) -> int:
        """Its exit status, once it has ended."""
        async with asyncio.timeout(within):
            return await self._process.wait()

    def _read(self) -> None:
        try:
            self._seen += os.read(self._master, 65_536)
        except OSError:  # the other end is closed
            asyncio.get_running_loop().remove_reader(self._master)
        self._news.set()
