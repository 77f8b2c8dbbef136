"""The undocumented limit: a channel or thread may be renamed twice in ten minutes."""

from collections import deque

from sandbox.discord.clock import WorldClock

WINDOW_S = 600.0
ALLOWED = 2


class RenameLimit:
    """Counts renames per channel, whichever bot makes them."""

    def __init__(self, clock: WorldClock) -> None:
        self._clock = clock
        self._done: dict[int, deque[float]] = {}

    def wait(self, channel_id: int) -> float:
        """Seconds until this channel may be renamed; 0 when it may be now."""
        done = self._recent(channel_id)
        if done is None or len(done) < ALLOWED:
            return 0.0
        return WINDOW_S - (self._clock.monotonic() - done[0])

    def count(self, channel_id: int) -> None:
        self._done.setdefault(channel_id, deque()).append(self._clock.monotonic())

    def _recent(self, channel_id: int) -> deque[float] | None:
        done = self._done.get(channel_id)
        while done and self._clock.monotonic() - done[0] >= WINDOW_S:
            done.popleft()
        if done is not None and not done:
            del self._done[channel_id]
        return done
