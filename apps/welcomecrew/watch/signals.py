"""Discord's events as signals: which thread, and what happened to it. Waits for nothing."""

from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Final

import discord

from apps.welcomecrew.closing.case import Case, Closing, Event
from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.closing.lifecycle import Signal, State
from apps.welcomecrew.question.components import question_in
from apps.welcomecrew.reading.history import is_spoken, thread_message
from apps.welcomecrew.reading.speakers import Speakers
from apps.welcomecrew.threads.own_edits import OwnEdits
from apps.welcomecrew.threads.rename import Renamer
from apps.welcomecrew.tickets.markers import is_close_marker, says_reopened
from apps.welcomecrew.tickets.parties import Standing
from apps.welcomecrew.tickets.scope import Scope
from apps.welcomecrew.watch.nearly import NearlyAnswered
from apps.welcomecrew.watch.seen import NEVER, Seen, is_another_close, takes_back
from shared.chat.background import spawn
from shared.chat.person import Person
from shared.tickets.tags import KnownTags
from shared.timing.clock import Clock

# A message in an archived thread unarchives it, which is no reopening. Its event comes first.
GRACE: Final = 3.0
# Whoever answers a question in an archived thread has their client unarchive it first.
QUESTION_GRACE: Final = 60.0
_ASKS_WITHIN: Final = 5.0
"""Seconds between our unlocking a thread and our question in it, another instance's as well."""
MOST_THREADS: Final = 1000
_MOST_PASSED_OVER: Final = 50
"""Threads whose ticket is at work that are passed over at once, looking for one to forget."""
_MAY_BE_ASKED: Final = frozenset({State.OPEN, State.LOOKING, State.WAITING, State.ASKED})
_AT_REST: Final = frozenset({State.OPEN, State.DONE, State.GONE})


@dataclass(kw_only=True, eq=False, repr=False)
class Signals:
    """Remembers as much of each thread as it takes to see what changed."""

    scope: Scope
    desk: Desk
    own_edits: OwnEdits
    renamer: Renamer
    speakers: Speakers
    nearly: NearlyAnswered
    tags: Callable[[], KnownTags]
    person: Callable[[discord.abc.User, discord.Guild | None], Person]
    clock: Clock
    _threads: OrderedDict[int, Seen] = field(default_factory=OrderedDict[int, Seen])
    _watched: frozenset[int] = field(init=False)
    """Channels."""

    def __post_init__(self) -> None:
        channels = self.scope.channels.values()
        self._watched = frozenset(each.channel_id for each in channels if each.watched)

    @property
    def remembered(self) -> int:
        """Of how many threads something is remembered."""
        return len(self._threads)

    def concerns(self, channel: object) -> bool:
        """Whether this is a thread under one of the watched channels."""
        return getattr(channel, "parent_id", None) in self._watched

    def session_lost(self) -> None:
        """What happened until now and wasn't told never will be."""
        self.own_edits.session_lost()

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

    def may_matter(self, message: discord.Message) -> bool:
        """Whether it is worth a request to learn which thread the message is in."""
        if not is_spoken(message) or self.speakers.is_ours(message):
            return False
        return self._states(message) is not None or bool(self.tags().answer(message.content))

    def message(self, message: discord.Message, thread: discord.Thread) -> None:
        """Somebody wrote in a watched thread."""
        if not is_spoken(message):
            return
        if thread.id not in self._threads:
            self.know(thread)
        seen = self._seen(thread.id)
        self.speakers.learn([message])
        stated = self._states(message)
        if stated is not Signal.REOPENED:
            seen.spoken_at = self.clock.monotonic()
        if self.speakers.is_ours(message):
            if (question := question_in(message)) and question.locked:
                seen.unlocked_to_ask_at = self.clock.monotonic()
            return
        if stated is not None:
            self._state(thread, seen, message, stated)
        elif tag := self._tag_typed(message, thread.id):
            self._typed(thread, seen, message, tag)
        elif not self.speakers.is_bot(message):
            self.nearly.hear(message, thread.id)

    def edited(self, message: discord.Message, thread: discord.Thread) -> None:
        """A message says something else now, such as an answer that a ticket bot had deferred.

        Ticket bots edit what they said long ago, too, when somebody presses a button below it:
        what was counted already, and what is older than what came after it, changes nothing.
        """
        if not is_spoken(message) or self.speakers.is_ours(message):
            return
        if thread.id not in self._threads:
            self.know(thread)
        seen, case = self._seen(thread.id), self.desk.known(thread.id)
        stated = self._states(message)
        if stated is Signal.CLOSE_MARKER:
            if is_another_close(message.id, seen, case):
                self._state(thread, seen, message, stated)
        elif stated is Signal.REOPENED:
            if takes_back(message.id, seen, case):
                self._state(thread, seen, message, stated)
        elif case is None or case.state in _AT_REST or message.id < case.close_id:
            return
        # Discord tells of an edit when a message is pinned, too; the last tag typed counts.
        elif (tag := self._tag_typed(message, thread.id)) and (
            message.edited_at or NEVER
        ) >= seen.tag_at:
            self._typed(thread, seen, message, tag)

    def _states(self, message: discord.Message) -> Signal | None:
        """What the message says of the ticket's state, if its author's word may count.

        Whether somebody with a role is the opener, or asked for the tag, shows in the thread only,
        which is looked at next; so it is with who somebody is of whom an edit doesn't tell.
        """
        told = thread_message(message, self.speakers)
        standing = self.speakers.standing(message)
        may_close = told.may_close or standing in {Standing.STAFF, Standing.PERSON}
        if may_close and is_close_marker(told):
            return Signal.CLOSE_MARKER
        may_reopen = told.may_close or standing is Standing.STAFF
        return Signal.REOPENED if may_reopen and says_reopened(told) else None

    def _state(
        self, thread: discord.Thread, seen: Seen, message: discord.Message, stated: Signal
    ) -> None:
        closing = None
        # A message that is edited back and forth counts each time.
        if stated is Signal.CLOSE_MARKER:
            seen.close_id = message.id
            seen.reopening_id = 0 if seen.reopening_id == message.id else seen.reopening_id
            if self._may_tell(message, thread):
                closing = Closing(
                    message.id,
                    message.edited_at or message.created_at,
                    thread.name,
                    after=message.created_at if message.edited_at else None,
                    by_person=not self.speakers.is_bot(message),
                )
        else:
            seen.reopening_id = message.id
        self._post(thread.id, thread.parent_id, Event(stated, closing=closing))

    def _may_tell(self, message: discord.Message, thread: discord.Thread) -> bool:
        """Whether a marker could be the word of a bot or of staff, and no answer or opener's."""
        if self.speakers.is_bot(message):
            return True
        case = self.desk.known(thread.id)
        asked_id = case.asked_id if case else 0
        is_staff = self.speakers.standing(message) is Standing.STAFF
        return is_staff and message.author.id not in {thread.owner_id, asked_id}

    def _tag_typed(self, message: discord.Message, thread_id: int) -> str | None:
        """The tag that a person's message consists of.

        "None" and a clan's name answer a question only: elsewhere they are talk.
        """
        if self.speakers.is_bot(message):
            return None
        case = self.desk.known(thread_id)
        may_be_asked = case is None or case.fresh or case.state is State.ASKED
        tags = self.tags()
        return tags.answer(message.content) if may_be_asked else tags.exactly(message.content)

    def _typed(
        self, thread: discord.Thread, seen: Seen, message: discord.Message, tag: str
    ) -> None:
        seen.tag_at = max(seen.tag_at, message.edited_at or message.created_at)
        if self.speakers.standing(message) is Standing.PERSON:
            # Whether they may answer, a look will learn.
            self._signal(thread.id, thread.parent_id, Signal.RESTARTED)
            return
        by = self.person(message.author, message.guild)
        self._post(thread.id, thread.parent_id, Event(Signal.TAG_TYPED, tag=tag, by=by))

    def removed(self, thread_id: int, message_ids: Collection[int]) -> None:
        """Messages were deleted; only our question matters, which nobody could answer any more."""
        case = self.desk.known(thread_id)
        if case is not None and case.question_id in message_ids:
            self._signal(thread_id, case.channel.channel_id, Signal.QUESTION_GONE)

    def updated(self, thread_id: int, parent_id: int, data: Any, *, was_open: bool) -> None:  # noqa: ANN401 - Discord's own payload
        """A thread changed; `was_open`: discord.py knew it, as it does only those not archived.

        It doesn't know an open one from which the bot was removed.
        """
        if parent_id not in self._watched:
            return
        known = thread_id in self._threads
        seen = self._seen(thread_id)
        # What isn't told has not changed.
        metadata: dict[str, Any] = data.get("thread_metadata") or {}
        archived = bool(metadata.get("archived", seen.archived))
        locked = bool(metadata.get("locked", seen.locked))
        name = str(data.get("name") or seen.name)
        was_archived = not was_open and (seen.archived or not known or not seen.name)
        was_locked, old_name = seen.locked, seen.name
        seen.archived, seen.locked, seen.name = archived, locked, name
        # People rename while we open or archive the thread, too; and of a thread that was not
        # heard of since the start, any name may be new.
        if name != old_name and self.own_edits.named(thread_id, name):
            self._named_by_us(thread_id, parent_id)
        elif name != old_name:
            if old_name:
                self.renamer.note_name(thread_id)
            self._post(thread_id, parent_id, Event(Signal.RENAMED, name=name))
        may_be_ours = locked != was_locked or not known
        our_lock = may_be_ours and self.own_edits.locked(thread_id, locked)
        if was_locked and not locked and not our_lock:
            self._unlocked(thread_id, parent_id)
            return
        our_archive = archived != was_archived and self.own_edits.archived(thread_id, archived)
        locks = locked and not was_locked and not our_lock
        if archived and not was_archived and not our_archive:
            self._post(thread_id, parent_id, Event(Signal.ARCHIVED))
        elif locks:
            self._post(thread_id, parent_id, Event(Signal.LOCKED))
        elif was_archived and not archived and not our_archive:
            # What is said from this moment on counts, however late the task begins.
            opened_at = self.clock.monotonic()
            spawn(self._reopened_unless_spoken(thread_id, parent_id, opened_at), name="reopened?")

    def _unlocked(self, thread_id: int, parent_id: int) -> None:
        """By a person, which reopens it; or by another instance of the bot that is about to ask."""
        case = self.desk.known(thread_id)
        if case is None or case.state not in _MAY_BE_ASKED:
            self._signal(thread_id, parent_id, Signal.REOPENED)
            return
        opened_at = self.clock.monotonic()
        spawn(self._reopened_unless_asked(case, parent_id, opened_at), name="reopened, or asked?")

    async def _reopened_unless_asked(self, case: Case, parent_id: int, opened_at: float) -> None:
        await self.clock.sleep(_ASKS_WITHIN)
        seen = self._seen(case.thread_id)
        if seen.unlocked_to_ask_at >= opened_at:
            # To be locked again by whichever instance is there then.
            case.unlocked = case.unlocked or case.state is not State.OPEN
        elif not seen.locked:
            self._signal(case.thread_id, parent_id, Signal.REOPENED)

    def _named_by_us(self, thread_id: int, parent_id: int) -> None:
        """The echo of our own edit, of which its sender knows; but for one that came too late."""
        case = self.desk.known(thread_id)
        if case is not None and case.state is State.OPEN and not case.fresh:
            self._signal(thread_id, parent_id, Signal.NAME_LANDED_LATE)

    def deleted(self, thread_id: int, parent_id: int) -> None:
        """A thread is gone."""
        self._threads.pop(thread_id, None)
        self._signal(thread_id, parent_id, Signal.DELETED)

    async def _reopened_unless_spoken(
        self, thread_id: int, parent_id: int, opened_at: float
    ) -> None:
        case = self.desk.known(thread_id)
        presses = case.presses if case else 0
        asked = case is not None and case.state is State.ASKED
        await self.clock.sleep(QUESTION_GRACE if asked else GRACE)
        seen = self._seen(thread_id)
        # A locked one is closed, whoever looks into it.
        if seen.archived or seen.locked or seen.spoken_at >= opened_at - GRACE:
            return
        case = self.desk.known(thread_id)
        if case is None or (case.state is not State.OPEN and case.presses == presses):
            self._signal(thread_id, parent_id, Signal.REOPENED)

    def _seen(self, thread_id: int) -> Seen:
        seen = self._threads.get(thread_id)
        if seen is None:
            seen = self._threads[thread_id] = Seen()
            self._forget()
        return seen

    def _forget(self) -> None:
        """The oldest threads first; one whose ticket is at work stays, as the desk bounds those."""
        for _ in range(_MOST_PASSED_OVER):
            if len(self._threads) <= MOST_THREADS:
                return
            thread_id, seen = self._threads.popitem(last=False)
            case = self.desk.known(thread_id)
            if case is not None and not case.idle:
                self._threads[thread_id] = seen

    def _post(self, thread_id: int, parent_id: int, event: Event) -> None:
        self.desk.signal(thread_id, parent_id, event)

    def _signal(self, thread_id: int, parent_id: int, signal: Signal) -> None:
        self._post(thread_id, parent_id, Event(signal))
