"""How often a bot may identify: so many a day, and one of a bucket of shards in five seconds."""

from sandbox.discord.apps import App
from sandbox.discord.clock import WorldClock
from sandbox.discord.faults import ALL, Faults, SessionLimit

WINDOW_S = 5.0
_BUDGET = 1_000
_DAY_S = 86_400.0


class Identifies:
    """What has been spent, by bot, and when each bucket of shards identified last."""

    def __init__(self, clock: WorldClock, faults: Faults, *, window_s: float) -> None:
        self._clock = clock
        self._faults = faults
        self._window_s = window_s
        self._spent: dict[str, int] = {}
        self._last: dict[tuple[str, int], float] = {}

    def limit(self, app: App) -> SessionLimit:
        """The budget as `/gateway/bot` tells it."""
        limits = self._faults.session_limits
        asked = limits.get(app.name) or limits.get(ALL)
        if asked is not None:
            return asked
        left = max(0, _BUDGET - self._spent.get(app.name, 0))
        return SessionLimit(remaining=left, reset_after=_DAY_S)

    def spend(self, app: App) -> bool:
        """Count an IDENTIFY; False when there was none left."""
        limit = self.limit(app)
        self._spent[app.name] = self._spent.get(app.name, 0) + 1
        if app.name in self._faults.session_limits or ALL in self._faults.session_limits:
            left = max(0, limit.remaining - 1)
            self._faults.session_limit(left, limit.reset_after, bot=app.name)
        return limit.remaining > 0

    def in_turn(self, app: App, shard: tuple[int, int]) -> bool:
        """Whether this shard's bucket may identify now.

        A bot of one shard is left alone: at Discord it would wait as well, but here it would only
        slow down whoever starts one bot often.
        """
        if shard[1] == 1:
            return True
        bucket = app.name, shard[0] % app.advice.max_concurrency
        now, last = self._clock.monotonic(), self._last.get(bucket)
        if last is not None and now - last < self._window_s:
            return False
        self._last[bucket] = now
        return True
