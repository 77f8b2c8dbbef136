"""The gateway's doors: who is connected, and what is done to them from outside."""

import asyncio

from aiohttp import web

from sandbox.discord.faults import ALL, EVERY_SHARD, Act, Faults
from sandbox.discord.faults import Gateway as Fault
from sandbox.discord.gateway import compression
from sandbox.discord.gateway.admission import Admission
from sandbox.discord.gateway.connection import Connection
from sandbox.discord.gateway.hearing import Hearing
from sandbox.discord.gateway.identifies import WINDOW_S, Identifies
from sandbox.discord.gateway.line import Line
from sandbox.discord.gateway.publishing import publish
from sandbox.discord.gateway.servers import Servers
from sandbox.discord.gateway.sessions import Sessions
from sandbox.discord.wire import Payload
from sandbox.discord.world.world import World

# 1000 and 1001 are a client's goodbye; the 40xx are those that no session survives.
_CLOSED_FOR_GOOD = (1000, 1001, 4004, 4010, 4011, 4012, 4013, 4014)


class Gateway:
    """Each bot has its own address below `/gateway`, so that faults can meet one of them."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        *,
        base_url: str,
        heartbeat_interval: float,
        identify_window: float = WINDOW_S,
    ) -> None:
        self.base_url = base_url
        self.sessions = Sessions(world.clock)
        self.identifies = Identifies(world.clock, faults, window_s=identify_window)
        self._world = world
        self._faults = faults
        self._heartbeat_interval = heartbeat_interval
        self._hearing = Hearing(world, faults)
        self._servers = Servers(world, faults, self.sessions)
        self._admission = Admission(
            world, self.sessions, self.identifies, self._servers, self.base_url
        )
        self._lines: set[Line] = set()
        self._empty = asyncio.Event()
        world.backend.listen(self._publish)
        faults.on_change(self._on_fault)

    def routes(self) -> list[web.RouteDef]:
        # Most libraries put a slash before `?v=10`.
        return [
            web.get(f"{path}{slash}", serve)
            for slash in ("", "/")
            for path, serve in (
                ("/gateway", self._serve),
                ("/gateway/{bot}", self._serve),
                ("/gateway/{bot}/resume", self._serve_resume),
            )
        ]

    async def close_all(self) -> None:
        """Drop everyone: the sandbox ends."""
        self._hearing.end()
        self._on_fault(Act("cut"))
        if self._lines:
            await self._empty.wait()

    # -------------------------------------------------------------- connections

    async def _serve_resume(self, request: web.Request) -> web.StreamResponse:
        bot = request.match_info["bot"]
        if self._faults.is_on(Fault.RESUME_HOST_DEAD, bot):
            self._world.note("refused", bot=bot, detail="resume host dead")
            return web.Response(status=503, text="no healthy upstream")
        return await self._serve(request)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        bot = request.match_info.get("bot", "")
        if self._faults.is_on(Fault.REFUSE, bot):
            self._world.note("refused", bot=bot, detail="503")
            return web.Response(status=503, text="no healthy upstream")
        if self._faults.is_on(Fault.RESET, bot):
            self._world.note("refused", bot=bot, detail="reset")
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=503)
        if not compression.is_known(request.query.get("compress")):
            return web.Response(status=501, text="The sandbox packs as zlib-stream or zstd-stream.")
        if request.query.get("encoding", "json") != "json":
            return web.Response(status=501, text="The sandbox speaks JSON.")
        socket = web.WebSocketResponse(compress=False, autoping=True, max_msg_size=1 << 20)
        await socket.prepare(request)
        line = Line(request, socket, bot)
        self._lines.add(line)
        self._empty.clear()
        self._world.note("connect", bot=bot, detail=request.query.get("compress", ""))
        connection = Connection(
            line,
            world=self._world,
            hearing=self._hearing,
            admission=self._admission,
            sessions=self.sessions,
            heartbeat_interval=self._heartbeat_interval,
        )
        try:
            await connection.run(request.query.get("v", "10"))
        finally:
            self._ended(line)
        return socket

    def _ended(self, line: Line) -> None:
        """A line is gone; its session stays for a while unless the client said goodbye."""
        self._lines.discard(line)
        if not self._lines:
            self._empty.set()
        session, code = line.session, line.close_code
        self._world.note("disconnect", bot=line.bot, detail=str(code))
        if session is not None and session.socket is line:
            self.sessions.leave(session, for_good=code in _CLOSED_FOR_GOOD)
            self._world.records.session_down(session.app.name, session.shard[0])

    # ---------------------------------------------------------- from the outside

    def _publish(self, event: str, payload: Payload) -> None:
        publish(self._world.backend, self.sessions, event, payload)
        self._servers.after(event)

    def _on_fault(self, act: Act | None) -> None:
        self._hearing.look()
        self._servers.look()
        if act is None:
            return
        for line in tuple(self._lines):
            if act.bot in (ALL, line.bot) and act.shard in (EVERY_SHARD, line.shard):
                self._apply(act, line)

    def _apply(self, act: Act, line: Line) -> None:
        match act.kind:
            case "cut":
                line.cut()
            case "deafen":
                line.deaf = True
            case "reconnect":
                line.send_op(7, None)
            case "close":
                line.close(act.code)
            case _:
                self._invalidate(line, resumable=act.resumable)

    def _invalidate(self, line: Line, *, resumable: bool) -> None:
        session = line.session
        if session is not None and not resumable:
            self.sessions.leave(session, for_good=True)
            self._world.records.session_down(session.app.name, session.shard[0])
            line.session = None
        line.send_op(9, data=resumable)
