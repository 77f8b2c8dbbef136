"""IDENTIFY and RESUME: who gets a session, and what it is told first."""

from dataclasses import dataclass

import discord

from sandbox.discord.apps import App
from sandbox.discord.gateway import frames
from sandbox.discord.gateway.identifies import Identifies
from sandbox.discord.gateway.line import Line
from sandbox.discord.gateway.servers import Servers
from sandbox.discord.gateway.sessions import Session, Sessions, dumps
from sandbox.discord.payloads import own_user
from sandbox.discord.simcord_door import serializers
from sandbox.discord.wire import Payload
from sandbox.discord.world.world import World


@dataclass(frozen=True, slots=True)
class Admission:
    """Lets lines in; `base_url` is the gateway's address. Methods return a code to close with."""

    world: World
    sessions: Sessions
    identifies: Identifies
    servers: Servers
    base_url: str

    def identify(self, line: Line, data: Payload) -> int | None:
        """A new session, unless the token, the shard or the intents are wrong."""
        app = self._owner(data)
        if app is None:
            self.world.note("refused", bot=line.bot, detail="4004 token")
            return 4004
        line.bot = app.name
        shard = frames.shard_of(data)
        if line.session is not None:
            return 4005
        if shard is None:
            return 4010
        intents = frames.intents_of(data)
        if (problem := frames.problem_with(intents, app)) is not None:
            self.world.note("refused", bot=app.name, detail=f"{problem} intents")
            return problem
        if not isinstance(data.get("properties"), dict):
            return 4002
        return self._begin(line, app, shard, intents)

    def resume(self, line: Line, data: Payload) -> int | None:
        """Replay what was missed, or declare the session invalid (op 9)."""
        app = self._owner(data)
        if app is None:
            return 4004
        if line.session is not None:
            return 4005
        line.bot = app.name
        self.sessions.forget_stale()
        session = self.sessions.find(data.get("session_id"), app)
        seq = int(data.get("seq") or 0)
        missed = session.missed(seq) if session is not None else None
        if session is None or missed is None:
            self.world.note("resume-refused", bot=app.name)
            return line.send_op(9, data=False)
        if seq > session.seq:
            return 4007
        self._take_over(line, session)
        self.world.note("resume", bot=app.name, shard=session.shard[0], detail=f"{len(missed)}")
        for frame in missed:
            session.deliver(frame)
        return session.dispatch("RESUMED", dumps({"_trace": []}))

    def _owner(self, data: Payload) -> App | None:
        """Whose token it is; here, unlike in REST, `Bot ` before it is of no account."""
        return self.world.app_by_token(str(data.get("token", "")).removeprefix("Bot "))

    def _begin(
        self, line: Line, app: App, shard: tuple[int, int], intents: discord.Intents
    ) -> int | None:
        # One that comes too early is spent as well.
        if not self._may_identify(app):
            return 4004
        if not self.identifies.in_turn(app, shard):
            self.world.note("identify-refused", bot=app.name, shard=shard[0])
            return line.send_op(9, data=False)
        return self._start(line, Session(app, shard, intents))

    def _may_identify(self, app: App) -> bool:
        """Spend an IDENTIFY; with none left Discord ends every session and resets the token."""
        if self.identifies.spend(app):
            return True
        self.world.note("token-reset", bot=app.name)
        for session in self.sessions:
            if session.app is app and session.socket is not None:
                session.socket.close(4004)
        return False

    def _start(self, line: Line, session: Session) -> None:
        """READY and the servers of the shard."""
        self.sessions.forget_stale()
        self._bind(line, session)
        self.sessions.add(session, line)
        app = session.app
        user = self.world.backend.users[app.user_id]
        ready: Payload = {
            "v": 10,
            "user": own_user(dict(serializers.user_payload(user))),
            "guilds": [{"id": str(g.id), "unavailable": True} for g in self.servers.of(session)],
            "session_id": session.id,
            "resume_gateway_url": f"{self.base_url}/{app.name}/resume",
            "shard": list(session.shard),
            "application": {"id": str(app.application_id), "flags": app.flags},
        }
        self.world.note("identify", bot=app.name, shard=session.shard[0])
        session.dispatch("READY", dumps(ready))
        self.servers.greet(session)

    def _take_over(self, line: Line, session: Session) -> None:
        """From a socket that may still be open on our side."""
        if session.socket is not None:
            session.socket.close(4000)
            self.world.records.session_down(session.app.name, session.shard[0])
        self._bind(line, session)
        session.socket = line

    def _bind(self, line: Line, session: Session) -> None:
        line.session = session
        self.world.records.session_up(session.app.name, session.shard[0])
