"""Every ticket that something happens to: its signals in order, its steps through the table.

Whoever posts a signal returns at once. Each ticket has its own worker, so no ticket waits for
another one, and no message handler for Sheets or a rename.
"""

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from apps.welcomecrew.domain.lifecycle import Signal, State, step
from apps.welcomecrew.picker.picker import Pick
from apps.welcomecrew.watch.background import spawn
from apps.welcomecrew.watch.case import Case, Event
from apps.welcomecrew.watch.finaliser import Deed, Finaliser
from apps.welcomecrew.watch.scope import Scope
from shared.chat.person import Person

_log = logging.getLogger(__name__)

_MOST_IDLE: Final = 300
"""Tickets that are remembered although nothing goes on; the rest is found again on Discord."""
_OPENING: Final = frozenset({Signal.CLOSE_MARKER, Signal.ARCHIVED, Signal.LOCKED})
_ANSWERS: Final = frozenset({Signal.TAG_PICKED, Signal.TAG_TYPED})
_MOST_STEPS: Final = 12


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """For `!watch_status` and the metrics."""

    states: Counter[State]
    deeds: tuple[Deed, ...]

    @property
    def pending(self) -> int:
        """Tickets that are closed and not done."""
        ended = {State.OPEN, State.DONE, State.GONE}
        return sum(count for state, count in self.states.items() if state not in ended)


class Desk:
    """Takes signals; gives each to its ticket."""

    def __init__(
        self,
        *,
        scope: Scope,
        may_answer: Callable[[Person, int], bool],
        guild_of: Callable[[int], int],
    ) -> None:
        self._scope = scope
        self._may_answer = may_answer
        self._guild_of = guild_of
        self._cases: OrderedDict[int, Case] = OrderedDict()
        self._finaliser: Finaliser | None = None
        self._closed = False

    def staff(self, finaliser: Finaliser) -> None:
        """Say who carries out the actions (it posts its results here, so it is built later)."""
        self._finaliser = finaliser

    def known(self, thread_id: int) -> Case | None:
        """What is remembered of a thread."""
        return self._cases.get(thread_id)

    def signal(self, thread_id: int, channel_id: int, event: Event) -> None:
        """Something happened to a thread under one of the two channels. Returns at once."""
        channel = self._scope.channels.get(channel_id)
        if channel is None:
            return
        case = self._cases.get(thread_id)
        if case is None or (case.state is State.GONE and case.idle):
            # One that is gone may be back: the bot was only kept out for a while.
            if event.signal not in _OPENING | _ANSWERS | {Signal.RESTARTED}:
                return
            case = Case(thread_id, self._guild_of(channel_id), channel)
            self._cases[thread_id] = case
            self._forget_idle()
        self._cases.move_to_end(thread_id)
        self.post(case, event)

    def picked(self, pick: Pick) -> None:
        """Somebody who may answered the question; the picker has made sure of that."""
        self.signal(pick.thread_id, pick.channel_id, Event(Signal.TAG_PICKED, tag=pick.tag))

    def refusal(self, pick: Pick) -> str | None:
        """Why an answer comes too late; None while it is welcome, or nothing is known."""
        case = self._cases.get(pick.thread_id)
        if case is None or case.fresh:
            return None
        if case.state in {State.WRITING, State.RENAMING, State.DONE}:
            return "The tag is known already, thank you."
        reopened = case.state is State.OPEN and case.question_id == pick.message_id
        return "The ticket was reopened." if reopened else None

    def post(self, case: Case, event: Event) -> None:
        """Let the ticket's worker deal with it. Returns at once."""
        if self._closed:
            # Rows are still written after this; what follows from them is left to catch-up.
            return
        case.inbox.append(event)
        if case.worker is None or case.worker.done():
            case.worker = spawn(self._work(case), name=f"ticket in thread {case.thread_id}")

    def status(self) -> DeskStatus:
        """What goes on."""
        deeds = tuple(self._finaliser.deeds) if self._finaliser else ()
        return DeskStatus(Counter(case.state for case in self._cases.values()), deeds)

    async def settled(self, thread_id: int) -> None:
        """Wait until the worker of a thread has nothing to do at the moment."""
        case = self._cases.get(thread_id)
        if case is not None and case.worker is not None:
            await asyncio.wait([case.worker])

    async def close(self) -> None:
        """Stop all work; what isn't finished is found again at the next start."""
        self._closed = True
        tasks = [
            task
            for case in self._cases.values()
            for task in (case.worker, case.waiting, case.renaming)
            if task is not None
        ]
        for case in self._cases.values():
            case.stop()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def _work(self, case: Case) -> None:
        while case.inbox:
            event = case.inbox.popleft()
            try:
                await self._handle(case, event)
            except Exception:  # noqa: BLE001 - the border of a background task, one ticket's own
                _log.exception("%s in thread %d failed", event.signal.name, case.thread_id)

    async def _handle(self, case: Case, event: Event) -> None:
        finaliser = self._finaliser
        if finaliser is None:
            raise RuntimeError("the desk has no staff")
        if case.fresh and event.signal in _ANSWERS:
            await self._learn(case, finaliser)
        if not self._is_allowed(case, event):
            return
        events = [event]
        for _ in range(_MOST_STEPS):
            if not events:
                return
            current = events.pop(0)
            self._note(case, current)
            change = step(case.state, current.signal)
            ticket = case.ticket
            case.answered_by = current.by.id if current.by else 0
            if change.state is State.WRITING and current.tag and ticket is not None:
                case.ticket = replace(ticket, tag=current.tag)
            if change.state is not State.WAITING:
                case.end_waiting()
            case.state = change.state
            for action in change.actions:
                follow = await finaliser.do(case, action)
                if follow is not None:
                    events.append(follow)

    async def _learn(self, case: Case, finaliser: Finaliser) -> None:
        """An answer to a question from before a restart: see what it was about."""
        found = await finaliser.look(case)
        if found is None:
            return
        missing = found.signal in {Signal.QUESTION_STANDS, Signal.TAG_MISSING}
        case.state = State.ASKED if missing or case.question_id else State.OPEN

    def _is_allowed(self, case: Case, event: Event) -> bool:
        if event.signal is not Signal.TAG_TYPED or event.by is None:
            return True
        return self._may_answer(event.by, case.asked_id)

    @staticmethod
    def _note(case: Case, event: Event) -> None:
        if event.signal is Signal.ARCHIVED:
            case.shut = True
        elif event.signal is Signal.REOPENED:
            case.shut = False

    def _forget_idle(self) -> None:
        surplus = len(self._cases) - _MOST_IDLE
        if surplus <= 0:
            return
        idle = [key for key, case in self._cases.items() if case.idle][:surplus]
        for key in idle:
            del self._cases[key]
