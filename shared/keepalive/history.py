"""The last hour in bounded rings: what the status page draws and lists."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime

from shared.timing.clock import Clock

HOUR_S = 3600.0
BUCKET_S = 10.0
NOTES_KEPT = 30


@dataclass(frozen=True, slots=True)
class Sample:
    """Ten seconds: worst latency and lag, and how many events came."""

    age_s: float
    latency_s: float | None
    events: int
    lag_s: float
    connected: bool


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth a line: a change of state, a verdict."""

    at: datetime
    text: str


@dataclass(slots=True)
class _Bucket:
    began: float
    latency: float | None = None
    events: int = 0
    lag: float = 0.0
    connected: bool = True


class History:
    """Takes readings each second; forgets what is older than an hour."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: deque[_Bucket] = deque(maxlen=int(HOUR_S / BUCKET_S))
        self._notes: deque[Note] = deque(maxlen=NOTES_KEPT)
        self.last_lag_s = 0.0

    def add(self, *, latency_s: float | None, events: int, lag_s: float, connected: bool) -> None:
        """One reading of the pulse."""
        now = self._clock.monotonic()
        if not self._buckets or now - self._buckets[-1].began >= BUCKET_S:
            self._buckets.append(_Bucket(now))
        bucket = self._buckets[-1]
        if latency_s is not None:
            bucket.latency = max(latency_s, bucket.latency or 0.0)
        bucket.events += events
        self.last_lag_s = lag_s
        bucket.lag = max(bucket.lag, lag_s)
        bucket.connected = bucket.connected and connected

    def note(self, text: str) -> None:
        """Keep a line for people."""
        self._notes.append(Note(self._clock.now(), text))

    def samples(self) -> list[Sample]:
        """The last hour, oldest first."""
        now = self._clock.monotonic()
        return [
            Sample(now - b.began, b.latency, b.events, b.lag, b.connected)
            for b in self._buckets
            if now - b.began <= HOUR_S
        ]

    def notes(self) -> list[Note]:
        """The last lines, newest first."""
        return list(reversed(self._notes))

    def worst_lag_s(self) -> float:
        """How late the loop ran at worst within the hour."""
        return max((sample.lag_s for sample in self.samples()), default=0.0)
