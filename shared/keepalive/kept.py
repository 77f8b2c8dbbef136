"""A page that is asked very often says again what it has just said."""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from .ground.clock import Clock

T = TypeVar("T")

KEPT_S: Final = 0.05
"""Less than any rule or monitor can tell apart. A flood of requests makes twenty a second."""


class Kept(Generic[T]):
    """Calls `make` only when what it gave last is older than `KEPT_S`."""

    def __init__(self, make: Callable[[], T], clock: Clock) -> None:
        self._make = make
        self._clock = clock
        self._last: tuple[float, T] | None = None

    def __call__(self) -> T:
        """The value; the same object for as long as it is kept."""
        now = self._clock.monotonic()
        if self._last is None or now >= self._last[0]:
            self._last = now + KEPT_S, self._make()
        return self._last[1]
