"""What the open pages have yet to hear: topics, each told once however often it changed."""

import asyncio
import contextlib
from collections.abc import Generator
from dataclasses import dataclass, field

from sandbox.discord.wire import Payload
from sandbox.discord.world.feed import WorldEvent

_WORLD = ("CHANNEL_", "THREAD_", "GUILD_", "USER_", "APPLICATION_COMMAND")
_MESSAGES = ("MESSAGE_", "EPHEMERAL_")
_MOST_TYPING = 20


@dataclass(slots=True, eq=False)
class Listener:
    """One open page. Bounded: a topic that is already waiting isn't added again."""

    topics: set[str] = field(default_factory=set[str])
    typing: list[Payload] = field(default_factory=list[Payload])
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self) -> Payload:
        """Wait until there is something to tell, and take all of it."""
        await self.woken.wait()
        told: Payload = {"changed": sorted(self.topics), "typing": self.typing}
        self.topics, self.typing = set(), []
        self.woken.clear()
        return told


class Changes:
    """Hands topics to all open pages."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    @contextlib.contextmanager
    def listening(self) -> Generator[Listener]:
        """A listener that hears all until the block is left."""
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def tell(self, topic: str) -> None:
        """`topic` has changed."""
        for listener in self._listeners:
            listener.topics.add(topic)
            listener.woken.set()

    def on_world_event(self, event: WorldEvent) -> None:
        """Work out which topic an event of the Discord world belongs to."""
        if event.name == "TYPING_START":
            self._tell_typing(event)
        elif event.name.startswith(_MESSAGES) and event.channel_id is not None:
            self.tell(f"channel:{event.channel_id}")
        elif event.name.startswith(_WORLD):
            self.tell("world")

    def _tell_typing(self, event: WorldEvent) -> None:
        who = {"channel": str(event.channel_id), "user": str(event.payload.get("user_id"))}
        for listener in self._listeners:
            listener.typing = [*listener.typing, who][-_MOST_TYPING:]
            listener.woken.set()
