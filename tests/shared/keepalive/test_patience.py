"""A limit for those who wait: results, failures, time-outs and cancelling pass as they are."""

import asyncio

import pytest

from shared.keepalive.patience import within


async def at_hand() -> str:
    return "here"


async def soon() -> str:
    for _ in range(3):
        await asyncio.sleep(0)
    await asyncio.sleep(0.001)
    return await asyncio.get_running_loop().run_in_executor(None, lambda: "there")


async def never() -> str:
    await asyncio.Event().wait()
    return "?"


async def fails(*, late: bool) -> str:
    if late:
        await asyncio.sleep(0.001)
    raise LookupError("gone")


async def test_what_is_at_hand_and_what_takes_a_while() -> None:
    assert await within(10, at_hand()) == "here"
    assert await within(10, soon()) == "there"


async def test_what_waits_too_long_is_ended() -> None:
    with pytest.raises(TimeoutError):
        await within(0.01, never())


@pytest.mark.parametrize("late", [False, True])
async def test_a_failure_is_handed_on(late: bool) -> None:
    with pytest.raises(LookupError, match="gone"):
        await within(10, fails(late=late))


async def test_cancelling_reaches_the_work() -> None:
    ended = asyncio.Event()

    async def work() -> str:
        try:
            return await never()
        finally:
            ended.set()

    task = asyncio.create_task(within(10, work()))
    await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()
