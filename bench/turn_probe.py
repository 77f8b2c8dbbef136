"""The longest turn of the event loop by its own processor time, told on SIGUSR1.

What a page waits for is a turn's time on the wall, which other processes of a busy machine make
longer. Its processor time is what the bot itself does about it.
"""

import asyncio
import signal
from time import thread_time
from typing import Any

from bench.lag_probe import PREFIX


def measure_turns() -> None:
    """From now on, in this process. Each SIGUSR1 prints the longest since the last one."""
    longest = 0.0
    turn = asyncio.BaseEventLoop._run_once  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType, reportUnknownMemberType] # noqa: SLF001 - nothing else is called once a turn

    def measured(loop: Any) -> None:  # noqa: ANN401 - as asyncio's
        nonlocal longest
        began = thread_time()
        turn(loop)
        longest = max(longest, thread_time() - began)

    def tell(*_: object) -> None:
        nonlocal longest
        print(f"{PREFIX}{longest:.6f}", flush=True)
        longest = 0.0

    asyncio.BaseEventLoop._run_once = measured  # pyright: ignore[reportAttributeAccessIssue] # noqa: SLF001 - see above
    signal.signal(signal.SIGUSR1, tell)
