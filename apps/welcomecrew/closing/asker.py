"""The question for a tag, from the time a thread is given to be archived to its last words."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import discord

from apps.welcomecrew.closing.case import Case, Doing, Event
from apps.welcomecrew.closing.deeds import Deeds
from apps.welcomecrew.closing.eyes import TROUBLE, Eyes, told
from apps.welcomecrew.closing.lifecycle import Signal, State
from apps.welcomecrew.closing.patience import Patience
from apps.welcomecrew.question.change import ChangeState, change_view
from apps.welcomecrew.question.picker import TagPicker
from apps.welcomecrew.question.state import ASK_AFTER_S, answered_text, changed_text
from apps.welcomecrew.threads.membership import Membership
from apps.welcomecrew.threads.notify import Notices
from apps.welcomecrew.threads.rename import Renamer
from shared.chat.background import spawn
from shared.chat.passing import persistently
from shared.chat.replies import answer_nonce
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

_MOST_DOUBLINGS: Final = 8
REOPENED_WORDS: Final = "The ticket was reopened, so no tag is needed now."


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Asker:
    """Asks in the thread, once per close, and takes the question back."""

    eyes: Eyes
    picker: TagPicker
    renamer: Renamer
    membership: Membership
    notices: Notices
    patience: Patience
    deeds: Deeds
    clock: Clock
    post: Callable[[Case, Event], None]

    async def wait(self, case: Case) -> Event | None:
        """Give the ticket bot time to archive the thread."""
        if case.shut:
            return Event(Signal.ARCHIVED)

        async def wait() -> None:
            await self.clock.sleep(ASK_AFTER_S)
            self.post(case, Event(Signal.TIME_UP))

        case.end_waiting()
        case.waiting = spawn(wait(), name=f"wait for ticket {case.thread_id} to be archived")
        return None

    async def ask(self, case: Case) -> Event | None:
        """Post the question."""
        case.end_waiting()
        if case.ticket is None:
            return Event(Signal.DELETED)
        try:
            thread = await self.eyes.thread(case)
            if thread is None:
                return Event(Signal.DELETED)
            await self.membership.join(thread)
            await self._post_question(case, thread)
        except TROUBLE as error:
            self.patience.later(case, f"can't ask for the tag: {told(error)}", Doing.ASKING)
        return None

    async def unlock(self, case: Case) -> Event | None:
        """The question stands, and a process may have ended before people could answer it."""
        try:
            thread = await self.eyes.thread(case)
            if thread is not None:
                case.unlocked = case.unlocked or thread.locked
                await self.renamer.open_to_answer(thread)
        except TROUBLE as error:
            self.patience.later(case, f"can't unlock the thread: {told(error)}", Doing.ASKING)
        return None

    async def ask_again(self, case: Case) -> Event | None:
        """The question was deleted: ask anew, but not whoever deletes it as often as it comes."""
        case.question_id = 0
        pause = ASK_AFTER_S * 2.0 ** min(case.deletions, _MOST_DOUBLINGS)
        case.deletions += 1
        self.patience.later(case, "its question was deleted", Doing.ASKING, at_least=pause)
        return None

    async def _post_question(self, case: Case, thread: discord.Thread) -> None:
        if case.ticket is None:
            return
        number = case.ticket.number
        try:
            case.unlocked = case.unlocked or thread.locked
            # Unlocked last: of a thread that is locked still a new process knows that it is closed.
            await self.renamer.open_to_speak(thread)
            case.question_id = await self.picker.ask(
                thread,
                ticket=case.ticket,
                asked_id=case.asked_id,
                close_id=case.close_id,
                shut=case.to_be_shut,
                locked=case.unlocked,
            )
            await self.renamer.open_to_answer(thread)
        except discord.Forbidden as error:
            if not case.failures:
                self.deeds.did(case, f"{number}: can't ask for the tag there")
            reason = f"can't ask for the tag there: {told(error)}"
            self.patience.later(case, reason, Doing.ASKING)
            await self.notices.cannot_speak(thread, case.close_id)
        else:
            case.went_well(Doing.LOOKING, Doing.ASKING)
            case.news.add("question")
            self.deeds.did(case, f"{number}: asked for the tag")

    async def withdraw(self, case: Case) -> Event | None:
        """Leave a last word where the question was."""
        if not case.question_id:
            return None

        async def withdraw() -> None:
            thread = await self.eyes.thread(case)
            if thread is not None:
                words, view = _last_words(case), _change_of(case)
                await self.picker.withdraw(thread, case.question_id, words, view=view)

        try:
            # The row waits for it, as the answer is kept in the last words: not for too long.
            await persistently(withdraw, tries=4, pause=1.0, seconds=30.0, clock=self.clock)
        except TROUBLE as error:
            _log.info("left question %d as it is: %s", case.question_id, told(error))
        case.question_id = 0
        return None

    async def say_changed(self, case: Case) -> Event | None:
        """Tell in the thread who corrected the tag, which is also how a later look learns of it.

        Where that can't be said row and name follow all the same.
        """
        ticket = case.ticket
        if ticket is None or case.replaced == ticket.tag:
            return None
        self.deeds.did(case, f"{ticket.number}: {case.replaced or 'no tag'} became {ticket.tag}")
        try:
            thread = await self.eyes.thread(case)
            if thread is None:
                return Event(Signal.DELETED)
            case.unlocked = case.unlocked or thread.locked
            await self.renamer.open_to_speak(thread)
            await self._post_change(case, thread, ticket.tag)
        except TROUBLE as error:
            _log.warning(
                "could not say in %d who corrected its tag: %s", case.thread_id, told(error)
            )
        return None

    async def _post_change(self, case: Case, thread: discord.Thread, tag: str) -> None:
        words = changed_text(
            tag,
            case.answered_by,
            before=case.replaced,
            shut=case.to_be_shut,
            locked=case.unlocked,
        )
        view = _change_of(case) or discord.utils.MISSING
        nonce = answer_nonce("tag changed", thread.id, self.clock.now())
        await persistently(
            lambda: thread.send(
                words,
                view=view,
                nonce=nonce,
                allowed_mentions=discord.AllowedMentions.none(),
            ),
            seconds=30.0,
            clock=self.clock,
        )


def _change_of(case: Case) -> discord.ui.View | None:
    """**Change**, where the thread stays open, and so can be pressed in."""
    if case.to_be_shut or case.state is State.OPEN:
        return None
    return change_view(ChangeState(case.thread_id, case.channel.channel_id, case.asked_id))


def _last_words(case: Case) -> str:
    """What is left of a question that needs no answer any more.

    With the tag in it: the process may end before the row is written.
    """
    if case.state is State.OPEN or case.ticket is None:
        return REOPENED_WORDS
    return answered_text(
        case.ticket.tag, case.answered_by, shut=case.to_be_shut, locked=case.unlocked
    )
