"""Renaming threads under Discord's limit: two names per thread in ten minutes, whoever sets them.

The limit is undocumented, is in no header, and a third call hangs for minutes (discord-api-docs
#1900). So names are counted here, and every thread waits by itself: nothing queues behind it.
"""

import asyncio
import logging
import random
from collections import OrderedDict, deque
from enum import Enum
from typing import Final

import discord

from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

NAMES: Final = 2
WINDOW: Final = 600.0
"""Seconds in which a thread takes that many names."""
_CALL_SECONDS: Final = 45.0
_TRIES: Final = 6
_OWN_EDIT_SECONDS: Final = 20.0
_MOST_THREADS: Final = 1000


class RenameOutcome(Enum):
    """How it ended."""

    DONE = "renamed"
    ALREADY = "named like that already"
    FAILED = "left as it is"


class OwnEdits:
    """Which threads we are editing, so that the echo on the gateway is not taken for a signal."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: OrderedDict[int, float] = OrderedDict()
        self._names: dict[int, str] = {}

    def expect(self, thread_id: int, *, name: str = "") -> None:
        """An edit of ours is about to be sent, or was just answered; `name` if it sets one."""
        self._until[thread_id] = self._clock.monotonic() + _OWN_EDIT_SECONDS
        if name:
            self._names[thread_id] = name
        self._until.move_to_end(thread_id)
        while len(self._until) > _MOST_THREADS:
            self._names.pop(self._until.popitem(last=False)[0], None)

    def expected(self, thread_id: int) -> bool:
        """Whether a change of the thread is probably our own."""
        return self._until.get(thread_id, 0.0) > self._clock.monotonic()

    def named(self, thread_id: int, name: str) -> bool:
        """Whether this is the name that we gave it, as far as that is still expected."""
        return self.expected(thread_id) and self._names.get(thread_id) == name


class Renamer:
    """Gives threads their names; each call waits for its own thread only."""

    def __init__(self, *, clock: Clock, own_edits: OwnEdits) -> None:
        self._clock = clock
        self._own_edits = own_edits
        self._named_at: OrderedDict[int, deque[float]] = OrderedDict()

    def note_name(self, thread_id: int) -> None:
        """Somebody, perhaps another bot, gave the thread a name: that counts as well."""
        times = self._named_at.setdefault(thread_id, deque(maxlen=NAMES))
        times.append(self._clock.monotonic())
        self._named_at.move_to_end(thread_id)
        while len(self._named_at) > _MOST_THREADS:
            self._named_at.popitem(last=False)

    async def rename(
        self, guild: discord.Guild, thread_id: int, name: str, *, archive: bool
    ) -> RenameOutcome:
        """Set the name, however long the limit makes it wait; `archive` leaves it archived."""
        for _ in range(_TRIES):
            await self._clock.sleep(self._wait_for(thread_id))
            try:
                async with asyncio.timeout(_CALL_SECONDS):
                    return await self._rename_now(guild, thread_id, name, archive=archive)
            except discord.RateLimited as limited:
                await self._clock.sleep(limited.retry_after)
            except TimeoutError:
                # The library sleeps through a limit that it was told of; so do we, outside.
                _log.info("Discord lets the renaming of %d wait", thread_id)
                await self._clock.sleep(WINDOW)
            except discord.NotFound:
                return RenameOutcome.FAILED
            except discord.Forbidden as error:
                _log.warning("may not rename the thread %d: %s", thread_id, error)
                return RenameOutcome.FAILED
            except (discord.HTTPException, OSError) as error:
                _log.warning("the thread %d is renamed later: %s", thread_id, error)
                await self._clock.sleep(random.uniform(5, 30))  # noqa: S311 - jitter is no secret
        return RenameOutcome.FAILED

    async def unarchive_locked(self, thread: discord.Thread) -> None:
        """A message unarchives a thread by itself, unless it is locked. Raises HTTPException."""
        if thread.archived and thread.locked:
            self._own_edits.expect(thread.id)
            await thread.edit(archived=False)

    async def archive(self, guild: discord.Guild, thread_id: int) -> None:
        """Archive a thread again that messages of ours unarchived. Never raises."""
        try:
            async with asyncio.timeout(_CALL_SECONDS):
                thread = await guild.fetch_channel(thread_id)
                if isinstance(thread, discord.Thread) and not thread.archived:
                    self._own_edits.expect(thread_id)
                    await thread.edit(archived=True)
        except (discord.DiscordException, OSError, TimeoutError) as error:
            _log.warning("can't archive the thread %d again: %s", thread_id, error)

    async def _rename_now(
        self, guild: discord.Guild, thread_id: int, name: str, *, archive: bool
    ) -> RenameOutcome:
        # Asked anew: another instance, or a person, may have named it while we waited.
        thread = await guild.fetch_channel(thread_id)
        if not isinstance(thread, discord.Thread):
            return RenameOutcome.FAILED
        if thread.name == name:
            if archive and not thread.archived:
                self._own_edits.expect(thread_id)
                await thread.edit(archived=True)
            return RenameOutcome.ALREADY
        self._own_edits.expect(thread_id, name=name)
        self.note_name(thread_id)
        if thread.archived:
            # An archived thread takes no edit unless the same request unarchives it.
            await thread.edit(archived=False, name=name)
            self._own_edits.expect(thread_id)
            await thread.edit(archived=True)
        elif archive:
            await thread.edit(name=name, archived=True)
        else:
            await thread.edit(name=name)
        self._own_edits.expect(thread_id)
        return RenameOutcome.DONE

    def _wait_for(self, thread_id: int) -> float:
        times = self._named_at.get(thread_id)
        if times is None or len(times) < NAMES:
            return 0.0
        return max(0.0, times[0] + WINDOW - self._clock.monotonic())
