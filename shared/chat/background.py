"""Background work that outlives whatever set it off."""

import asyncio
import logging
from collections.abc import Coroutine
from contextvars import Context
from typing import Any

_log = logging.getLogger(__name__)


def spawn(work: Coroutine[Any, Any, None], *, name: str) -> asyncio.Task[None]:
    """Start background work that belongs to no command, so in a context of its own.

    Thousands may wait: nothing more is made for each than its task. What fails is logged.
    """
    task = Context().run(asyncio.create_task, work, name=name)
    task.add_done_callback(_told_if_failed)
    return task


def _told_if_failed(task: asyncio.Task[None]) -> None:
    """Nobody else would hear of it."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("%s failed", task.get_name(), exc_info=error)
