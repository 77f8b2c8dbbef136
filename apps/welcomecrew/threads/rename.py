"""Renaming threads under Discord's limit: two names per thread in ten minutes, whoever sets them.

The limit is undocumented, is in no header, and a third call hangs for minutes (discord-api-docs
#1900). So names are counted here, and every thread waits by itself: nothing queues behind it.
"""

import asyncio
import logging
import random
from collections import OrderedDict, deque
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class _Expected:
    """What our edits of one thread set, as long as their echo may still come."""

    until: float
    name: str = ""
    archived: set[bool] = field(default_factory=set[bool])


class OwnEdits:
    """What we are changing of which thread, so that the echo is not taken for a person's doing.

    Only that: people rename, archive and reopen while we edit, too.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._edits: OrderedDict[int, _Expected] = OrderedDict()

    def expect(self, thread_id: int, *, name: str = "", archived: bool | None = None) -> None:
        """An edit of ours is about to be sent, or was just answered; what it sets."""
        until = self._clock.monotonic() + _OWN_EDIT_SECONDS
        edit = self._edit(thread_id) or _Expected(until)
        edit.until = until
        edit.name = name or edit.name
        if archived is not None:
            edit.archived.add(archived)
        self._edits[thread_id] = edit
        self._edits.move_to_end(thread_id)
        while len(self._edits) > _MOST_THREADS:
            self._edits.popitem(last=False)

    def named(self, thread_id: int, name: str) -> bool:
        """Whether this is the name that we gave it."""
        edit = self._edit(thread_id)
        return edit is not None and bool(name) and edit.name == name

    def archived(self, thread_id: int, value: bool) -> bool:  # noqa: FBT001 - what was set
        """Whether we archived it, or for False opened it."""
        edit = self._edit(thread_id)
        return edit is not None and value in edit.archived

    def _edit(self, thread_id: int) -> _Expected | None:
        edit = self._edits.get(thread_id)
        return edit if edit and edit.until > self._clock.monotonic() else None


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
            self._own_edits.expect(thread.id, archived=False)
            await thread.edit(archived=False)

    async def archive(self, guild: discord.Guild, thread_id: int) -> None:
        """Archive a thread again that messages of ours unarchived. Never raises."""
        try:
            async with asyncio.timeout(_CALL_SECONDS):
                thread = await guild.fetch_channel(thread_id)
                if isinstance(thread, discord.Thread) and not thread.archived:
                    self._own_edits.expect(thread_id, archived=True)
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
                self._own_edits.expect(thread_id, archived=True)
                await thread.edit(archived=True)
            return RenameOutcome.ALREADY
        self._own_edits.expect(thread_id, name=name)
        self.note_name(thread_id)
        if thread.archived:
            # An archived thread takes no edit unless the same request unarchives it.
            self._own_edits.expect(thread_id, archived=False)
            await thread.edit(archived=False, name=name)
            self._own_edits.expect(thread_id, archived=True)
            await thread.edit(archived=True)
        elif archive:
            self._own_edits.expect(thread_id, archived=True)
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
