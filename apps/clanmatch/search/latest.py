"""Edits of one message, one after the other: of several that wait only the latest is made.

Discord takes five edits in five seconds; those that wait for it would land in any order, and an
older page might stay.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

_MOST_MESSAGES: Final = 500


@dataclass(slots=True, eq=False, repr=False)
class _Message:
    drawn: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class LatestEdits:
    """Who edits draws a number when it is asked to, and has its turn later."""

    def __init__(self) -> None:
        self._messages: OrderedDict[int, _Message] = OrderedDict()

    def draw(self, message_id: int) -> int:
        """A number for an edit of this message, in the order in which people asked."""
        message = self._messages.setdefault(message_id, _Message())
        message.drawn += 1
        self._messages.move_to_end(message_id)
        if len(self._messages) > _MOST_MESSAGES:
            self._messages.popitem(last=False)
        return message.drawn

    @asynccontextmanager
    async def turn(self, message_id: int, number: int) -> AsyncGenerator[bool]:
        """Wait for those before; False when somebody asked later, whose edit shows it all."""
        message = self._messages.get(message_id)
        if message is None:
            # Forgotten among hundreds of others: nobody else edits it now.
            yield True
            return
        async with message.lock:
            yield number == message.drawn
