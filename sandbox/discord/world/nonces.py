"""Enforced nonces: the same author sending the same nonce again gets the first message."""

from collections import OrderedDict

from sandbox.discord.clock import WorldClock

# "In the past few minutes", says the documentation.
_REMEMBERED_S = 300.0
_MOST = 10_000


class NonceMemory:
    """Who sent which nonce lately, and what came of it."""

    def __init__(self, clock: WorldClock) -> None:
        self._clock = clock
        self._sent: OrderedDict[tuple[int, str], tuple[float, int, int]] = OrderedDict()

    def first(self, author_id: int, nonce: str) -> tuple[int, int] | None:
        """Channel and message that this author already sent with this nonce."""
        known = self._sent.get((author_id, nonce))
        if known is None or self._clock.monotonic() - known[0] > _REMEMBERED_S:
            return None
        return known[1], known[2]

    def remember(self, author_id: int, nonce: str, channel_id: int, message_id: int) -> None:
        """From now on this nonce stands for this message."""
        self._sent.pop((author_id, nonce), None)
        self._sent[author_id, nonce] = (self._clock.monotonic(), channel_id, message_id)
        while len(self._sent) > _MOST:
            self._sent.popitem(last=False)
