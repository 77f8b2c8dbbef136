"""What is known of the gateway at one moment: plain facts that rules, pages and metrics read."""

import math
from datetime import datetime
from enum import StrEnum

from .ground.immutable import immutable


class GatewayState(StrEnum):
    """The names that people and monitors see; of several shards, the worst one counts."""

    STARTING = "starting"
    CONNECTED = "connected"
    READY = "ready"
    DISCONNECTED = "disconnected"
    ZOMBIE = "zombie"
    DEAF = "deaf"
    WAITING = "waiting"
    STANDBY = "standby"
    REFUSED = "refused"
    STOPPING = "stopping"


@immutable
class ShardSnapshot:
    """One gateway connection. Ages are in seconds; None means unknown or not applicable."""

    shard_id: int
    state: GatewayState
    state_age_s: float
    outage_s: float | None
    """How long it has been away; None once ready or resumed. Waiting doesn't count."""
    latency_s: float | None
    readings: tuple[float | None, ...]
    """The last few different latency readings, oldest first; None while unknown."""
    ack_age_s: float | None
    """Since the last heartbeat ACK, or since connecting if none came yet; None when away."""
    remedy_age_s: float | None
    """Since a reconnect was forced for want of ACKs; None once an ACK came."""
    quiet_s: float | None = None
    """Since its last dispatch, whatever it was; None before the first."""
    unanswered: int = 0
    """Questions of the canary that count as unanswered, since anything was heard."""
    deaf_remedy_age_s: float | None = None
    """Since a reconnect was forced for deafness; None once anything was heard."""

    @property
    def connected(self) -> bool:
        """Whether Discord has greeted this connection and it has not dropped since."""
        return self.state in {GatewayState.CONNECTED, GatewayState.READY}


@immutable
class Waiting:
    """The process waits on purpose: for identify budget, a rate limit to end, or its turn."""

    reason: str
    until: datetime | None = None
    detail: str = ""
    state: GatewayState = GatewayState.WAITING

    def __str__(self) -> str:
        """In words, for the log and for people."""
        words = self.reason
        if self.until is not None:
            words += f" until {self.until:%Y-%m-%d %H:%M:%S UTC}"
        return f"{words} ({self.detail})" if self.detail else words


@immutable
class CanarySnapshot:
    """What became of the questions of this process, of all shards."""

    answered: int = 0
    unanswered: int = 0
    unexplained: int = 0
    """Unanswered although events came, or before any answer: nothing follows from that."""
    in_a_row: int = 0
    """Of the unexplained ones, those since the last answer."""
    answer_age_s: float | None = None


@immutable
class GatewaySnapshot:
    """The whole client at one moment."""

    uptime_s: float
    event_age_s: float | None
    """Since the last dispatch, connect, ready or resume, on any shard."""
    last_ack_age_s: float | None
    shards: tuple[ShardSnapshot, ...]
    waiting: Waiting | None = None
    stopping: str | None = None
    phase_age_s: float = 0.0
    """Since the waiting, or the stopping, began."""
    trouble: str = ""
    """Why the last attempt to log in or connect failed, in words."""
    resumes: int = 0
    identifies: int = 0
    canary: CanarySnapshot = CanarySnapshot()
    term: int | None = None
    """The number of this instance's turn to speak; None without one, or when there is one only."""

    @property
    def connected(self) -> bool:
        """Whether every shard is connected."""
        return all(shard.connected for shard in self.shards)

    @property
    def latency_s(self) -> float | None:
        """The slowest shard's latency; unknown if any shard's is."""
        known = [shard.latency_s for shard in self.shards if shard.latency_s is not None]
        return max(known) if known and len(known) == len(self.shards) else None

    @property
    def outage_s(self) -> float | None:
        """The longest outage of any shard."""
        outages = [shard.outage_s for shard in self.shards if shard.outage_s is not None]
        return max(outages, default=None)


def known(seconds: float) -> float | None:
    """discord.py's latency is NaN or infinite before it knows: both read as unknown."""
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
