"""One blocking call to Google as an awaitable: paced, repeated, timed, and never late."""

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from shared.immutable import immutable
from shared.sheets.errors import AmbiguousWrite, QuotaExceeded, SheetsError, Unreachable
from shared.sheets.threads import DaemonPool, TooManyWaiting
from shared.timing.clock import Clock

if TYPE_CHECKING:
    from aiolimiter import AsyncLimiter

_log = logging.getLogger(__name__)

T = TypeVar("T")
Observe = Callable[[str, str, float], None]
"""Told of every operation: its name, the outcome in one word, and the seconds it took."""


class Kind(Enum):
    """Google counts reads and writes apart, and only a read can be repeated blindly."""

    READ = "read"
    WRITE = "write"


@immutable
class Limits:
    """How patient and how busy we are. Times in seconds."""

    connect: float = 5.0
    read: float = 30.0
    deadline: float = 60.0
    attempts: int = 5
    first_wait: float = 1.0
    longest_wait: float = 20.0
    requests_per_minute: int = 50
    minute: float = 60.0
    threads: int = 4


def _always() -> None:
    """Nobody else may write."""


class Ticket:
    """One operation's right to send: it ends with the deadline or when the caller leaves.

    A thread cannot be stopped from outside. It asks here before it sends, so that a call that
    its caller gave up (while the token was being fetched, say) never writes afterwards.
    """

    def __init__(self, clock: Clock, seconds: float, permit: Callable[[], None]) -> None:
        self._clock = clock
        self._permit = permit
        self.seconds = seconds
        self._ends = clock.monotonic() + seconds
        self._withdrawn = threading.Event()
        self.future: Future[Any] | None = None
        self.last_error: SheetsError | None = None

    def seconds_left(self) -> float:
        """Zero or less: don't send."""
        return 0.0 if self._withdrawn.is_set() else self._ends - self._clock.monotonic()

    def may_send(self) -> None:
        """Asked last of all before a request leaves. Raises what the permit raises."""
        self._permit()

    def withdraw(self) -> None:
        """The caller waits no longer."""
        self._withdrawn.set()


class Caller:
    """Runs blocking calls within `Limits`; owns the threads and the pace."""

    def __init__(
        self,
        *,
        limits: Limits,
        clock: Clock,
        observe: Observe,
        may_write: Callable[[], None],
    ) -> None:
        self._limits = limits
        self._permits = {Kind.READ: _always, Kind.WRITE: may_write}
        self._clock = clock
        self._observe = observe
        self._pool = DaemonPool(size=limits.threads, name="sheets")

    @cached_property
    def _pace(self) -> "Mapping[Kind, AsyncLimiter]":
        return {kind: _pace(self._limits) for kind in Kind}

    async def run(
        self,
        operation: str,
        kind: Kind,
        call: Callable[[Ticket], T],
        *,
        within: float = float("inf"),
    ) -> T:
        """The call's result. `call` runs in a thread and raises SheetsError only.

        `within` so many seconds, if that is less than the limit for all calls.
        A cancelled write may still be carried out if it was under way.
        """
        started = self._clock.monotonic()
        outcome = "cancelled"
        try:
            result = await self._within(min(within, self._limits.deadline), kind, call)
            outcome = "ok"
        except SheetsError as error:
            outcome = error.outcome
            raise
        finally:
            self._observe(operation, outcome, self._clock.monotonic() - started)
        return result

    def close(self) -> None:
        """Take no more calls. Waits for nothing: a call that hangs is left behind."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _within(self, seconds: float, kind: Kind, call: Callable[[Ticket], T]) -> T:
        ticket = Ticket(self._clock, seconds, self._permits[kind])
        try:
            async with asyncio.timeout(seconds):
                return await self._repeating(kind, call, ticket)
        except TimeoutError:
            raise _too_late(kind, ticket) from None
        finally:
            ticket.withdraw()

    async def _repeating(self, kind: Kind, call: Callable[[Ticket], T], ticket: Ticket) -> T:
        def wait_before_repeating(error: Exception) -> bool | float:
            if not isinstance(error, SheetsError) or not error.retryable:
                return False
            ticket.last_error = error
            if error.retry_after is None or error.retry_after <= self._limits.first_wait:
                return True  # the usual pause, which grows: 0 means "when you like", not "at once"
            # A wait that is longer than the operation may take is the caller's to make.
            return error.retry_after < ticket.seconds_left() and error.retry_after

        from stamina import retry_context  # noqa: PLC0415 - 10 ms of a start, for the first call

        attempts = retry_context(
            on=wait_before_repeating,
            attempts=self._limits.attempts,
            timeout=ticket.seconds,
            wait_initial=self._limits.first_wait,
            wait_max=self._limits.longest_wait,
            wait_jitter=self._limits.first_wait,
        )
        async for attempt in attempts:
            if attempt.num > 1:
                _log.warning(
                    "Google Sheets, try %d of at most %d: %s",
                    attempt.num,
                    self._limits.attempts,
                    ticket.last_error,
                )
            with attempt:
                return await self._once(kind, call, ticket)
        raise AssertionError("the last attempt returns or raises")

    async def _once(self, kind: Kind, call: Callable[[Ticket], T], ticket: Ticket) -> T:
        ticket.future = None
        await self._pace[kind].acquire()
        try:
            future = self._pool.submit(call, ticket)
        except TooManyWaiting:
            raise Unreachable("too many calls wait for an answer already") from None
        except RuntimeError:
            raise Unreachable("the connection is closed") from None
        ticket.future = future
        return await asyncio.wrap_future(future)


def _too_late(kind: Kind, ticket: Ticket) -> SheetsError:
    under_way = ticket.future is not None and not ticket.future.cancelled()
    reason = f"no answer within {ticket.seconds:g} s"
    if under_way and not _failed(ticket.future):
        return AmbiguousWrite(reason) if kind is Kind.WRITE else Unreachable(reason)
    if ticket.last_error:
        return ticket.last_error
    return QuotaExceeded() if ticket.future is None else Unreachable("earlier calls hang")


def _failed(future: Future[Any] | None) -> bool:
    return future is not None and future.done() and future.exception() is not None


def _pace(limits: Limits) -> "AsyncLimiter":
    from aiolimiter import AsyncLimiter  # noqa: PLC0415 - 5 ms of a start, for the first call

    # A bucket lets `burst` through at once and leaks steadily; within any minute that makes
    # burst + steady, which is the limit.
    burst = max(1, limits.requests_per_minute // 3)
    steady = limits.requests_per_minute - burst
    return AsyncLimiter(burst, limits.minute * burst / steady)
