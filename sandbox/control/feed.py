"""The live feed: a WebSocket per open page, told what changed."""

import asyncio

from aiohttp import web

from sandbox.control.changes import Changes, Listener
from sandbox.control.guard import Guard
from shared.timing.clock import Clock

GATHER_SEC = 0.04
"""A burst of events becomes one message."""
PING_SEC = 20.0


class LiveFeed:
    """All open pages; they are closed before the server, or it would wait for them."""

    def __init__(self, changes: Changes, clock: Clock) -> None:
        self._changes = changes
        self._clock = clock
        self._open: set[web.WebSocketResponse] = set()

    def routes(self, guard: Guard) -> list[web.RouteDef]:
        """`/sandbox/feed`."""
        return [web.get("/sandbox/feed", guard(self._follow))]

    async def close(self) -> None:
        await asyncio.gather(*(page.close() for page in tuple(self._open)))

    async def _follow(self, request: web.Request) -> web.StreamResponse:
        page = web.WebSocketResponse(heartbeat=PING_SEC)
        await page.prepare(request)
        self._open.add(page)
        with self._changes.listening() as listener:
            sender = asyncio.create_task(self._send(page, listener), name="live feed")
            try:
                async for _ in page:
                    pass  # The page only listens; reading notices when it leaves.
            finally:
                self._open.discard(page)
                sender.cancel()
                await asyncio.gather(sender, return_exceptions=True)
        return page

    async def _send(self, page: web.WebSocketResponse, listener: Listener) -> None:
        while not page.closed:
            await listener.woken.wait()
            await self._clock.sleep(GATHER_SEC)
            await page.send_json(await listener.take())
