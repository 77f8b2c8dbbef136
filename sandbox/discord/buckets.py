"""REST rate limits: one bucket per bot, route and channel, with the headers that tell of it."""

import hashlib
from dataclasses import dataclass

from sandbox.discord.clock import WorldClock

_MAJOR = {"channels", "guilds", "webhooks"}
_MOST_BUCKETS = 2_000


@dataclass(slots=True)
class Bucket:
    """A window in which `remaining` more calls are allowed."""

    name: str
    limit: int
    remaining: int
    resets_at: float


class Buckets:
    """Generous where Discord is strict: the point is that the headers and the 429 are real."""

    def __init__(self, clock: WorldClock, *, limit: int = 50, window: float = 1.0) -> None:
        self._clock = clock
        self.limit = limit
        self.window = window
        self._buckets: dict[tuple[str, str, str], Bucket] = {}

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, bot: str, method: str, template: str, major: str) -> tuple[Bucket, float]:
        """Count a call; the second value is how long to wait, 0 when it may pass."""
        now = self._clock.monotonic()
        key = (bot, f"{method} {template}", major)
        bucket = self._buckets.get(key)
        if bucket is None or now >= bucket.resets_at:
            if len(self._buckets) >= _MOST_BUCKETS:
                self._forget_old(now)
            name = hashlib.sha256(key[1].encode()).hexdigest()[:32]
            bucket = Bucket(name, self.limit, self.limit, now + self.window)
            self._buckets[key] = bucket
        if bucket.remaining == 0:
            return bucket, bucket.resets_at - now
        bucket.remaining -= 1
        return bucket, 0.0

    def headers(self, bucket: Bucket) -> dict[str, str]:
        """What the answer says of the bucket."""
        after = max(0.0, bucket.resets_at - self._clock.monotonic())
        return {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(bucket.remaining),
            "X-RateLimit-Reset": f"{self._clock.now().timestamp() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": bucket.name,
        }

    def _forget_old(self, now: float) -> None:
        self._buckets = {k: b for k, b in self._buckets.items() if b.resets_at > now}


def template_of(path: str) -> tuple[str, str]:
    """A path with its ids and emoji blanked, and its major parameter (channel, server, webhook)."""
    segments = path.strip("/").split("/")
    major = segments[1] if len(segments) > 1 and segments[0] in _MAJOR else ""
    blanked = list(segments)
    for index, segment in enumerate(segments):
        before = segments[index - 1] if index else ""
        if segment.isdecimal() or before == "reactions":
            blanked[index] = "{id}"
        elif len(segment) > 30:
            blanked[index] = "{token}"
    return "/" + "/".join(blanked), major
