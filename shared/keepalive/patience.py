"""A limit in time that costs nothing for what never waits.

A timer for each request takes a third of a small answer's time, and most answers are at hand.
"""

import asyncio
import types
from collections.abc import Coroutine, Generator
from typing import Any, TypeVar

T = TypeVar("T")


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns. Raises TimeoutError when it waits for longer than that."""
    try:
        waits_for = work.send(None)
    except StopIteration as done:
        return done.value
    async with asyncio.timeout(seconds):
        return await _going_on(work, waits_for)


@types.coroutine
def _going_on(work: Coroutine[Any, Any, T], waits_for: object) -> Generator[Any, Any, T]:
    """The rest of a coroutine that was begun, and now waits for something of the loop's."""
    try:
        while True:
            try:
                came = yield waits_for
            except BaseException as error:  # noqa: BLE001 - handed on, whatever it is
                waits_for = work.throw(error)
            else:
                waits_for = work.send(came)
    except StopIteration as done:
        return done.value
