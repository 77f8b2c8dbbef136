"""Every ticket that something happens to: its signals in order, its steps through the table.

Whoever posts a signal returns at once. Each ticket has its own worker, so no ticket waits for
another one, and no message handler for Sheets or a rename.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from apps.welcomecrew.closing.case import Case, Closing, Event
from apps.welcomecrew.closing.finaliser import Finaliser
from apps.welcomecrew.closing.lifecycle import Signal, State
from apps.welcomecrew.closing.status import DeskStatus, status_of
from apps.welcomecrew.closing.steps import is_news, step
from apps.welcomecrew.question.pick import Pick
from apps.welcomecrew.tickets.scope import Scope
from shared.chat.background import spawn
from shared.chat.person import Person

_log = logging.getLogger(__name__)

MOST_IDLE: Final = 300
"""Tickets that are remembered although nothing goes on; the rest is found again on Discord."""
MOST_CASES: Final = 5000
"""Tickets at work. More wait on Discord, counted, until catch-up finds room for them."""
_ANSWERS: Final = frozenset({Signal.TAG_PICKED, Signal.TAG_TYPED})
_CLOSES: Final = frozenset(
    {Signal.CLOSE_MARKER, Signal.ARCHIVED, Signal.LOCKED, Signal.RESTARTED, *_ANSWERS}
)
# Of a ticket that was forgotten, or settled before the process began.
_CORRECTIONS: Final = frozenset({Signal.RENAMED, Signal.REOPENED, Signal.TAG_CHANGED})
_MOST_STEPS: Final = 12


class Desk:
    """Takes signals; gives each to its ticket."""

    def __init__(
        self,
        *,
        scope: Scope,
        may_answer: Callable[[Person, int], bool],
        guild_of: Callable[[int], int],
        most_cases: int = MOST_CASES,
    ) -> None:
        self._scope = scope
        self._may_answer = may_answer
        self._guild_of = guild_of
        self._most_cases = most_cases
        self._cases: OrderedDict[int, Case] = OrderedDict()
        self._tidy_at = 2 * MOST_IDLE
        self._outside: set[int] = set()
        self._finaliser: Finaliser | None = None
        self._closed = False

    def staff(self, finaliser: Finaliser) -> None:
        """Say who carries out the actions (it posts its results here, so it is built later)."""
        self._finaliser = finaliser

    def known(self, thread_id: int) -> Case | None:
        """What is remembered of a thread."""
        return self._cases.get(thread_id)

    def in_state(self, *states: State) -> list[Case]:
        """The tickets that are there at the moment."""
        return [case for case in self._cases.values() if case.state in states]

    def with_number(self, number: str) -> set[int]:
        """The threads at work whose ticket has this number."""
        cases = self._cases.values()
        return {each.thread_id for each in cases if each.ticket and each.ticket.number == number}

    def signal(self, thread_id: int, channel_id: int, event: Event) -> None:
        """Something happened to a thread under one of the two channels. Returns at once."""
        channel = self._scope.channels.get(channel_id)
        if channel is None:
            return
        case = self._cases.get(thread_id)
        if case is None or (case.state is State.GONE and case.idle):
            # One that is gone may be back: the bot was only kept out for a while.
            if event.signal not in _CLOSES | _CORRECTIONS:
                self._outside.discard(thread_id)
                return
            if not self._has_room():
                if event.signal in _CLOSES:
                    self._outside.add(thread_id)
                return
            case = Case(thread_id, self._guild_of(channel_id), channel)
            self._cases[thread_id] = case
            self._outside.discard(thread_id)
        case.hurried = True
        self._cases.move_to_end(thread_id)
        self.post(case, event)

    def found(self, thread_id: int, channel_id: int) -> Case | None:
        """Catch-up found something unfinished; None while there is no room for it.

        What already goes on there loses no place before others.
        """
        known = self._cases.get(thread_id)
        hurried = known is not None and known.hurried and known.gets_on
        if known is not None:
            known.news.clear()
        self.signal(thread_id, channel_id, Event(Signal.RESTARTED))
        case = self._cases.get(thread_id)
        if case is not None:
            case.hurried = hurried
        return case

    def pressed(self, thread_id: int) -> None:
        """Somebody pressed on the question: a thread that was unarchived for it isn't reopened."""
        case = self._cases.get(thread_id)
        if case is not None:
            case.presses += 1

    def picked(self, pick: Pick) -> None:
        """Somebody who may answered the question; the picker has made sure of that."""
        self.signal(pick.thread_id, pick.channel_id, Event(Signal.TAG_PICKED, tag=pick.tag))

    def refusal(self, pick: Pick) -> str | None:
        """Why an answer comes too late; None while it is welcome, or nothing is known."""
        case = self._cases.get(pick.thread_id)
        if case is None or case.fresh:
            return None
        if case.state in {State.WRITING, State.RENAMING, State.DONE}:
            return "The tag is known already, thank you. **Change** or `/why` corrects it."
        reopened = case.state is State.OPEN and case.question_id == pick.message_id
        return "The ticket was reopened." if reopened else None

    def post(self, case: Case, event: Event) -> None:
        """Let the ticket's worker deal with it. Returns at once."""
        if self._closed:
            # Rows are still written after this; what follows from them is left to catch-up.
            return
        case.take(event)
        if case.worker is None or case.worker.done():
            case.worker = spawn(self._work(case), name=f"ticket in thread {case.thread_id}")

    def status(self) -> DeskStatus:
        """What goes on."""
        deeds = self._finaliser.deeds.last() if self._finaliser else ()
        return status_of(self._cases.values(), deeds, outside=len(self._outside))

    @property
    def owes_a_round(self) -> bool:
        """Whether tickets were turned away, and there is room for many of them now."""
        return bool(self._outside) and self.at_work() <= self._most_cases // 2

    def at_work(self) -> int:
        """Tickets that can't be forgotten."""
        return sum(not case.idle for case in self._cases.values())

    def begin_round(self) -> None:
        """Catch-up looks at everything again; what there is no room for then is counted anew."""
        self._outside.clear()

    async def settled(self, thread_id: int) -> None:
        """Wait until the worker of a thread has nothing to do at the moment."""
        case = self._cases.get(thread_id)
        if case is not None and case.worker is not None:
            await asyncio.wait([case.worker])

    async def close(self) -> None:
        """Stop all work; what isn't finished is found again at the next start."""
        self._closed = True
        tasks = [task for case in self._cases.values() for task in case.tasks()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _work(self, case: Case) -> None:
        while case.inbox:
            event = case.inbox.popleft()
            try:
                await self._handle(case, event)
            except Exception:  # noqa: BLE001 - the border of a background task, one ticket's own
                _log.exception("%s in thread %d failed", event.signal.name, case.thread_id)
        # A ticket waits for its row or its name without it.
        case.worker = None

    async def _handle(self, case: Case, event: Event) -> None:
        finaliser = self._finaliser
        if finaliser is None:
            raise RuntimeError("the desk has no staff")
        if not is_news(case, event):
            return
        if case.fresh:
            event = await self._met_anew(case, event, finaliser)
        if not self._is_allowed(case, event):
            return
        _hear(case, event.closing, finaliser)
        events = [event]
        for _ in range(_MOST_STEPS):
            if not events:
                return
            current = events.pop(0)
            if current.signal is Signal.DELETED:
                _believe(case, finaliser)
            for action in step(case, current):
                follow = await finaliser.do(case, action)
                if follow is not None:
                    events.append(follow)

    async def _met_anew(self, case: Case, event: Event, finaliser: Finaliser) -> Event:
        """An event of a ticket that this process knows nothing about."""
        if event.signal in _ANSWERS or event.signal is Signal.RENAMED:
            # Answers and names are in Discord, from where a look reads whose count.
            return Event(Signal.RESTARTED)
        if event.signal in {Signal.REOPENED, Signal.TAG_CHANGED}:
            await finaliser.learn(case)
        return event

    def _is_allowed(self, case: Case, event: Event) -> bool:
        if event.signal is not Signal.TAG_TYPED or event.by is None:
            return True
        return self.may_answer(event.by, case)

    def may_answer(self, person: Person, case: Case) -> bool:
        """Whether the person may say which tag the ticket has."""
        return self._may_answer(person, case.asked_id)

    def _has_room(self) -> bool:
        if len(self._cases) >= min(self._tidy_at, self._most_cases):
            self._tidy()
        return len(self._cases) < self._most_cases

    def _tidy(self) -> None:
        """Forget the oldest of those with which nothing goes on."""
        idle = [key for key, case in self._cases.items() if case.idle]
        # Room at the bound goes to what is at work.
        spare = MOST_IDLE if len(self._cases) < self._most_cases else 0
        for key in idle[: max(0, len(idle) - spare)]:
            del self._cases[key]
        if len(self._cases) >= self._most_cases:
            self._forget_questions()
        self._tidy_at = len(self._cases) + MOST_IDLE

    def _forget_questions(self) -> None:
        """A question that stands answers for itself: an answer brings its ticket back."""
        asked = [
            key
            for key, case in self._cases.items()
            if case.state is State.ASKED and case.question_id and not case.busy
        ]
        for key in asked[:MOST_IDLE]:
            del self._cases[key]


def _hear(case: Case, closing: Closing | None, finaliser: Finaliser) -> None:
    """A marker came: of a bot it is kept in a row at once, of a person until somebody looked."""
    if closing is not None and closing.by_person:
        case.told = closing
    elif closing is not None:
        finaliser.note(case, closing)


def _believe(case: Case, finaliser: Finaliser) -> None:
    """Nothing is left to look at: what was told last closed it."""
    if case.told is not None:
        finaliser.note(case, case.told)
        case.told = None
