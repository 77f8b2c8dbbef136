"""Removes the bot's own old messages from the threads that are meant to stay tidy."""

import logging
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import discord
from discord.utils import as_chunks

from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words, persistently
from shared.chat.places import Place, find_place, own_messages
from shared.chat.text import count
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

# Discord refuses a bulk deletion with one message older than 14 days; clocks may differ an hour.
_BULK_AGE: Final = timedelta(days=14) - timedelta(hours=1)
_BULK_SIZE: Final = 100
# Deleting old messages has a rate limit of its own, about five in five seconds.
_PAUSE_S: Final = 1.0
# In one run, which so ends within its time limit; the rest has its turn in the next one.
_ONE_BY_ONE: Final = 300
_MESSAGES_LOOKED_AT: Final = 5000
_REASON: Final = "old messages of this bot"


class CleanupFailed(ExpectedFailure):
    """At least one thread could not be cleaned; the others were."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Cleanup:
    """One `step` for the job. Pinned messages stay, and those that `keep` says are still needed."""

    client: discord.Client
    clock: Clock
    thread_ids: Collection[int]
    age: timedelta
    keep: Callable[[discord.Message], bool]

    async def step(self) -> str:
        """Clean every thread, one failing or not. Raises CleanupFailed after trying all."""
        removed = 0
        budget = _ONE_BY_ONE
        failed: list[str] = []
        for thread_id in sorted(self.thread_ids):
            try:
                place = await find_place(self.client, thread_id)
                in_bulk, singly = await self._clean(place, budget)
                removed += in_bulk + singly
                budget -= singly
            except ExpectedFailure as error:
                failed.append(str(error))
            except REST_FAILURES as error:
                failed.append(f"<#{thread_id}>: {in_words(error)}")
            except Exception:  # noqa: BLE001 - the border: one thread that fails spoils none of the others
                _log.exception("the thread %s was not cleaned", thread_id)
                failed.append(f"<#{thread_id}>: failed unexpectedly; see the log")
        words = f"removed {count(removed, 'message')} in {count(len(self.thread_ids), 'thread')}"
        if failed:
            raise CleanupFailed(f"{words}; failed: {'; '.join(failed)}")
        return words

    async def _clean(self, place: Place, budget: int) -> tuple[int, int]:
        """How many went in bulk, and how many one by one, at most `budget`."""
        now = self.clock.now()
        messages = await self._old_messages(place, before=now - self.age)
        recent = [message for message in messages if message.created_at > now - _BULK_AGE]
        singles = [message for message in messages if message.created_at <= now - _BULK_AGE]
        if not await _deleted_in_bulk(place, recent):
            recent, singles = [], messages
        return len(recent), await self._delete_one_by_one(singles[:budget])

    async def _old_messages(self, place: Place, *, before: datetime) -> list[discord.Message]:
        own = await own_messages(self.client, place, limit=_MESSAGES_LOOKED_AT, before=before)
        return [
            message
            for message in own
            if not message.pinned and message.type.is_deletable() and not self.keep(message)
        ]

    async def _delete_one_by_one(self, messages: Sequence[discord.Message]) -> int:
        """How many are gone; raises what Discord said of the last one that stayed."""
        gone = 0
        failure: Exception | None = None
        for message in messages:
            try:
                with suppress(discord.NotFound):  # somebody was faster, or our own try got there
                    await persistently(message.delete)
                gone += 1
            except REST_FAILURES as error:
                failure = error
            await self.clock.sleep(_PAUSE_S)
        if failure is not None:
            raise failure
        return gone


async def _deleted_in_bulk(place: Place, messages: Sequence[discord.Message]) -> bool:
    """Whether they are gone now; without the permission to do so, they have to go singly."""
    try:
        for chunk in as_chunks(messages, _BULK_SIZE):
            await persistently(partial(place.delete_messages, chunk, reason=_REASON))
    except discord.Forbidden:
        _log.info("no Manage Messages in %s; deleting one by one", place.id)
        return False
    return True
