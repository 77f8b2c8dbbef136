"""The beat of the process: feeds the loop guard, reads latency, keeps the last hour."""

from collections.abc import Callable

from .ground.clock import Clock
from .ground.immutable import immutable
from .health import HealthReport
from .history import History
from .snapshot import GatewayState
from .tracker import Tracker


@immutable
class _Seen:
    """What is worth a line when it changes."""

    state: GatewayState
    failing: frozenset[str] = frozenset()
    well: bool = True


@immutable
class Pulse:
    """Beats for as long as the process lives, its stop included."""

    interval_s: float
    clock: Clock
    tracker: Tracker
    history: History
    health: Callable[[], HealthReport]
    read_events: Callable[[], None]
    read_latency: Callable[[], bool]
    fresh_ack: Callable[[], None]
    beat: Callable[[], None]

    async def run(self) -> None:
        """Beat until cancelled."""
        events, state = self.tracker.events, _Seen(GatewayState.STARTING)
        while True:
            before = self.clock.monotonic()
            await self.clock.sleep(self.interval_s)
            lag = max(0.0, self.clock.monotonic() - before - self.interval_s)
            self.beat()
            self.read_events()
            if self.read_latency():
                self.fresh_ack()
            seen = self.tracker.events
            state = self._keep(seen - events, lag, state)
            events = seen

    def _keep(self, events: int, lag: float, last: _Seen) -> _Seen:
        health = self.health()
        self.history.add(
            latency_s=health.latency_s, events=events, lag_s=lag, connected=health.connected
        )
        failing = frozenset(it.name for it in health.components if it.ok is False)
        seen = _Seen(health.state, failing, well=not health.failing)
        if seen != last:
            state, reason = health.state.value, health.reason
            self.history.note(reason if reason.startswith(state) else f"{state}: {reason}")
        return seen
