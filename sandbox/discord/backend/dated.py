"""Ids and dates by the world's clock, files at addresses, and no log that grows for ever."""

from collections.abc import Generator
from contextlib import contextmanager

from sandbox.discord.cdn.files import FileStore
from sandbox.discord.clock import WorldClock
from sandbox.discord.payloads import complete
from sandbox.discord.simcord_door import SimcordBackend, serializers
from sandbox.discord.wire import Json

_LOW_BITS = (1 << 22) - 1


class _Forgetful(list[Json]):
    """simcord logs every request and event for a test to read; a server must not keep them."""

    def append(self, _entry: object, /) -> None:
        """Forget it."""


class DatedBackend(SimcordBackend):
    """Also makes simcord write whole objects, as `payloads.py` completes them."""

    def __init__(self, clock: WorldClock, cdn_base: str) -> None:
        complete(serializers)
        self._count = 0
        self._fixed_id: int | None = None
        super().__init__(clock=clock)  # pyright: ignore[reportArgumentType] - only `now()` is asked
        self.files = FileStore(cdn_base)
        self.cdn = self.files  # pyright: ignore[reportAttributeAccessIssue] - has all that is called
        self.transcript = _Forgetful()
        self.http_requests = _Forgetful()

    def _allocate_at(self, milliseconds: int) -> int:
        self._count = (self._count + 1) & _LOW_BITS
        return (milliseconds << 22) | self._count

    def snowflake(self) -> int:
        if self._fixed_id is not None:
            fixed, self._fixed_id = self._fixed_id, None
            return fixed
        return super().snowflake()

    @contextmanager
    def next_id(self, value: int | None) -> Generator[None]:
        """The next thing made gets the id `value` (None: an ordinary one)."""
        self._fixed_id = value
        try:
            yield
        finally:
            self._fixed_id = None

    def now_iso(self) -> str:
        return self.clock.now().isoformat(timespec="microseconds")
