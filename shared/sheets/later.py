"""What is made at first use, by the thread that needs it first.

Google's libraries take a tenth of a second and 18 MiB to load, and google-auth 40 ms to read a key.
No start waits for that, and no event loop: it is done in a thread of a call to Google.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Later(Generic[T]):
    """Called, it gives what `make` makes: once, whoever asks, and however many at a time."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._making = threading.Lock()
        self._made: T | None = None

    def __call__(self) -> T:
        """The thing. Blocks until it is made; what `make` raises, and then tries again."""
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made

    @property
    def made(self) -> T | None:
        """The thing if anybody asked for it yet; never waits."""
        return self._made
