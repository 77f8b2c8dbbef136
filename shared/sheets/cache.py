"""A value read from a sheet, kept: fetched once for many, served stale, never lost to an outage."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Generic, TypeVar

from shared.immutable import immutable
from shared.sheets.errors import SheetsError, Unreachable
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)
T = TypeVar("T")


def _never(_value: object) -> bool:
    """Every value is good as it is."""
    return False


@immutable
class Copy(Generic[T]):
    """A fetched value and how far it can be trusted."""

    value: T
    fetched_at: datetime
    age: float
    """Seconds since it was fetched."""
    stale: bool
    """Older than it should be; a fresher one is being fetched if Google lets us."""
    problem: str | None
    """Why the latest attempt to fetch failed, in plain words."""


@immutable
class _Kept(Generic[T]):
    value: T
    fetched_at: datetime
    moment: float


class Cached(Generic[T]):
    """Keeps what `fetch` gave for `ttl` seconds.

    Nobody waits when there is any copy: an old one is served while a new one is fetched behind.
    Only the very first askers wait, together for one fetch and `first_wait` seconds at most. After
    a failed fetch the next one comes no sooner than `pause` seconds later.

    A value that is `unsettled` (good, but not all of it could be read) is kept as any other, and
    fetched anew after `soon` seconds; so is one that a failed fetch was to replace.
    """

    def __init__(
        self,
        name: str,
        fetch: Callable[[], Awaitable[T]],
        *,
        ttl: float,
        clock: Clock,
        first_wait: float = 20.0,
        pause: float = 15.0,
        unsettled: Callable[[T], bool] = _never,
        soon: float = 60.0,
    ) -> None:
        self._name = name
        self._fetch = fetch
        self._ttl = ttl
        self._clock = clock
        self._first_wait = first_wait
        self._pause = pause
        self._unsettled = unsettled
        self._soon = soon
        self._kept: _Kept[T] | None = None
        self._failure: Exception | None = None
        self._failed_at: float | None = None
        self._forgotten = False
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def get(self) -> Copy[T]:
        """The value at hand. Raises what the fetch raised when there has never been one."""
        if self._kept is None or self._forgotten:
            if not self._pausing():
                await self._wait_for(self._fetching())
        elif (self._is_stale() or self._is_due_soon()) and not self._pausing():
            self._fetching()
        return self._copy()

    async def refresh(self) -> Copy[T]:
        """Fetch now and wait for it, bounded; on failure the old copy, with its problem."""
        await self._wait_for(self._fetching())
        return self._copy()

    def peek(self) -> Copy[T] | None:
        """What is at hand, without asking anybody."""
        return self._copy() if self._kept is not None else None

    def forget(self) -> None:
        """The next `get` waits for a new value; the old one only serves if that fails."""
        self._forgotten = True
        self._failed_at = None

    async def close(self) -> None:
        """Stop fetching."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    def _fetching(self) -> asyncio.Task[None]:
        if self._closed:
            raise Unreachable("the bot is stopping")
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._fetch_once(), name=f"fetch {self._name}")
        return self._task

    async def _fetch_once(self) -> None:
        try:
            value = await self._fetch()
        except SheetsError as error:
            _log.warning("could not fetch %s: %s. %s", self._name, error, error.advice)
            self._remember_failure(error)
        except Exception as error:  # noqa: BLE001 - this task is its own owner; the copy at hand stays good
            _log.exception("could not make sense of %s", self._name)
            self._remember_failure(error)
        else:
            self._kept = _Kept(value, self._clock.now(), self._clock.monotonic())
            self._failure = None
            self._failed_at = None
            self._forgotten = False

    def _remember_failure(self, error: Exception) -> None:
        self._failure = error
        self._failed_at = self._clock.monotonic()

    async def _wait_for(self, task: asyncio.Task[None]) -> None:
        # The fetch goes on when its askers leave: others wait for it, or will.
        limit = asyncio.create_task(self._clock.sleep(self._first_wait))
        try:
            await asyncio.wait({task, limit}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            limit.cancel()

    def _copy(self) -> Copy[T]:
        if self._kept is None:
            failure = self._failure or Unreachable(f"no answer within {self._first_wait:g} s")
            # The same error is raised for many askers; each raise would lengthen its traceback.
            raise failure.with_traceback(None)
        return Copy(
            value=self._kept.value,
            fetched_at=self._kept.fetched_at,
            age=self._clock.monotonic() - self._kept.moment,
            stale=self._is_stale(),
            problem=_in_words(self._failure) if self._failure else None,
        )

    def _is_stale(self) -> bool:
        if self._kept is None or self._forgotten:
            return True
        return self._clock.monotonic() - self._kept.moment >= self._ttl

    def _is_due_soon(self) -> bool:
        now = self._clock.monotonic()
        if self._failed_at is not None:
            return now - self._failed_at >= self._soon
        kept = self._kept
        return kept is not None and now - kept.moment >= self._soon and self._unsettled(kept.value)

    def _pausing(self) -> bool:
        if self._failed_at is None:
            return False
        return self._clock.monotonic() - self._failed_at < self._pause


def _in_words(failure: Exception) -> str:
    return str(failure) if isinstance(failure, SheetsError) else "what it holds makes no sense"
