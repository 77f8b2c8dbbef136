"""A few daemon threads for calls that block."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

from shared.immutable import immutable

T = TypeVar("T")
P = ParamSpec("P")


class TooManyWaiting(Exception):
    """All threads are busy and the queue before them is full."""


@immutable
class _Work:
    future: Future[Any]
    call: Callable[[], object]

    def run(self) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self.call()
        except BaseException as error:  # noqa: BLE001 - it is handed on to who waits, whatever it is
            self.future.set_exception(error)
        else:
            self.future.set_result(result)


class DaemonPool(Executor):
    """A bounded executor whose threads never hold up the end of the process.

    The standard pool joins its threads at exit, so one call that hangs would keep a stopped bot
    from ending. Here the process just leaves; what must be finished is awaited by its caller.
    """

    def __init__(self, *, size: int, name: str, waiting: int = 100) -> None:
        self._size = size
        self._name = name
        self._queue: queue.Queue[_Work | None] = queue.Queue(maxsize=waiting)
        self._threads: list[threading.Thread] = []
        self._idle = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `fn` in a thread. Raises TooManyWaiting, and RuntimeError after `shutdown`."""
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool is shut down")
            try:
                self._queue.put_nowait(_Work(future, lambda: fn(*args, **kwargs)))
            except queue.Full:
                raise TooManyWaiting from None
            self._start_thread_if_needed()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - the signature of Executor
        """Take no more work; what waits is cancelled if asked. Joins nothing unless `wait`."""
        with self._lock:
            self._closed = True
            while cancel_futures and not self._queue.empty():
                if work := self._queue.get_nowait():
                    work.future.cancel()
            threads = list(self._threads)
        for _ in threads:
            self._queue.put(None)
        for thread in threads if wait else ():
            thread.join()

    def _start_thread_if_needed(self) -> None:
        if self._idle.acquire(blocking=False) or len(self._threads) >= self._size:
            return
        name = f"{self._name}-{len(self._threads) + 1}"
        thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (work := self._queue.get()) is not None:
            work.run()
            del work  # or an idle thread would keep the last answer in memory
            self._idle.release()
