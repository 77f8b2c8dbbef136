"""What happened in each ticket's thread, for whoever has to find out why one went wrong."""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from typing import Final

from sandbox.discord.wire import Payload
from sandbox.discord.world.feed import WorldEvent

_KEPT_PER_THREAD: Final = 60
_LONGEST: Final = 70


class Histories:
    """Keeps a line per event of each thread; `elapsed` gives the seconds since the run began."""

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._lines: dict[int, deque[str]] = defaultdict(lambda: deque(maxlen=_KEPT_PER_THREAD))

    def hear(self, event: WorldEvent) -> None:
        """For `Sandbox.subscribe`."""
        if event.channel_id is not None and (words := _in_words(event)):
            self._lines[event.channel_id].append(f"{self._elapsed():6.1f} s  {words}")

    def of(self, thread_id: int) -> tuple[str, ...]:
        """The thread's lines, oldest first."""
        return tuple(self._lines.get(thread_id, ()))


def _in_words(event: WorldEvent) -> str:
    tell = _TELLING.get(event.name)
    return tell(event.payload) if tell else ""


def _message(payload: Payload) -> str:
    text = payload.get("content") or " ".join(
        str(embed.get("description") or embed.get("title") or "") for embed in payload["embeds"]
    )
    controls = " (with controls)" if payload.get("components") else ""
    return f"{payload['author']['username']}: {str(text)[:_LONGEST]!r}{controls}"


def _thread(payload: Payload) -> str:
    meta = payload["thread_metadata"]
    states = [state for state in ("archived", "locked") if meta.get(state)]
    return f"thread {payload['name']!r} {', '.join(states) or 'open'}"


_TELLING: Final[Mapping[str, Callable[[Payload], str]]] = {
    "MESSAGE_CREATE": lambda payload: f"posted by {_message(payload)}",
    "MESSAGE_UPDATE": lambda payload: f"edited by {_message(payload)}",
    "MESSAGE_DELETE": lambda payload: f"message {payload['id']} deleted",
    "THREAD_CREATE": _thread,
    "THREAD_UPDATE": _thread,
    "INTERACTION_FAILED": lambda _: "a press failed",
}
