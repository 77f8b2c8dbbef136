"""One gateway connection as the protocol has it: HELLO, heartbeats, opcodes, and its end."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from aiohttp import WSMsgType

from sandbox.discord.faults import Gateway as Fault
from sandbox.discord.gateway import events, frames
from sandbox.discord.gateway.admission import Admission
from sandbox.discord.gateway.hearing import Hearing
from sandbox.discord.gateway.line import Line
from sandbox.discord.gateway.sessions import Sessions, dumps
from sandbox.discord.wire import Payload, as_object
from sandbox.discord.world.feed import WorldEvent
from sandbox.discord.world.world import World

_TURNED_AWAY_S = 0.2
_MOST_EVENTS = (120, 60.0)
_VERSIONS = ("9", "10")


class Connection:
    """Reads one line for as long as it lasts, and answers."""

    def __init__(
        self,
        line: Line,
        *,
        world: World,
        hearing: Hearing,
        admission: Admission,
        sessions: Sessions,
        heartbeat_interval: float,
    ) -> None:
        self._line = line
        self._world = world
        self._hearing = hearing
        self._sessions = sessions
        self._interval = heartbeat_interval
        self._sent_times: list[float] = []
        self._handlers: dict[int, Callable[[Payload], int | None]] = {
            1: self._heartbeat,
            2: partial(admission.identify, line),
            3: _ignore,
            4: _ignore,
            6: partial(admission.resume, line),
            8: self._members,
            31: self._sounds,
        }

    async def run(self, version: str) -> None:
        """Serve the connection until it ends, whoever ends it; `version` is that of the API."""
        line = self._line
        writer = asyncio.create_task(
            line.write(self._hearing.audible), name=f"gateway-writer-{line.bot}"
        )
        try:
            if version not in _VERSIONS:
                line.close(4012)
            else:
                hello: Payload = {"heartbeat_interval": round(self._interval * 1000), "_trace": []}
                line.send_op(10, hello)
            await self._read()
        finally:
            if not line.is_closing:
                writer.cancel()
            await asyncio.wait({writer}, timeout=1.0)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _read(self) -> None:
        line = self._line
        if self._hearing.meets(Fault.CUT_EACH, line):
            await asyncio.sleep(0.01)
            line.cut()
        while True:
            await self._hearing.audible(line)
            try:
                message = await line.receive(within=self._interval * 2.5)
            except TimeoutError:
                if not self._hearing.is_silent(line):
                    line.close(4009)
                continue
            if message.type is not WSMsgType.TEXT and message.type is not WSMsgType.BINARY:
                return
            frame = frames.parse(message.data)
            self._learn_shard(frame)
            await self._hearing.audible(line)
            if line.session is None and self._hearing.turns_away(line):
                # discord.py comes back at once, without a pause of its own.
                await asyncio.sleep(_TURNED_AWAY_S)
                line.cut()
            elif (code := self._receive(frame)) is not None:
                line.close(code)

    def _learn_shard(self, frame: Payload | None) -> None:
        """From the frame that tells: faults may meet one shard only, and its IDENTIFY as well."""
        if frame is None or self._line.session is not None:
            return
        data = as_object(frame.get("d"))
        if frame["op"] == 2 and (shard := frames.shard_of(data)) is not None:
            self._line.shard = shard[0]
        elif frame["op"] == 6 and (session := self._sessions.named(data.get("session_id"))):
            self._line.shard = session.shard[0]

    def _receive(self, frame: Payload | None) -> int | None:
        """Handle a frame; the code to close with when it breaks the protocol."""
        if frame is None:
            return 4002
        if self._too_many():
            return 4008
        op = frame["op"]
        if op in {8, 31} and self._line.session is None:
            return 4003
        handler = self._handlers.get(op)
        return 4001 if handler is None else handler(as_object(frame.get("d")))

    def _too_many(self) -> bool:
        most, window = _MOST_EVENTS
        now = self._world.clock.monotonic()
        self._sent_times = [t for t in self._sent_times if now - t < window]
        self._sent_times.append(now)
        return len(self._sent_times) > most

    # ------------------------------------------------------------------ opcodes

    def _heartbeat(self, _data: Payload) -> None:
        self._world.note("heartbeat", bot=self._line.bot, shard=self._line.shard or 0)
        if not self._hearing.meets(Fault.STOP_ACKS, self._line):
            self._line.send_op(11, None)

    def _members(self, data: Payload) -> None:
        session = self._line.session
        away = self._hearing.meets(Fault.MEMBERS_AWAY, self._line)
        if session is None:
            return
        asked: Payload = {
            "bot": self._line.bot,
            "for_itself": data.get("user_ids") == [session.app.user_id],
            "answered": not away and not session.deaf,
        }
        self._world.feed.tell(WorldEvent("MEMBERS_ASKED", asked))
        if away:
            return
        for chunk in events.members_chunks(self._world.backend, session.app, session.intents, data):
            session.dispatch("GUILD_MEMBERS_CHUNK", dumps(chunk))

    def _sounds(self, data: Payload) -> None:
        """Nobody has any here; also while the member service is away."""
        session = self._line.session
        wanted: Any = data.get("guild_ids") or ()
        for guild_id in map(int, wanted):
            guild = self._world.backend.guilds.get(guild_id)
            if session is None or guild is None or session.app.user_id not in guild.members:
                continue
            answer: Payload = {"guild_id": str(guild.id), "soundboard_sounds": []}
            session.dispatch("SOUNDBOARD_SOUNDS", dumps(answer))


def _ignore(_data: Payload) -> None:
    """Presence and voice: nobody here looks at them."""
