"""One ticket at work: what the process remembers of it, and may forget at any time."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from apps.welcomecrew.domain.lifecycle import Signal, State
from apps.welcomecrew.domain.ticket import Ticket
from apps.welcomecrew.watch.scope import Channel
from shared.chat.person import Person

MOST_SIGNALS = 50
"""Signals that wait for one ticket; more can only be repetitions."""


@dataclass(frozen=True, slots=True)
class Event:
    """A signal with what came along."""

    signal: Signal
    tag: str = ""
    by: Person | None = None
    """Who typed the tag."""


@dataclass(slots=True, eq=False)
class Case:
    """A thread's ticket between the first signal and the last action."""

    thread_id: int
    guild_id: int
    channel: Channel
    state: State = State.OPEN
    fresh: bool = True
    """Nothing is known yet: the process has just started, or forgot."""
    ticket: Ticket | None = None
    close_id: int = 0
    by_marker: bool = False
    asked_id: int = 0
    question_id: int = 0
    answered_by: int = 0
    """Who typed the tag."""
    shut: bool = False
    """It was archived when it was closed, and will be again."""
    polite: bool = False
    """Somebody else wrote the row, and so is about to rename the thread."""
    inbox: deque[Event] = field(default_factory=lambda: deque[Event](maxlen=MOST_SIGNALS))
    worker: asyncio.Task[None] | None = None
    waiting: asyncio.Task[None] | None = None
    """Gives the thread time to be archived."""
    renaming: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing would be lost by forgetting it."""
        settled = self.state in {State.OPEN, State.DONE, State.GONE, State.ASKED}
        return settled and not self.inbox and (self.worker is None or self.worker.done())

    def end_waiting(self) -> None:
        """The thread need not be given more time."""
        if self.waiting is not None:
            self.waiting.cancel()
            self.waiting = None

    def stop(self) -> None:
        """End what runs for it."""
        for task in (self.worker, self.waiting, self.renaming):
            if task is not None:
                task.cancel()
