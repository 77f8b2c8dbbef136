"""One process's own way to the store: a small proxy whose trouble nobody else has."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Final

from sandbox.ports import free_port

_CHUNK: Final = 65_536


class WayState(StrEnum):
    """What happens to the bytes."""

    OPEN = "open"
    CUT = "cut"  # connections drop, new ones are refused
    HUNG = "hung"  # connections stand, nothing gets through
    SLOW = "slow"  # every answer comes late


class Way:
    """127.0.0.1:`port`, through to the store's own port."""

    def __init__(self, target_port: int) -> None:
        self.port = free_port()
        self.state = WayState.OPEN
        self._target_port = target_port
        self._delay = 0.0
        self._server: asyncio.Server | None = None
        self._travellers: set[asyncio.Task[None]] = set()
        self._severed = asyncio.Event()
        self._passable = asyncio.Event()
        self._passable.set()

    @classmethod
    @asynccontextmanager
    async def open(cls, target_port: int) -> AsyncGenerator["Way"]:
        """Listen until the block ends."""
        way = cls(target_port)
        try:
            await way.restore()
            yield way
        finally:
            await way.cut()

    @property
    def url(self) -> str:
        """For the REDIS_URL of the one process."""
        return f"redis://127.0.0.1:{self.port}/0"

    async def cut(self) -> None:
        """Drop what is connected and refuse whoever comes."""
        self._become(WayState.CUT)
        if self._server is not None:
            self._server.close()
            self._server = None
        self._severed.set()
        if self._travellers:
            await asyncio.wait(self._travellers)

    async def hang(self) -> None:
        """Let connections stand, old and new, and nothing through."""
        await self._listen()
        self._become(WayState.HUNG)

    async def lead_to(self, port: int) -> None:
        """Drop what is connected; whoever comes again arrives at this port of another store."""
        await self.cut()
        self._target_port = port
        await self.restore()

    async def slow(self, seconds: float) -> None:
        """Let each answer come so much later: half on the way there, half on the way back."""
        await self._listen()
        self._become(WayState.SLOW, seconds)

    async def restore(self) -> None:
        """Everything passes at once; what hung arrives now."""
        await self._listen()
        self._become(WayState.OPEN)

    # ------------------------------------------------------------------- inside

    def _become(self, state: WayState, delay: float = 0.0) -> None:
        self.state, self._delay = state, delay
        if state is WayState.HUNG:
            self._passable.clear()
        else:
            self._passable.set()

    async def _listen(self) -> None:
        if self._server is None:
            self._severed.clear()
            self._server = await asyncio.start_server(self._meet, "127.0.0.1", self.port)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        traveller = asyncio.current_task()
        if traveller is None or self._severed.is_set():
            writer.transport.abort()
            return
        self._travellers.add(traveller)
        try:
            with contextlib.suppress(OSError):  # the store is stopped: as refused as it can be
                await self._carry(reader, writer)
        finally:
            self._travellers.discard(traveller)
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Both directions; the end of either is the end of both."""
        there, back = await asyncio.open_connection("127.0.0.1", self._target_port)
        ends = [
            asyncio.create_task(self._pump(reader, back)),
            asyncio.create_task(self._pump(there, writer)),
            asyncio.create_task(self._until_severed()),
        ]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()
            await asyncio.gather(*ends, return_exceptions=True)
            back.transport.abort()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while chunk := await source.read(_CHUNK):
            await asyncio.sleep(self._delay / 2)
            await self._passable.wait()
            sink.write(chunk)
            await sink.drain()

    async def _until_severed(self) -> None:
        await self._severed.wait()
