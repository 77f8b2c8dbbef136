"""The live feed: each thing that happens in the world, told to whoever watches."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.discord.wire import Payload


@dataclass(frozen=True, slots=True)
class WorldEvent:
    """A gateway event, or one of the sandbox's own.

    EPHEMERAL_*, INTERACTION_*, GATEWAY, MEMBERS_ASKED, REST.
    """

    name: str
    payload: Payload
    channel_id: int | None = None
    # The one person who may see it (ephemeral messages); None: whoever sees the channel.
    only_for: int | None = None


Watcher = Callable[[WorldEvent], None]


class Feed:
    """Tells each event to each watcher, at once and in order."""

    def __init__(self) -> None:
        self._watchers: list[Watcher] = []

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """Tell `watcher` of all that follows, until the returned function is called."""
        self._watchers.append(watcher)

        def stop() -> None:
            if watcher in self._watchers:
                self._watchers.remove(watcher)

        return stop

    def tell(self, event: WorldEvent) -> None:
        for watcher in tuple(self._watchers):
            watcher(event)
