"""Corrections of a closed ticket's tag, from the press to the words for whoever pressed."""

import asyncio
from typing import Final

from apps.welcomecrew.closing.case import Case, Event
from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.closing.lifecycle import Signal, State
from apps.welcomecrew.question.changer import Change
from shared.chat.errors import ExpectedFailure

_SECONDS: Final = 45.0
"""How long somebody waits to hear what became of it; it goes on all the same."""
_NOT_CLOSED: Final = frozenset({State.OPEN, State.ASLEEP})


class Corrections:
    """Gives them to the desk, which has row and name follow."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def change(self, change: Change) -> str:
        """What was done, in words. Raises ExpectedFailure with what stands against it."""
        case = self._desk.known(change.thread_id)
        if case is not None and not case.fresh:
            _refuse(case, change.tag)
        before = case.ticket.tag if case and case.ticket else ""
        event = Event(Signal.TAG_CHANGED, tag=change.tag, by=change.by)
        self._desk.signal(change.thread_id, change.channel_id, event)
        try:
            async with asyncio.timeout(_SECONDS):
                await self._desk.settled(change.thread_id)
        except TimeoutError:
            return f"I am changing it to `{change.tag}`; Discord is slow just now."
        case = self._desk.known(change.thread_id)
        if case is None or (case.fresh and case.state is not State.GONE):
            raise ExpectedFailure("I can't read that thread at the moment; try again in a minute.")
        if case.state in _NOT_CLOSED or case.ticket is None or case.ticket.tag != change.tag:
            _refuse(case, "")
            raise ExpectedFailure("Somebody else changed it at the same moment.")
        was = before or case.replaced
        instead = f" instead of `{was}`" if was and was != change.tag else ""
        return f"✅ `{change.tag}`{instead}. The row and the thread's name follow."


def _refuse(case: Case, tag: str) -> None:
    if case.state is State.GONE:
        raise ExpectedFailure("That thread is deleted.")
    if case.state in _NOT_CLOSED:
        raise ExpectedFailure(
            "That ticket is open: its tag is read, or asked for, when it is closed."
        )
    if case.ticket is None:
        raise ExpectedFailure("That thread's name holds no ticket number.")
    if tag and case.ticket.tag == tag and case.state is not State.ASKED:
        raise ExpectedFailure(f"Its tag is `{tag}` already.")
