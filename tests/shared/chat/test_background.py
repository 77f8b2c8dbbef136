"""Background work: nothing of it is left behind."""

import asyncio
import contextlib
import gc

import pytest

from shared.chat.background import spawn


async def test_work_that_is_cancelled_before_it_begins_leaves_no_warning() -> None:
    """A ticket's wait is often over before it began; pytest takes the warning for an error."""
    task = spawn(asyncio.sleep(60), name="a wait")
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    del task
    gc.collect()


async def test_what_fails_is_logged_by_its_name_with_its_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise RuntimeError("broken")

    await asyncio.wait({spawn(fail(), name="some work")})
    (record,) = caplog.records
    assert record.getMessage() == "some work failed"
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == "broken"
