"""Background work that outlives whatever set it off."""

import asyncio
import logging
from collections.abc import Coroutine
from contextvars import Context
from typing import Any

_log = logging.getLogger(__name__)


def spawn(work: Coroutine[Any, Any, None], *, name: str) -> asyncio.Task[None]:
    """Start background work that belongs to no command, so in a context of its own."""
    task = Context().run(asyncio.create_task, _owned(work, name), name=name)
    # Cancelled before its first step, the task would leave the work behind, never awaited.
    task.add_done_callback(lambda _: work.close())
    return task


async def _owned(work: Coroutine[Any, Any, None], name: str) -> None:
    try:
        await work
    except Exception:  # noqa: BLE001 - the border of background work: nobody else would hear of it
        _log.exception("%s failed", name)
