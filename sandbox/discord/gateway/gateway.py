"""The gateway: who is connected, which session gets which event, and what faults do to it."""

import asyncio
import contextlib

from aiohttp import web

from sandbox.discord.apps import App
from sandbox.discord.faults import ALL, EVERY_SHARD, Act, Faults
from sandbox.discord.faults import Gateway as Fault
from sandbox.discord.gateway import compression, events
from sandbox.discord.gateway.connection import Connection
from sandbox.discord.gateway.identifies import WINDOW_S, Identifies
from sandbox.discord.gateway.servers import Servers
from sandbox.discord.gateway.sessions import Session, Sessions, dumps
from sandbox.discord.payloads import own_user
from sandbox.discord.simcord_door import serializers
from sandbox.discord.wire import Payload
from sandbox.discord.world.world import World

# 1000 and 1001 are a client's goodbye; the 40xx are those that no session survives.
_CLOSED_FOR_GOOD = (1000, 1001, 4004, 4010, 4011, 4012, 4013, 4014)
_GUILD_ITSELF = ("GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE")
# How soon the loss of a client is noticed while its gateway is silent and nothing is read.
_LOOK_EVERY_S = 0.2


class Gateway:
    """Each bot has its own address below `/gateway`, so that faults can meet one of them."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        *,
        heartbeat_interval: float,
        identify_window: float = WINDOW_S,
    ) -> None:
        self.world = world
        self.faults = faults
        self.heartbeat_interval = heartbeat_interval
        self.base_url = ""
        self.sessions = Sessions(world.clock)
        self._connections: set[Connection] = set()
        self.identifies = Identifies(world.clock, faults, window_s=identify_window)
        self.servers = Servers(world, faults, self.sessions)
        self._heard = asyncio.Event()
        self._closing = False
        self._empty = asyncio.Event()
        world.backend.listen(self.publish)
        faults.on_change(self._on_fault)

    def routes(self) -> list[web.RouteDef]:
        """For the aiohttp application."""
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

    # -------------------------------------------------------------- connections

    async def _serve_resume(self, request: web.Request) -> web.StreamResponse:
        bot = request.match_info["bot"]
        if self.faults.is_on(Fault.RESUME_HOST_DEAD, bot):
            self.world.note("refused", bot=bot, detail="resume host dead")
            return web.Response(status=503, text="no healthy upstream")
        return await self._serve(request)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        bot = request.match_info.get("bot", "")
        if self.faults.is_on(Fault.REFUSE, bot):
            self.world.note("refused", bot=bot, detail="503")
            return web.Response(status=503, text="no healthy upstream")
        if self.faults.is_on(Fault.RESET, bot):
            self.world.note("refused", bot=bot, detail="reset")
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=503)
        if not compression.is_known(request.query.get("compress")):
            return web.Response(status=501, text="The sandbox packs as zlib-stream or zstd-stream.")
        if request.query.get("encoding", "json") != "json":
            return web.Response(status=501, text="The sandbox speaks JSON.")
        socket = web.WebSocketResponse(compress=False, autoping=True, max_msg_size=1 << 20)
        await socket.prepare(request)
        connection = Connection(self, request, socket, bot)
        self._connections.add(connection)
        self._empty.clear()
        self.world.note("connect", bot=bot, detail=request.query.get("compress", ""))
        await connection.run()
        return socket

    def ended(self, connection: Connection, code: int | None) -> None:
        """A connection is gone; its session stays for a while unless the client said goodbye."""
        self._connections.discard(connection)
        if not self._connections:
            self._empty.set()
        session = connection.session
        self.world.note("disconnect", bot=connection.bot, detail=str(code))
        if session is not None and session.socket is connection:
            self.sessions.leave(session, for_good=code in _CLOSED_FOR_GOOD)
            self.world.records.session_down(session.app.name, session.shard[0])

    async def audible(self, connection: Connection) -> None:
        """Wait while this bot's gateway, or this shard of it, is silent."""
        while self.is_silent(connection) and not self._closing and not connection.is_lost:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._heard.wait(), _LOOK_EVERY_S)

    def is_silent(self, connection: Connection) -> bool:
        """Whether nothing may come through this connection."""
        return self._meets(Fault.SILENT, connection)

    def turns_away(self, connection: Connection) -> bool:
        """Whether this shard has no gateway: nobody knows it before it identifies or resumes."""
        if connection.shard is None:
            return False
        turned = (Fault.REFUSE, Fault.RESET, Fault.CUT_EACH)
        found = next((it for it in turned if self._meets(it, connection)), None)
        if connection.by_resume_host and self._meets(Fault.RESUME_HOST_DEAD, connection):
            found = Fault.RESUME_HOST_DEAD
        if found is None:
            return False
        self.world.note("refused", bot=connection.bot, shard=connection.shard, detail=str(found))
        return True

    def _meets(self, fault: Fault, connection: Connection) -> bool:
        return self.faults.is_on(fault, connection.bot, connection.shard)

    async def close_all(self) -> None:
        """Drop everyone: the sandbox ends."""
        self._closing = True
        self._on_fault(Act("cut"))
        if self._connections:
            await self._empty.wait()

    # ------------------------------------------------------------------ sessions

    def start(self, connection: Connection, session: Session) -> None:
        """IDENTIFY was accepted: READY and the servers of the shard."""
        self.sessions.forget_stale()
        self._bind(connection, session)
        self.sessions.add(session, connection)
        backend, app = self.world.backend, session.app
        mine = self.servers.of(session)
        ready: Payload = {
            "v": 10,
            "user": own_user(dict(serializers.user_payload(backend.users[app.user_id]))),
            "guilds": [{"id": str(g.id), "unavailable": True} for g in mine],
            "session_id": session.id,
            "resume_gateway_url": f"{self.base_url}/{app.name}/resume",
            "shard": list(session.shard),
            "application": {"id": str(app.application_id), "flags": app.flags},
        }
        self.world.note("identify", bot=app.name, shard=session.shard[0])
        session.dispatch("READY", dumps(ready))
        self.servers.greet(session)

    def resume(self, connection: Connection, app: App, data: Payload) -> int | None:
        """RESUME: replay what was missed, or declare the session invalid (op 9)."""
        self.sessions.forget_stale()
        session = self.sessions.find(data.get("session_id"), app)
        seq = int(data.get("seq") or 0)
        missed = session.missed(seq) if session is not None else None
        if session is None or missed is None:
            self.world.note("resume-refused", bot=app.name)
            connection.send_op(9, data=False)
            return None
        if seq > session.seq:
            return 4007
        if session.socket is not None:
            # The old socket is still open on our side: the new one takes over.
            session.socket.close(4000)
            self.world.records.session_down(app.name, session.shard[0])
        self._bind(connection, session)
        session.socket = connection
        self.world.note("resume", bot=app.name, shard=session.shard[0], detail=f"{len(missed)}")
        for frame in missed:
            session.deliver(frame)
        session.dispatch("RESUMED", dumps({"_trace": []}))
        return None

    def _bind(self, connection: Connection, session: Session) -> None:
        connection.session = session
        self.world.records.session_up(session.app.name, session.shard[0])

    def may_identify(self, app: App) -> bool:
        """Spend an IDENTIFY; with none left Discord ends every session and resets the token."""
        if self.identifies.spend(app):
            return True
        self.world.note("token-reset", bot=app.name)
        for session in self.sessions:
            if session.app is app and session.socket is not None:
                session.socket.close(4004)
        return False

    # -------------------------------------------------------------------- events

    def publish(self, event: str, payload: Payload) -> None:
        """Send an event to every session that may have it."""
        backend = self.world.backend
        raw: str | None = None
        seen: dict[str, bool] = {}
        for session in self.sessions:
            app = session.app
            if app.name not in seen:
                seen[app.name] = events.visible(backend, app, event, payload)
            guild = int(payload.get("id" if event in _GUILD_ITSELF else "guild_id") or 0)
            if not seen[app.name] or not session.owns(guild) or guild in session.absent:
                continue
            if events.added_to_private_thread(backend, app, event, payload):
                session.dispatch("THREAD_CREATE", dumps(_thread(payload)))
            mine = events.shaped(backend, app, session.intents, event, payload)
            if mine is payload:
                raw = raw or dumps(payload)
                session.dispatch(event, raw)
            elif mine is not None:
                session.dispatch(event, dumps(mine))
        self.servers.after(event)

    def _on_fault(self, act: Act | None) -> None:
        # Whoever waits in a silence looks again; the event stays cleared for the next one.
        self._heard.set()
        self._heard = asyncio.Event()
        self.servers.look()
        if act is None:
            return
        for connection in tuple(self._connections):
            if act.bot in (ALL, connection.bot) and act.shard in (EVERY_SHARD, connection.shard):
                self._apply(act, connection)

    def _apply(self, act: Act, connection: Connection) -> None:
        if act.kind == "cut":
            connection.cut()
        elif act.kind == "deafen":
            connection.deaf = True
        elif act.kind == "reconnect":
            connection.send_op(7, None)
        elif act.kind == "close":
            connection.close(act.code)
        elif act.kind == "invalidate":
            if not act.resumable and connection.session is not None:
                self.sessions.leave(connection.session, for_good=True)
                self.world.records.session_down(
                    connection.session.app.name, connection.session.shard[0]
                )
                connection.session = None
            connection.send_op(9, data=act.resumable)


def _thread(payload: Payload) -> Payload:
    """The thread itself, out of a THREAD_MEMBERS_UPDATE."""
    extra = {"added_members", "removed_member_ids"}
    return {key: value for key, value in payload.items() if key not in extra}
