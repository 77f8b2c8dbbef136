"""Google's quota: so many reads and so many writes per minute and account."""

from collections import defaultdict, deque
from dataclasses import dataclass, field

from shared.timing.clock import Clock


@dataclass(slots=True)
class Quota:
    """Change the numbers at any time; they count for the next request."""

    clock: Clock
    reads: int = 60
    writes: int = 60
    minute: float = 60.0
    _seen: dict[tuple[str, str], deque[float]] = field(
        default_factory=lambda: defaultdict[tuple[str, str], deque[float]](deque)
    )

    def take(self, account: str, kind: str) -> bool:
        """Count one request of `kind` ("read" or "write"); False when the minute is full."""
        now = self.clock.monotonic()
        seen = self._seen[account, kind]
        while seen and seen[0] <= now - self.minute:
            seen.popleft()
        if len(seen) >= (self.writes if kind == "write" else self.reads):
            return False
        seen.append(now)
        return True
