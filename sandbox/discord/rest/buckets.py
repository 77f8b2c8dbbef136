"""REST rate limits: one bucket per bot, route and channel, with the headers that tell of it."""

import hashlib
from dataclasses import dataclass

from sandbox.discord.clock import WorldClock
from sandbox.discord.rest.limits import DISCORD, Limit, Limits

_MAJOR = {"channels", "guilds", "webhooks"}
_MOST_BUCKETS = 2_000
_EVERYTHING = "everything"


@dataclass(slots=True)
class Bucket:
    """A window in which `remaining` more calls are allowed."""

    name: str
    limit: int
    remaining: int
    resets_at: float


class Buckets:
    """What each bot has left of its limits."""

    def __init__(self, clock: WorldClock, limits: Limits = DISCORD) -> None:
        self._clock = clock
        self.limits = limits
        self._buckets: dict[tuple[str, str, str], Bucket] = {}

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, bot: str, method: str, template: str, major: str) -> tuple[Bucket, float]:
        """Count a call; the second value is how long to wait, 0 when it may pass."""
        route = f"{method} {template}"
        return self._take((bot, route, major), self.limits.of(route))

    def take_of_all(self, bot: str, template: str) -> float:
        """Count a call for the bot's global limit; how long to wait, 0 when it may pass.

        What answers an interaction is not bound to it.
        """
        if template.startswith(("/interactions/", "/webhooks/")):
            return 0.0
        return self._take((bot, _EVERYTHING, ""), self.limits.together)[1]

    def _take(self, key: tuple[str, str, str], limit: Limit) -> tuple[Bucket, float]:
        now = self._clock.monotonic()
        bucket = self._buckets.get(key)
        if bucket is None or now >= bucket.resets_at:
            if len(self._buckets) >= _MOST_BUCKETS:
                self._forget_old(now)
            name = hashlib.sha256(key[1].encode()).hexdigest()[:32]
            bucket = Bucket(name, limit.calls, limit.calls, now + limit.seconds)
            self._buckets[key] = bucket
        if bucket.remaining == 0:
            return bucket, bucket.resets_at - now
        bucket.remaining -= 1
        return bucket, 0.0

    def headers(self, bucket: Bucket) -> dict[str, str]:
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


def counted_by(path: str) -> tuple[str, str]:
    """As `template_of`, but each token of a webhook, so each interaction, counts by itself."""
    template, major = template_of(path)
    if "{token}" in template:
        major = "/".join(path.strip("/").split("/")[1:3])
    return template, major
