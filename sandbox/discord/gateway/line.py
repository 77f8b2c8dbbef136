"""A socket of the gateway and who is on it: frames wait in order; it can be closed, cut or deaf."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import WSMessage, web

from sandbox.discord.gateway.compression import packer
from sandbox.discord.gateway.sessions import Session, dumps
from sandbox.discord.wire import Json

_OUTBOX = 20_000


class Line:
    """Between a client and the gateway; a session may be bound to it."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse, bot: str) -> None:
        self._request = request
        self._socket = socket
        # Which bot this is, as far as the address tells before IDENTIFY does.
        self.bot = bot
        self.session: Session | None = None
        # Known from IDENTIFY or RESUME on.
        self.shard: int | None = None
        # Events that come to this line are lost; the next one of the session hears again.
        self.deaf = False
        self.by_resume_host = request.path.rstrip("/").endswith("/resume")
        self._outbox: asyncio.Queue[str | None] = asyncio.Queue(_OUTBOX)
        self._close_code: int | None = None
        self._packer = packer(request.query.get("compress"))

    def send(self, frame: str) -> None:
        """Queue a frame; a client that doesn't read loses its connection in the end."""
        try:
            self._outbox.put_nowait(frame)
        except asyncio.QueueFull:
            self.cut()

    def deliver(self, frame: str) -> None:
        """Queue an event, unless this line is deaf."""
        if not self.deaf:
            self.send(frame)

    def send_op(self, op: int, data: Json) -> None:
        """Queue a frame that is no event."""
        self.send(dumps({"op": op, "d": data, "s": None, "t": None}))

    def close(self, code: int) -> None:
        """Close with this code, after what is queued."""
        if self._close_code is None:
            self._close_code = code
            if self._outbox.full():
                self.cut()
            else:
                self._outbox.put_nowait(None)

    @property
    def is_closing(self) -> bool:
        """Whether our side has closed it, or is about to when all is sent."""
        return self._close_code is not None

    @property
    def close_code(self) -> int | None:
        """Ours, or the one that the client sent."""
        return self._close_code or self._socket.close_code

    @property
    def is_lost(self) -> bool:
        """Whether the client's end of the TCP connection is gone."""
        return self._request.transport is None or self._request.transport.is_closing()

    def cut(self) -> None:
        """Drop the TCP connection, without a word."""
        if (transport := self._request.transport) is not None:
            transport.abort()

    async def receive(self, within: float) -> WSMessage:
        """What the client says next. Raises TimeoutError."""
        return await self._socket.receive(timeout=within)

    async def write(self, audible: Callable[["Line"], Awaitable[None]]) -> None:
        """Send what is queued, frame by frame, each when `audible` lets it, until it is closed."""
        while True:
            frame = await self._outbox.get()
            await audible(self)
            if frame is None:
                await self._socket.close(code=self._close_code or 1000)
                return
            if self._packer is None:
                await self._socket.send_str(frame)
            else:
                await self._socket.send_bytes(self._packer.pack(frame.encode()))
