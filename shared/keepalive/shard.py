"""One gateway connection, as far as the client's reports tell."""

from collections import deque
from dataclasses import dataclass, field

from .hearing import Hearing
from .snapshot import GatewayState

READINGS_KEPT = 3


@dataclass(slots=True, eq=False, repr=False)
class Shard:
    """What is known of it; moments are monotonic, in seconds."""

    state: GatewayState
    state_since: float
    outage_since: float | None
    connected_at: float | None = None
    latency: float | None = None
    raw_latency: float | None = None
    last_ack: float | None = None
    unacked_since: float | None = None
    """When the first of the connections came up that had no ACK yet; None once one had."""
    remedied_at: float | None = None
    events: int = 0
    last_event: float | None = None
    hearing: Hearing = field(default_factory=Hearing)
    readings: deque[float | None] = field(
        default_factory=lambda: deque[float | None](maxlen=READINGS_KEPT)
    )

    def enter(self, state: GatewayState, now: float) -> None:
        """It is in this state now."""
        if state is not self.state:
            self.state, self.state_since = state, now

    @property
    def connected(self) -> bool:
        """Whether a session is open, ready or not."""
        return self.state in {GatewayState.CONNECTED, GatewayState.READY}
