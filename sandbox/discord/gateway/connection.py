"""One gateway connection: HELLO, heartbeats, IDENTIFY or RESUME, and the way it is cut."""

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any

import discord
from aiohttp import WSMsgType, web

from sandbox.discord.apps import PRIVILEGED, App
from sandbox.discord.faults import Gateway as Fault
from sandbox.discord.gateway import events
from sandbox.discord.gateway.compression import packer
from sandbox.discord.gateway.sessions import Session, dumps
from sandbox.discord.wire import Json, Payload, as_object
from sandbox.discord.world.feed import WorldEvent

if TYPE_CHECKING:
    from sandbox.discord.gateway.gateway import Gateway

_log = logging.getLogger(__name__)

_OUTBOX = 20_000
_TURNED_AWAY_S = 0.2
_MOST_BYTES = 4_096
_MOST_EVENTS = (120, 60.0)
_VERSIONS = ("9", "10")
_KNOWN_INTENTS = discord.Intents.all().value | (1 << 17) | (1 << 18) | (1 << 19)


class Connection:
    """A socket between a client and the gateway; a session may be bound to it."""

    def __init__(
        self, gateway: "Gateway", request: web.Request, socket: web.WebSocketResponse, hint: str
    ) -> None:
        self._gateway = gateway
        self._request = request
        self._socket = socket
        # Which bot this is, as far as the address tells before IDENTIFY does.
        self.bot = hint
        self.session: Session | None = None
        # Known from IDENTIFY or RESUME on.
        self.shard: int | None = None
        # Events that come to this connection are lost; the next one of the session hears again.
        self.deaf = False
        self.by_resume_host = request.path.rstrip("/").endswith("/resume")
        self._outbox: asyncio.Queue[str | None] = asyncio.Queue(_OUTBOX)
        self._close_code: int | None = None
        self._sent_times: list[float] = []
        self._packer = packer(request.query.get("compress"))

    # ------------------------------------------------------------------ sending

    def send(self, frame: str) -> None:
        """Queue a frame; a client that doesn't read loses its connection in the end."""
        try:
            self._outbox.put_nowait(frame)
        except asyncio.QueueFull:
            self.cut()

    def deliver(self, frame: str) -> None:
        """Queue an event, unless this connection is deaf."""
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
    def is_lost(self) -> bool:
        """Whether the client's end of the TCP connection is gone."""
        return self._request.transport is None or self._request.transport.is_closing()

    def cut(self) -> None:
        """Drop the TCP connection, without a word."""
        if (transport := self._request.transport) is not None:
            transport.abort()

    async def _write(self) -> None:
        while True:
            frame = await self._outbox.get()
            await self._gateway.audible(self)
            if frame is None:
                await self._socket.close(code=self._close_code or 1000)
                return
            if self._packer is None:
                await self._socket.send_str(frame)
            else:
                await self._socket.send_bytes(self._packer.pack(frame.encode()))

    # ------------------------------------------------------------------ running

    async def run(self) -> None:
        """Serve the connection until it ends, whoever ends it."""
        writer = asyncio.create_task(self._write(), name=f"gateway-writer-{self.bot}")
        try:
            interval = self._gateway.heartbeat_interval
            if self._request.query.get("v", "10") not in _VERSIONS:
                self.close(4012)
            else:
                self.send_op(10, {"heartbeat_interval": round(interval * 1000), "_trace": []})
            await self._read()
        finally:
            if self._close_code is None:
                writer.cancel()
            await asyncio.wait({writer}, timeout=1.0)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            self._gateway.ended(self, self._close_code or self._socket.close_code)

    async def _read(self) -> None:
        if self._gateway.faults.is_on(Fault.CUT_EACH, self.bot):
            await asyncio.sleep(0.01)
            self.cut()
        patience = self._gateway.heartbeat_interval * 2.5
        while True:
            await self._gateway.audible(self)
            try:
                message = await self._socket.receive(timeout=patience)
            except TimeoutError:
                if not self._gateway.is_silent(self):
                    self.close(4009)
                continue
            if message.type is not WSMsgType.TEXT and message.type is not WSMsgType.BINARY:
                return
            frame = _parse(message.data)
            self._learn_shard(frame)
            await self._gateway.audible(self)
            if self.session is None and self._gateway.turns_away(self):
                # discord.py comes back at once, without a pause of its own.
                await asyncio.sleep(_TURNED_AWAY_S)
                self.cut()
            elif (code := self._receive(frame)) is not None:
                self.close(code)

    def _learn_shard(self, frame: Payload | None) -> None:
        """From the frame that tells: faults may meet one shard only, and its IDENTIFY as well."""
        data = as_object(frame.get("d")) if frame is not None else {}
        if frame is None or self.session is not None:
            return
        if frame["op"] == 2 and (shard := _shard(data)) is not None:
            self.shard = shard[0]
        elif frame["op"] == 6 and (session := self._gateway.sessions.named(data.get("session_id"))):
            self.shard = session.shard[0]

    def _receive(self, frame: Payload | None) -> int | None:
        """Handle a frame; the code to close with when it breaks the protocol."""
        if frame is None:
            return 4002
        if self._too_many():
            return 4008
        op, body = frame["op"], frame.get("d")
        if op == 1:
            return self._heartbeat()
        if op in {8, 31} and self.session is None:
            return 4003
        handlers = {
            2: self._identify,
            3: _ignore,
            4: _ignore,
            6: self._resume,
            8: self._members,
            31: self._sounds,
        }
        handler = handlers.get(op)
        return 4001 if handler is None else handler(as_object(body))

    def _too_many(self) -> bool:
        most, window = _MOST_EVENTS
        now = self._gateway.world.clock.monotonic()
        self._sent_times = [t for t in self._sent_times if now - t < window]
        self._sent_times.append(now)
        return len(self._sent_times) > most

    # ------------------------------------------------------------------ opcodes

    def _heartbeat(self) -> None:
        self._gateway.world.note("heartbeat", bot=self.bot, shard=self.shard or 0)
        if not self._gateway.faults.is_on(Fault.STOP_ACKS, self.bot, self.shard):
            self.send_op(11, None)

    def _identify(self, data: Payload) -> int | None:
        app = self._owner(data)
        if app is None:
            self._gateway.world.note("refused", bot=self.bot, detail="4004 token")
            return 4004
        self.bot = app.name
        shard = _shard(data)
        if self.session is not None:
            return 4005
        if shard is None:
            return 4010
        intents = discord.Intents()
        intents.value = int(data.get("intents", 0))
        if (problem := _problem(intents, app)) is not None:
            self._gateway.world.note("refused", bot=app.name, detail=f"{problem} intents")
            return problem
        if not isinstance(data.get("properties"), dict):
            return 4002
        return self._begin(app, shard, intents)

    def _owner(self, data: Payload) -> App | None:
        """Whose token it is; here, unlike in REST, `Bot ` before it is of no account."""
        return self._gateway.world.app_by_token(str(data.get("token", "")).removeprefix("Bot "))

    def _begin(self, app: App, shard: tuple[int, int], intents: discord.Intents) -> int | None:
        gateway = self._gateway
        # One that comes too early is spent as well.
        if not gateway.may_identify(app):
            return 4004
        if not gateway.identifies.in_turn(app, shard):
            gateway.world.note("identify-refused", bot=app.name, shard=shard[0])
            return self.send_op(9, data=False)
        return gateway.start(self, Session(app, shard, intents))

    def _resume(self, data: Payload) -> int | None:
        app = self._owner(data)
        if app is None:
            return 4004
        if self.session is not None:
            return 4005
        self.bot = app.name
        return self._gateway.resume(self, app, data)

    def _members(self, data: Payload) -> None:
        session = self.session
        away = self._gateway.faults.is_on(Fault.MEMBERS_AWAY, self.bot, self.shard)
        if session is None:
            return
        asked: Payload = {
            "bot": self.bot,
            "for_itself": data.get("user_ids") == [session.app.user_id],
            "answered": not away and not session.deaf,
        }
        self._gateway.world.feed.tell(WorldEvent("MEMBERS_ASKED", asked))
        if away:
            return
        backend = self._gateway.world.backend
        for chunk in events.members_chunks(backend, session.app, session.intents, data):
            session.dispatch("GUILD_MEMBERS_CHUNK", dumps(chunk))

    def _sounds(self, data: Payload) -> None:
        """Nobody has any here; also while the member service is away."""
        session = self.session
        wanted: Any = data.get("guild_ids") or ()
        for guild_id in map(int, wanted):
            guild = self._gateway.world.backend.guilds.get(guild_id)
            if session is None or guild is None or session.app.user_id not in guild.members:
                continue
            answer: Payload = {"guild_id": str(guild.id), "soundboard_sounds": []}
            session.dispatch("SOUNDBOARD_SOUNDS", dumps(answer))


def _parse(data: str | bytes) -> Payload | None:
    if len(data) > _MOST_BYTES:
        return None
    try:
        frame = as_object(json.loads(data))
    except ValueError:
        return None
    return frame if isinstance(frame.get("op"), int) else None


def _shard(data: Payload) -> tuple[int, int] | None:
    """Number and count of the shard that identifies; None when they make no sense."""
    number, count = tuple(data.get("shard") or (0, 1))[:2]
    return (int(number), int(count)) if 0 <= number < count else None


def _problem(intents: discord.Intents, app: App) -> int | None:
    """The close code for intents that don't exist or that the portal has not switched on."""
    if intents.value & ~_KNOWN_INTENTS:
        return 4013
    asked = {name for name in PRIVILEGED if getattr(intents, name)}
    return 4014 if asked - app.approved else None


def _ignore(_data: Payload) -> None:
    """Presence and voice: nobody here looks at them."""
