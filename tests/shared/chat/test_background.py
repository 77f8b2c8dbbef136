"""Background work: nothing of it is left behind."""

import asyncio
import contextlib
import gc

from shared.chat.background import spawn


async def test_work_that_is_cancelled_before_it_begins_leaves_no_warning() -> None:
    """A ticket's wait is often over before it began; pytest takes the warning for an error."""
    task = spawn(asyncio.sleep(60), name="a wait")
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    del task
    gc.collect()
