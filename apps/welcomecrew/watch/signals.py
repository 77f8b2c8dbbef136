"""Discord's events as signals: which thread, and what happened to it. Waits for nothing."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import discord

from apps.welcomecrew.domain.lifecycle import Signal, State
from apps.welcomecrew.domain.markers import is_close_marker
from apps.welcomecrew.domain.tags import KnownTags
from apps.welcomecrew.threads.history import is_spoken, thread_message
from apps.welcomecrew.threads.rename import OwnEdits, Renamer
from apps.welcomecrew.watch.background import spawn
from apps.welcomecrew.watch.case import Closing, Event
from apps.welcomecrew.watch.desk import Desk
from apps.welcomecrew.watch.look import is_reopening
from apps.welcomecrew.watch.scope import Scope
from shared.chat.person import Person
from shared.timing.clock import Clock

# A message in an archived thread unarchives it, which is no reopening. Its event comes first.
GRACE: Final = 3.0
_MOST_THREADS: Final = 1000


@dataclass(slots=True)
class _Seen:
    """What was last known of a thread's state."""

    archived: bool = False
    locked: bool = False
    name: str = ""
    spoken_at: float = float("-inf")


class Signals:
    """Remembers as much of each thread as it takes to see what changed."""

    def __init__(
        self,
        *,
        scope: Scope,
        desk: Desk,
        own_edits: OwnEdits,
        renamer: Renamer,
        tags: Callable[[], KnownTags],
        person: Callable[[discord.abc.User, discord.Guild | None], Person],
        clock: Clock,
    ) -> None:
        self._scope = scope
        self._watched = {
            channel_id for channel_id, channel in scope.channels.items() if channel.watched
        }
        self._desk = desk
        self._own_edits = own_edits
        self._renamer = renamer
        self._tags = tags
        self._person = person
        self._clock = clock
        self._threads: OrderedDict[int, _Seen] = OrderedDict()

    def concerns(self, channel: object) -> bool:
        """Whether this is a thread under one of the watched channels."""
        return getattr(channel, "parent_id", None) in self._watched

    def know(self, thread: discord.Thread) -> None:
        """The thread as it is now: what changes later is seen by comparison.

        Not for what is known already: discord.py keeps one object for a thread, which shows
        changes whose events are still on their way to us.
        """
        seen = self._seen(thread.id)
        seen.archived, seen.locked, seen.name = thread.archived, thread.locked, thread.name

    def made(self, thread: discord.Thread) -> None:
        """A new thread, open whatever became of it since."""
        self._seen(thread.id).name = thread.name

    def may_matter(self, message: discord.Message, own_id: int) -> bool:
        """Whether it is worth a request to learn which thread the message is in."""
        if not is_spoken(message) or message.author.id == own_id:
            return False
        return is_close_marker(thread_message(message, own_id)) or bool(
            self._tags().exactly(message.content)
        )

    def message(self, message: discord.Message, thread: discord.Thread, own_id: int) -> None:
        """Somebody wrote in a watched thread."""
        if not is_spoken(message):
            return
        if thread.id not in self._threads:
            self.know(thread)
        seen = self._seen(thread.id)
        if is_reopening(message):
            if message.author.id != own_id:
                self._post(thread.id, thread.parent_id, Event(Signal.REOPENED))
            return
        seen.spoken_at = self._clock.monotonic()
        if message.author.id == own_id:
            return
        if is_close_marker(thread_message(message, own_id)):
            closing = Closing(message.id, message.created_at, thread.name)
            self._post(thread.id, thread.parent_id, Event(Signal.CLOSE_MARKER, closing=closing))
        elif not message.author.bot and (tag := self._tags().exactly(message.content)):
            by = self._person(message.author, message.guild)
            self._post(thread.id, thread.parent_id, Event(Signal.TAG_TYPED, tag=tag, by=by))

    def updated(self, thread_id: int, parent_id: int, data: Any, *, was_open: bool) -> None:  # noqa: ANN401 - Discord's own payload
        """A thread changed; `was_open`: discord.py knew it, as it does only those not archived.

        It doesn't know an open one from which the bot was removed.
        """
        if parent_id not in self._watched:
            return
        metadata = data.get("thread_metadata", {})
        archived, locked = bool(metadata.get("archived")), bool(metadata.get("locked"))
        name = str(data.get("name", ""))
        known = thread_id in self._threads
        seen = self._seen(thread_id)
        was_archived = not was_open and (seen.archived or not known or not seen.name)
        was_locked, old_name = seen.locked, seen.name
        seen.archived, seen.locked, seen.name = archived, locked, name
        # People rename while we open or archive the thread, too; and of a thread that was not
        # heard of since the start, any name may be new.
        if name != old_name and not self._own_edits.named(thread_id, name):
            if old_name:
                self._renamer.note_name(thread_id)
            self._post(thread_id, parent_id, Event(Signal.RENAMED, name=name))
        our_lock = locked != was_locked and self._own_edits.locked(thread_id, locked)
        if was_locked and not locked and not our_lock:
            self._signal(thread_id, parent_id, Signal.REOPENED)
            return
        our_archive = archived != was_archived and self._own_edits.archived(thread_id, archived)
        locks = locked and not was_locked and not our_lock
        if archived and not was_archived and not our_archive:
            self._post(thread_id, parent_id, Event(Signal.ARCHIVED, locked=locked))
        elif locks:
            self._post(thread_id, parent_id, Event(Signal.LOCKED, locked=True))
        elif was_archived and not archived and not our_archive:
            spawn(self._reopened_unless_spoken(thread_id, parent_id), name="reopened?")

    def deleted(self, thread_id: int, parent_id: int) -> None:
        """A thread is gone."""
        self._threads.pop(thread_id, None)
        self._signal(thread_id, parent_id, Signal.DELETED)

    async def _reopened_unless_spoken(self, thread_id: int, parent_id: int) -> None:
        asked_at = self._clock.monotonic()
        await self._clock.sleep(GRACE)
        seen = self._seen(thread_id)
        if seen.archived or seen.spoken_at >= asked_at - GRACE:
            return
        case = self._desk.known(thread_id)
        if case is not None and case.state is not State.OPEN:
            self._signal(thread_id, parent_id, Signal.REOPENED)

    def _seen(self, thread_id: int) -> _Seen:
        seen = self._threads.get(thread_id)
        if seen is None:
            seen = self._threads[thread_id] = _Seen()
            if len(self._threads) > _MOST_THREADS:
                self._threads.popitem(last=False)
        return seen

    def _post(self, thread_id: int, parent_id: int, event: Event) -> None:
        self._desk.signal(thread_id, parent_id, event)

    def _signal(self, thread_id: int, parent_id: int, signal: Signal) -> None:
        self._post(thread_id, parent_id, Event(signal))
