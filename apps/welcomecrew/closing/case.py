"""One ticket at work: what the process remembers of it, and may forget at any time."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from apps.welcomecrew.closing.lifecycle import Signal, State
from apps.welcomecrew.ledger.reconcile import Decision
from apps.welcomecrew.ledger.rows import TicketRow
from apps.welcomecrew.tickets.scope import Channel
from apps.welcomecrew.tickets.ticket import Ticket
from shared.chat.person import Person
from shared.immutable import immutable

MOST_SIGNALS = 50
"""Signals that wait for one ticket; more can only be repetitions."""

_FORGETTABLE = frozenset({State.OPEN, State.ASLEEP, State.DONE, State.GONE})
_ON_ITS_WAY = frozenset({State.LOOKING, State.WRITING, State.RENAMING})


class Doing(Enum):
    """What a ticket may be kept from, and is tried again until it goes well."""

    LOOKING = "looking"
    ASKING = "asking"
    ARCHIVING = "archiving again"


@immutable
class Closing:
    """What a close marker's event tells by itself; the thread may be gone a moment later."""

    marker_id: int
    at: datetime
    name: str
    """The thread's."""
    after: datetime | None = None
    """When the marker was written first, where it was edited: `at` is a guess then."""
    by_person: bool = False
    """Whether the author's word counts is seen in the thread; it does where that is gone."""


@immutable
class Event:
    """A signal with what came along."""

    signal: Signal
    tag: str = ""
    by: Person | None = None
    """Who typed the tag, or corrected it."""
    name: str = ""
    """The thread's new name."""
    closing: Closing | None = None


@dataclass(slots=True, eq=False)
class Case:
    """A thread's ticket between the first signal and the last action."""

    thread_id: int
    guild_id: int
    channel: Channel
    state: State = State.OPEN
    hurried: bool = True
    """Something happened to it while we listened; else catch-up found it, and nobody waits."""
    fresh: bool = True
    """Nothing is known yet: the process has just started, or forgot."""
    ticket: Ticket | None = None
    close_id: int = 0
    by_marker: bool = False
    asked_id: int = 0
    question_id: int = 0
    deletions: int = 0
    """How often its question was deleted."""
    answered_by: int = 0
    """Who typed the tag, or corrected it."""
    replaced: str = ""
    """The tag before it was corrected."""
    shut: bool = False
    """It was archived when it was closed, and will be again."""
    unlocked: bool = False
    """We unlocked it to ask, and lock it again afterwards."""
    heard_id: int = 0
    """The last message that closed or reopened it; an older one, or itself edited, says no more."""
    name: str = ""
    """The thread's, as it was last heard of."""
    perhaps_reopened: bool = False
    """Somebody took the tag out of the thread's name once it was done."""
    respelled: bool = False
    """Somebody else named the thread while our name was on its way."""
    presses: int = 0
    """How often somebody pressed on its question."""
    polite: bool = False
    """Somebody else wrote the row, and so is about to rename the thread."""
    decision: Decision | None = None
    """What its row came to when one was written last."""
    wrote: bool = False
    """We wrote its row since it was opened last."""
    news: set[str] = field(default_factory=set[str])
    """What we changed about it since somebody last looked at this: row, question, name."""
    owed: Closing | TicketRow | None = None
    """What the ledger has not taken in yet."""
    told: Closing | None = None
    """A person's marker that no look at the thread has judged yet."""
    trouble: str = ""
    """What keeps us from going on, for people."""
    kept_from: Doing | None = None
    """What failed when somebody last had to wait for it."""
    failures: int = 0
    """How often we were kept from it since it last went well."""
    inbox: deque[Event] = field(default_factory=deque[Event])
    worker: asyncio.Task[None] | None = None
    waiting: asyncio.Task[None] | None = None
    """Gives the thread time to be archived."""
    renaming: asyncio.Task[None] | None = None
    retry: asyncio.Task[None] | None = None
    """Waits until the next try."""
    bringing: asyncio.Task[None] | None = None
    """Brings what is owed to the ledger."""

    @property
    def to_be_shut(self) -> bool:
        """Whether the thread is to be archived in the end."""
        return self.shut or self.unlocked

    @property
    def busy(self) -> bool:
        """Whether something goes on or is to be tried again."""
        working = self.worker is not None and not self.worker.done()
        return bool(self.inbox) or working or self.retry is not None or self.owed is not None

    @property
    def idle(self) -> bool:
        """Whether nothing would be lost, nor a count be wrong, by forgetting it."""
        return self.state in _FORGETTABLE and not self.busy

    @property
    def gets_on(self) -> bool:
        """Whether it is on its way, or waits for the next try; not what waits for people."""
        return self.busy or self.state in _ON_ITS_WAY

    def take(self, event: Event) -> None:
        """Let an event wait; at the bound those that say the same as a later one go."""
        self.inbox.append(event)
        if len(self.inbox) <= MOST_SIGNALS:
            return
        latest = {_gist(each): each for each in self.inbox}
        kept = [each for each in self.inbox if latest[_gist(each)] is each]
        if len(kept) > MOST_SIGNALS // 2:
            # Many people typed tags. A look reads whose counts.
            kept = [each for each in kept if each.signal is not Signal.TAG_TYPED]
            kept.append(Event(Signal.RESTARTED))
        self.inbox = deque(kept)

    def end_waiting(self) -> None:
        """The thread need not be given more time."""
        if self.waiting is not None:
            self.waiting.cancel()
            self.waiting = None

    def went_well(self, *doings: Doing) -> None:
        """Nothing keeps us from these any more; none named: from nothing at all.

        What still fails goes on growing its pauses, whatever else goes well between two tries.
        """
        if doings and self.kept_from is not None and self.kept_from not in doings:
            return
        self.trouble, self.failures, self.kept_from = "", 0, None
        if self.retry is not None:
            self.retry.cancel()
            self.retry = None

    def tasks(self) -> list[asyncio.Task[None]]:
        """What runs for it."""
        every = (self.worker, self.waiting, self.renaming, self.retry, self.bringing)
        return [task for task in every if task is not None]


def _gist(event: Event) -> tuple[Signal, int]:
    return event.signal, event.by.id if event.by else 0
