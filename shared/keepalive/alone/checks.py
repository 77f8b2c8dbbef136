"""A check as people write one, made one that the keepalive can run and show."""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable

from ..components import Check, ComponentFailing
from ..ground.lately import SaidLately

_log = logging.getLogger(__name__)

AnyCheck = Callable[[], object] | Callable[[], Awaitable[object]]
"""Well: returns words, True or None. Failing: returns False, or raises. May be a coroutine."""

_WELL = "well"
_FAILING = "its check says no"


def as_check(name: str, check: AnyCheck) -> Check:
    """What a plain function does is done on a thread, since it may wait."""
    lately = SaidLately()

    async def run() -> str:
        try:
            answer = await _answer(check)
        except ComponentFailing:
            raise
        except Exception as error:
            kind = type(error).__name__
            if lately.is_new(kind):
                _log.warning("the check of %s failed", name, exc_info=error)
            # The text may hold an address or a password, and the pages are public.
            raise ComponentFailing(f"{kind}; the log says more") from error
        if answer is False:
            raise ComponentFailing(_FAILING)
        return answer if isinstance(answer, str) else _WELL

    return run


async def _answer(check: AnyCheck) -> object:
    if inspect.iscoroutinefunction(check):
        return await check()
    answer = await asyncio.to_thread(check)
    return await answer if inspect.isawaitable(answer) else answer
