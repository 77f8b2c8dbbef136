"""Gateway sessions: they outlive their socket for a while and can be resumed."""

import json
import secrets
from collections import deque
from collections.abc import Iterator
from typing import Protocol

import discord

from sandbox.discord.apps import App
from sandbox.discord.clock import WorldClock
from sandbox.discord.wire import Json

RESUME_WINDOW_S = 180.0
_REPLAYED = 2_000


class Socket(Protocol):
    """What a session needs of its connection."""

    def deliver(self, frame: str) -> None:
        """Queue an event."""
        ...

    def close(self, code: int) -> None:
        """Close with this code."""
        ...


class Session:
    """One identified session of a bot's shard."""

    def __init__(self, app: App, shard: tuple[int, int], intents: discord.Intents) -> None:
        self.id = secrets.token_hex(16)
        self.app = app
        self.shard = shard
        self.intents = intents
        self.seq = 0
        self.socket: Socket | None = None
        self.left_at = 0.0
        # Nothing that is dispatched reaches the client; it is kept for a replay all the same.
        self.deaf = False
        # Servers of its bot that it doesn't have just now: nothing that happens there is for it.
        self.absent: set[int] = set()
        self._sent: deque[tuple[int, str]] = deque(maxlen=_REPLAYED)

    def dispatch(self, event: str, raw: str) -> None:
        """Send an event, its payload already in JSON, and keep it for a replay."""
        self.seq += 1
        frame = f'{{"op":0,"t":"{event}","s":{self.seq},"d":{raw}}}'
        self._sent.append((self.seq, frame))
        self.deliver(frame)

    def deliver(self, frame: str) -> None:
        """Send a frame that is kept, unless nobody hears it."""
        if self.socket is not None and not self.deaf:
            self.socket.deliver(frame)

    def owns(self, guild_id: int) -> bool:
        """Whether the server belongs to this session's shard."""
        return (guild_id >> 22) % self.shard[1] == self.shard[0]

    def missed(self, seq: int) -> list[str] | None:
        """The frames after `seq`; None when some of them are no longer kept."""
        if self._sent and self._sent[0][0] > seq + 1:
            return None
        return [frame for number, frame in self._sent if number > seq]


class Sessions:
    """All sessions that are alive or can still be resumed."""

    def __init__(self, clock: WorldClock) -> None:
        self._clock = clock
        self._by_id: dict[str, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        return iter(tuple(self._by_id.values()))

    def add(self, session: Session, socket: Socket) -> None:
        session.socket = socket
        self._by_id[session.id] = session

    def find(self, session_id: Json, app: App) -> Session | None:
        """The session of this id, when it is this bot's and can still be resumed."""
        session = self.named(session_id)
        return session if session is not None and session.app is app else None

    def named(self, session_id: Json) -> Session | None:
        """The session of this id, whoever's it is."""
        return self._by_id.get(str(session_id))

    def leave(self, session: Session, *, for_good: bool) -> None:
        """Its socket is gone; unless `for_good` it can be resumed for a while."""
        session.socket = None
        session.left_at = self._clock.monotonic()
        if for_good:
            self._by_id.pop(session.id, None)

    def forget_stale(self) -> None:
        """Drop the sessions that nobody came back for."""
        oldest = self._clock.monotonic() - RESUME_WINDOW_S
        for session in self:
            if session.socket is None and session.left_at < oldest:
                del self._by_id[session.id]


def dumps(payload: Json) -> str:
    return json.dumps(payload, separators=(",", ":"))
