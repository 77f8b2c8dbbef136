import subprocess
import sys
import textwrap
import threading

import pytest

from shared.sheets.threads import DaemonPool, TooManyWaiting


def test_calls_run_and_their_errors_come_back() -> None:
    pool = DaemonPool(size=2, name="t")
    assert pool.submit(pow, 2, 5).result(5) == 32
    with pytest.raises(ZeroDivisionError):
        pool.submit(divmod, 1, 0).result(5)
    pool.shutdown()
    with pytest.raises(RuntimeError):
        pool.submit(pow, 2, 2)


def test_threads_and_waiting_calls_are_bounded() -> None:
    pool = DaemonPool(size=2, name="t", waiting=3)
    gate = threading.Event()
    started = threading.Semaphore(0)

    def hang() -> None:
        started.release()
        gate.wait(10)

    running = [pool.submit(hang), pool.submit(hang)]
    for _ in running:
        assert started.acquire(timeout=5)
    waiting = [pool.submit(hang) for _ in range(3)]
    with pytest.raises(TooManyWaiting):
        pool.submit(hang)
    assert waiting[0].cancel()
    assert not running[0].cancel()
    pool.shutdown(wait=False, cancel_futures=True)
    assert all(future.cancelled() for future in waiting)
    gate.set()
    pool.shutdown(wait=True)


def test_idle_threads_are_used_again() -> None:
    pool = DaemonPool(size=4, name="t")
    names = {pool.submit(threading.current_thread).result(5).name for _ in range(3)}
    pool.shutdown()
    assert len(names) <= 2  # a thread may still be on its way back to the queue


def test_a_call_that_hangs_does_not_keep_the_process() -> None:
    script = textwrap.dedent("""
        import threading
        from shared.sheets.threads import DaemonPool
        pool = DaemonPool(size=1, name="t")
        started = threading.Event()
        pool.submit(lambda: (started.set(), threading.Event().wait(600)))
        started.wait(5)
        print("leaving")
    """)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout == "leaving\n"
    assert done.stderr == ""
