"""The last hour in bounded rings: what the status page draws and lists."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .ground.clock import Clock
from .ground.immutable import immutable

HOUR_S = 3600.0
BUCKET_S = 10.0
NOTES_KEPT = 30


@immutable
class Sample:
    """Ten seconds: worst latency and lag, and how many events came."""

    age_s: float
    latency_s: float | None
    events: int
    lag_s: float
    connected: bool
    first: bool = False
    """The first one of its process."""


@immutable
class Note:
    """Something worth a line: a change of state, a verdict."""

    at: datetime
    text: str


@immutable
class Past:
    """What one process tells the next: notes, oldest first, and samples with their dates."""

    samples: Sequence[tuple[datetime, Sample]] = ()
    notes: Sequence[Note] = ()


@dataclass(slots=True, eq=False, repr=False)
class _Bucket:
    began: float
    latency: float | None = None
    events: int = 0
    lag: float = 0.0
    connected: bool = True
    first: bool = False


class History:
    """Takes readings each second; forgets what is older than an hour."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._own_since = clock.monotonic()
        self._buckets: deque[_Bucket] = deque(maxlen=int(HOUR_S / BUCKET_S))
        self._notes: deque[Note] = deque(maxlen=NOTES_KEPT)
        self._first = True
        self.last_lag_s = 0.0

    def add(self, *, latency_s: float | None, events: int, lag_s: float, connected: bool) -> None:
        """One reading of the pulse."""
        now = self._clock.monotonic()
        if self._first or now - self._buckets[-1].began >= BUCKET_S:
            self._buckets.append(_Bucket(now, first=self._first))
            self._first = False
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
        """The last hour, oldest first; of earlier processes too, where their record was kept."""
        now = self._clock.monotonic()
        return [
            Sample(now - b.began, b.latency, b.events, b.lag, b.connected, b.first)
            for b in self._buckets
            if now - b.began <= HOUR_S
        ]

    def notes(self) -> list[Note]:
        """The last lines, newest first."""
        return list(reversed(self._notes))

    def worst_lag_s(self) -> float:
        """How late the loop of this process ran at worst within the hour."""
        own = self._clock.monotonic() - self._own_since
        return max((each.lag_s for each in self.samples() if each.age_s <= own), default=0.0)

    # -------------------------------------------------------- across processes

    def past(self) -> Past:
        """All of it by date, for the next process."""
        now = self._clock.now()
        dated = [(now - timedelta(seconds=each.age_s), each) for each in self.samples()]
        return Past(dated, tuple(self._notes))

    def recall(self, past: Past) -> None:
        """Begin with what earlier processes left; before the first reading.

        What lies in the future (the date was set back since) tells nothing and is left out.
        """
        now, here = self._clock.now(), self._clock.monotonic()
        for at, sample in sorted(past.samples, key=lambda dated: dated[0]):
            age_s = (now - at).total_seconds()
            if 0 <= age_s <= HOUR_S:
                self._buckets.append(
                    _Bucket(
                        here - age_s,
                        sample.latency_s,
                        sample.events,
                        sample.lag_s,
                        sample.connected,
                        sample.first,
                    )
                )
        own = list(self._notes)
        earlier = sorted((each for each in past.notes if each.at <= now), key=lambda it: it.at)
        self._notes.clear()
        self._notes.extend([*earlier, *own])
