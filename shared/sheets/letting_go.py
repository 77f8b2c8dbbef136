"""Large tabs are forgotten a few rows at a time.

Python frees all that hangs on a thing in one go, and nothing else runs meanwhile: for ten thousand
rows of twenty-six cells that is 30 ms, in the event loop or beside it.
"""

import asyncio
from typing import Any, Final

_FEW: Final = 500
"""Freed within a millisecond or two."""
_AT_A_TIME: Final = 50


async def let_go(rows: list[Any]) -> None:
    """Forget `rows`, which by now is all that holds them.

    Many of them beside the event loop; the list is empty then.
    """
    if len(rows) > _FEW:
        await asyncio.to_thread(_emptied, rows)


def _emptied(rows: list[Any]) -> None:
    while rows:
        del rows[-_AT_A_TIME:]
