"""Renaming threads under Discord's limit: two names per thread in ten minutes, whoever sets them.

The limit is undocumented, is in no header, and a third call hangs for minutes (discord-api-docs
#1900). So names are counted here, and every thread waits by itself: nothing queues behind its wait.
"""

import asyncio
import logging
import math
import random
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum
from typing import Any, Final

import discord

from apps.welcomecrew.threads.line import Line
from apps.welcomecrew.threads.own_edits import OwnEdits
from shared.chat.passing import REST_FAILURES, THREAD_IS_ARCHIVED, in_words, passes_by, persistently
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

NAMES: Final = 2
WINDOW: Final = 600.0
"""Seconds in which a thread takes that many names."""
AT_ONCE: Final = 8
"""Threads that are edited at the same time; a thousand would keep the event loop for seconds."""
_TOO_MANY_THREADS_OPEN: Final = 160006
_MAY_PASS: Final = frozenset({THREAD_IS_ARCHIVED, _TOO_MANY_THREADS_OPEN})
_CALL_SECONDS: Final = 45.0
_TRIES: Final = 12
_LOOKS: Final = 4
_LONGEST_PAUSE: Final = 600.0
_MOST_THREADS: Final = 10_000
"""Of which it is remembered when they were named."""


class RenameOutcome(Enum):
    """How it ended."""

    DONE = "renamed"
    ALREADY = "named like that already"
    FAILED = "left as it is"


class Renamer:
    """Gives threads their names; each call waits for its own thread only."""

    def __init__(self, *, clock: Clock, own_edits: OwnEdits) -> None:
        self._clock = clock
        self._own_edits = own_edits
        self._named_at: OrderedDict[int, tuple[float, ...]] = OrderedDict()
        self._line = Line(AT_ONCE)
        # What follows a name must not queue behind thousands that wait for theirs.
        self._aftercare = asyncio.Semaphore(AT_ONCE)

    def note_name(self, thread_id: int) -> None:
        """Somebody, perhaps another bot, gave the thread a name: that counts as well."""
        times = (*self._named_at.get(thread_id, ()), self._clock.monotonic())
        self._named_at[thread_id] = times[-NAMES:]
        self._named_at.move_to_end(thread_id)
        while len(self._named_at) > _MOST_THREADS:
            self._named_at.popitem(last=False)

    async def rename(
        self,
        guild: discord.Guild,
        thread_id: int,
        name: str,
        *,
        archive: bool,
        lock: bool = False,
        hurried: bool = True,
        waits: Callable[[str], None] = lambda _reason: None,
        finds_archived: Callable[[], None] = lambda: None,
    ) -> RenameOutcome:
        """Set the name, however long the limit makes it wait; `archive` leaves it archived.

        `lock` leaves it locked as well. `hurried` goes before those that are not. `waits` is told
        why it isn't done yet. `finds_archived` is told when it is archived, which the name undoes.
        Where the name is right already, or archiving again fails, `archive` remains to be called.
        """
        for tries in range(1, _TRIES + 1):
            if pause := self.wait_for(thread_id):
                waits(f"Discord gives a thread {NAMES} names in {WINDOW / 60:g} minutes")
                if tries > 1 and await self._is_named(guild, thread_id, name):
                    return RenameOutcome.ALREADY
                await self._clock.sleep(pause)
            try:
                async with self._line.turn(hurried=hurried):
                    return await self._rename_now(
                        guild,
                        thread_id,
                        name,
                        archive=archive,
                        lock=lock,
                        finds_archived=finds_archived,
                    )
            except REST_FAILURES as error:
                if not passes_by(error) and not _may_pass_later(error):
                    _log.warning("can't rename the thread %d: %s", thread_id, in_words(error))
                    waits(in_words(error))
                    return RenameOutcome.FAILED
                _log.warning("the thread %d is renamed later: %s", thread_id, in_words(error))
                waits(in_words(error))
                await self._clock.sleep(_pause_after(error, tries))
        return RenameOutcome.FAILED

    async def _is_named(self, guild: discord.Guild, thread_id: int, name: str) -> bool:
        """Whether the last try named it, and only its answer was lost, as far as can be seen.

        It is open then, and must not stay so for as long as it takes no other name.
        """

        async def look() -> bool:
            thread = await guild.fetch_channel(thread_id)
            return isinstance(thread, discord.Thread) and thread.name == name

        try:
            return await persistently(look, tries=_LOOKS, pause=5.0, clock=self._clock)
        except REST_FAILURES as error:
            _log.info("what thread %d is called can't be seen: %s", thread_id, in_words(error))
            return False

    async def give_back(self, guild: discord.Guild, thread_id: int, ours: str, theirs: str) -> bool:
        """Open the thread and name it `theirs`, where it bears `ours`. Raises as REST does."""
        async with self._aftercare, asyncio.timeout(_CALL_SECONDS):
            thread = await guild.fetch_channel(thread_id)
            if not isinstance(thread, discord.Thread) or thread.name != ours:
                return False
            self.note_name(thread_id)
            opens: dict[str, Any] = {"archived": False} if thread.archived else {}
            await self._edit(thread, name=theirs, **opens)
            return True

    async def open_to_speak(self, thread: discord.Thread) -> None:
        """Unarchive a locked thread; raises as REST does. A message opens any other by itself."""
        if thread.locked and thread.archived:
            await self._edit(thread, archived=False)

    async def open_to_answer(self, thread: discord.Thread) -> None:
        """Unlock a locked thread, in which nobody could press our question; raises as REST does."""
        if not thread.locked:
            return
        if thread.archived:
            await self._edit(thread, archived=False, locked=False)
        else:
            await self._edit(thread, locked=False)

    async def archive(self, guild: discord.Guild, thread_id: int, *, lock: bool = False) -> None:
        """Archive, and `lock`, a thread again that we opened.

        Raises what a REST call raises, and TimeoutError.
        """
        async with self._aftercare, asyncio.timeout(_CALL_SECONDS):
            thread = await guild.fetch_channel(thread_id)
            if isinstance(thread, discord.Thread):
                await self._shut(thread, lock=lock)

    async def _shut(self, thread: discord.Thread, *, lock: bool) -> None:
        lock = lock and not thread.locked
        if thread.archived and not lock:
            return
        if thread.archived:
            # An archived thread takes no edit unless the same request unarchives it.
            await self._edit(thread, archived=False, locked=True)
            await self._edit(thread, archived=True)
        elif lock:
            await self._edit(thread, archived=True, locked=True)
        else:
            await self._edit(thread, archived=True)

    async def _edit(self, thread: discord.Thread, **sets: Any) -> None:  # noqa: ANN401 - as Thread.edit takes it
        with self._own_edits.editing(thread.id, **sets):
            await thread.edit(**sets)

    async def _rename_now(
        self,
        guild: discord.Guild,
        thread_id: int,
        name: str,
        *,
        archive: bool,
        lock: bool,
        finds_archived: Callable[[], None],
    ) -> RenameOutcome:
        async with asyncio.timeout(_CALL_SECONDS):
            # Asked anew: another instance, or a person, may have named it while we waited.
            thread = await guild.fetch_channel(thread_id)
            if not isinstance(thread, discord.Thread):
                return RenameOutcome.FAILED
            if thread.archived:
                finds_archived()
            if thread.name == name:
                return RenameOutcome.ALREADY
            self.note_name(thread_id)
            lock = lock and archive and not thread.locked
            sets: dict[str, Any] = {"name": name} | ({"locked": True} if lock else {})
            if thread.archived:
                # An archived thread takes no edit unless the same request unarchives it.
                sets["archived"] = False
            elif archive:
                sets["archived"] = True
            try:
                await self._edit(thread, **sets)
            except REST_FAILURES as error:
                if not passes_by(error):
                    # What is refused is no name that Discord counts.
                    self._named_at[thread_id] = self._named_at[thread_id][:-1]
                raise
        if sets.get("archived") is False:
            await self._try_to_archive(thread)
        return RenameOutcome.DONE

    async def _try_to_archive(self, thread: discord.Thread) -> None:
        """What fails here says nothing about the name; `archive` is called later anyway."""
        try:
            async with asyncio.timeout(_CALL_SECONDS):
                await self._edit(thread, archived=True)
        except REST_FAILURES as error:
            _log.warning("the thread %d is archived again later: %s", thread.id, in_words(error))

    def wait_for(self, thread_id: int) -> float:
        """Seconds until the thread takes another name."""
        times = self._named_at.get(thread_id, ())
        if len(times) < NAMES:
            return 0.0
        return max(0.0, times[0] + WINDOW - self._clock.monotonic())


def _may_pass_later(error: BaseException) -> bool:
    """Whether an hour may mend a refusal: rights come back, threads of others are archived.

    Or it was archived between our question how it is and our edit: asked again, it can be edited.
    """
    return isinstance(error, discord.Forbidden) or (
        isinstance(error, discord.HTTPException) and error.code in _MAY_PASS
    )


def _pause_after(error: BaseException, tries: int) -> float:
    """Seconds until the next try."""
    if isinstance(error, discord.RateLimited):
        return error.retry_after
    if isinstance(error, TimeoutError):
        # The library sleeps through a limit that it was told of; so do we, outside.
        return WINDOW
    longest = min(_LONGEST_PAUSE, 10.0 * math.pow(2, tries - 1))
    return random.uniform(longest / 2, longest)  # noqa: S311 - jitter is no secret
