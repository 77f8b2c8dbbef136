"""A real Valkey or Redis on this machine: started, stopped, killed and held as a test asks."""

import asyncio
import contextlib
import shutil
import signal
import tempfile
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from sandbox.ports import free_port

PROGRAMS: Final = ("valkey-server", "redis-server")
_READY_WITHIN_S: Final = 10.0
_STOP_WITHIN_S: Final = 5.0
_LOOK_EVERY_S: Final = 0.02
_ONE_LOOK_S: Final = 1.0
_SHOWN_LINES: Final = 3


class StoreMissing(Exception):
    """Neither program is installed; the words say how to get one."""


class StoreFailed(Exception):
    """The program is there, but it did not start; the words are its own."""


def find_program() -> str:
    """The path of the first of `PROGRAMS` that is installed. Raises StoreMissing."""
    for name in PROGRAMS:
        if path := shutil.which(name):
            return path
    raise StoreMissing(
        "neither valkey-server nor redis-server is installed on this machine "
        "(Debian, Ubuntu: apt-get install redis-server; macOS: brew install valkey)"
    )


class StoreServer:
    """One server on one port of 127.0.0.1; whatever it holds is gone when it stops."""

    def __init__(self, program: str, folder: Path, port: int, options: Sequence[str] = ()) -> None:
        self.program = Path(program).name
        self.port = port
        self._command = (program, *options, *_arguments(self.port, folder))
        self._log = folder / "store.log"
        self._process: asyncio.subprocess.Process | None = None
        self._held = False

    @classmethod
    @asynccontextmanager
    async def open(
        cls, port: int | None = None, *, options: Sequence[str] = ()
    ) -> AsyncGenerator["StoreServer"]:
        """A running, empty server until the block ends. Raises StoreMissing and StoreFailed.

        Without `port` it takes any free one; `options` are the program's own, as on its command
        line.
        """
        program = find_program()
        with tempfile.TemporaryDirectory(prefix="sandbox-store-") as folder:
            server = cls(program, Path(folder), port or free_port(), options)
            try:
                await server.start()
                yield server
            finally:
                await server.kill()

    @property
    def url(self) -> str:
        """For REDIS_URL, without a proxy between."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int | None:
        """Its process; None while it is stopped."""
        return self._process.pid if self._process is not None else None

    @property
    def held(self) -> bool:
        """Whether it is paused: its port takes connections and nothing answers."""
        return self._held

    async def start(self) -> None:
        """Start it, empty, and wait until it answers. Raises StoreFailed."""
        if self._process is not None:
            return
        with self._log.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                # Ctrl-C in the terminal reaches the sandbox alone, which then stops it in order.
                start_new_session=True,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._process, self._held = process, False
        try:
            await self._until_it_answers(process)
        except StoreFailed:
            await self.kill()
            raise

    async def stop(self) -> None:
        """Stop it in order; every connection is closed and its port refuses."""
        await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """SIGKILL, and wait for its end."""
        await self._end(signal.SIGKILL)

    async def restart_empty(self) -> None:
        """Stop it and start it again: it has forgotten everything. Raises StoreFailed."""
        await self.stop()
        await self.start()

    def pause(self) -> None:
        """Hold the process (SIGSTOP), as a starved machine does."""
        self._held = self._send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on; what was asked meanwhile is answered now."""
        self._send(signal.SIGCONT)
        self._held = False

    async def _until_it_answers(self, process: asyncio.subprocess.Process) -> None:
        try:
            async with asyncio.timeout(_READY_WITHIN_S):
                while not await _answers(self.port, process.pid):
                    if process.returncode is not None:
                        raise StoreFailed(self._last_words())
                    await asyncio.sleep(_LOOK_EVERY_S)
        except TimeoutError:
            raise StoreFailed(f"no answer within {_READY_WITHIN_S:.0f} s") from None

    async def _end(self, number: signal.Signals) -> None:
        process = self._process
        if process is None:
            return
        self.resume()
        self._send(number)
        try:
            async with asyncio.timeout(_STOP_WITHIN_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        finally:
            self._process = None

    def _send(self, number: signal.Signals) -> bool:
        if self._process is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)
        return True

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines()
        return f"{self.program} did not start: {' / '.join(lines[-_SHOWN_LINES:])}"


def _arguments(port: int, folder: Path) -> Sequence[str]:
    """Nothing on disk, nobody from outside."""
    options = {
        "--port": str(port),
        "--bind": "127.0.0.1",
        "--save": "",
        "--appendonly": "no",
        "--dir": str(folder),
    }
    return [word for option in options.items() for word in option]


async def _answers(port: int, pid: int) -> bool:
    """Whether this very process does: a port may have been somebody else's all along."""
    try:
        async with asyncio.timeout(_ONE_LOOK_S):
            return f"process_id:{pid}" in await _information(port)
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False


async def _information(port: int) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"INFO server\r\n")
        # A bulk string: "$" and the number of bytes, then these.
        size = (await reader.readline()).removeprefix(b"$").strip()
        return (await reader.readexactly(int(size))).decode() if size.isdigit() else ""
    finally:
        writer.transport.abort()
