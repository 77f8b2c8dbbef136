"""Asks for a missing tag in its thread and takes the answer, also after a restart."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field, replace
from typing import Any, Final

import discord

from apps.welcomecrew.access import Roles
from apps.welcomecrew.question.change import ChangeState, change_view
from apps.welcomecrew.question.components import (
    chosen,
    page_after,
    question_in,
    question_item,
    question_view,
)
from apps.welcomecrew.question.pick import Keep, Pick, check_known, pick_of
from apps.welcomecrew.question.state import (
    RELOAD_AFTER_S,
    WORD_OF,
    PickerAction,
    PickerState,
    answered_text,
    hint_text,
    question_text,
)
from apps.welcomecrew.tickets.ticket import Ticket
from shared.chat.clicks import run_click, update_message
from shared.chat.errors import AnsweredElsewhere, ExpectedFailure
from shared.chat.observer import Observer
from shared.chat.passing import REST_FAILURES
from shared.chat.person import Person
from shared.chat.pings import pings
from shared.chat.pressable import Pressable
from shared.chat.replies import answer_nonce
from shared.sheets.errors import SheetsError
from shared.tickets.tags import KnownTags
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

_MOST_WAITING: Final = 500
"""Questions beyond these get their reload button when somebody turns a page."""
_FOLLOW_UP_S: Final = 20.0


@dataclass(kw_only=True, eq=False, repr=False)
class TagPicker:
    """`refusal` says why a pick can't be taken (any more); `picked` is told of one that was.

    `pressed` hears of every press of somebody who may answer, with the thread's id.
    """

    tags: Callable[[], Awaitable[KnownTags]]
    roles: Roles
    person: Callable[[discord.abc.User, discord.Guild | None], Person]
    refusal: Callable[[Pick], str | None]
    picked: Callable[[Pick], None]
    pressed: Callable[[int], None]
    observer: Observer
    clock: Clock
    item: Pressable = field(init=False)
    """For `Client.add_dynamic_items`."""
    _waiting: dict[int, asyncio.Task[None]] = field(default_factory=dict[int, asyncio.Task[None]])
    _taking: set[int] = field(default_factory=set[int])

    def __post_init__(self) -> None:
        self.item = question_item(self._press)

    async def ask(
        self,
        thread: discord.Thread,
        *,
        ticket: Ticket,
        asked_id: int,
        close_id: int,
        shut: bool = False,
        locked: bool = False,
    ) -> int:
        """Post the question, pinging the asked person; the id of the message.

        `shut`: the thread was archived, which the question ends; it remembers that. `locked`: we
        unlocked it to ask; it remembers that as well.
        Discord gives back the first message when another instance asks the same. Raises
        discord.HTTPException where the bot may not speak.
        """
        state = PickerState(asked_id, close_id, shut=shut, locked=locked)
        message = await thread.send(
            question_text(ticket.number, ticket.username, asked_id),
            view=question_view(await self._tags_or_none(), state, reload=False),
            nonce=answer_nonce("tag question", thread.id, close_id),
            allowed_mentions=pings(users=[asked_id]),
        )
        self.resume(message)
        return message.id

    def resume(self, message: discord.Message) -> None:
        """See to it that this open question offers a reload once it is old enough."""
        state = question_in(message)
        if state is not None:
            self._start(message.id, self._offer_reload(message, state))

    async def withdraw(
        self,
        thread: discord.Thread,
        question_id: int,
        words: str,
        *,
        view: discord.ui.View | None = None,
    ) -> None:
        """Leave `words` where the question was, if it is still there. Raises as REST does."""
        self._stop(question_id)
        with suppress(discord.NotFound):
            await thread.get_partial_message(question_id).edit(content=words, view=view)

    async def close(self) -> None:
        """Stop all that waits."""
        waiting = list(self._waiting.values())
        for task in waiting:
            task.cancel()
        if waiting:
            await asyncio.wait(waiting)

    async def run(self, interaction: discord.Interaction[Any], work: Awaitable[None]) -> None:
        """Await the work behind a press that answers a question; see `run_click`."""
        await run_click(interaction, work, self.observer)

    def admit(self, interaction: discord.Interaction[Any], asked_id: int) -> None:
        """Raises ExpectedFailure for somebody who may not answer."""
        person = self.person(interaction.user, interaction.guild)
        if not self.roles.may_answer(person, asked_id):
            raise ExpectedFailure(hint_text(asked_id))
        self.pressed(interaction.channel_id or 0)

    async def take(self, pick: Pick, state: PickerState, keep: Keep) -> None:
        """Take an answer: `keep` leaves it in the question, then the desk is told.

        Raises ExpectedFailure where it comes too late, and as `keep` does.
        """
        if refusal := self.refusal(pick) or self._being_taken(pick):
            raise ExpectedFailure(refusal)
        self._taking.add(pick.message_id)
        try:
            check_known(pick.tag, await self._tags_or_none())
            await self._take_for_good(pick, state, keep)
        finally:
            self._taking.discard(pick.message_id)

    async def _press(
        self, interaction: discord.Interaction[Any], action: PickerAction, state: PickerState
    ) -> None:
        await self.run(interaction, self._handle(interaction, action, state))

    async def _handle(
        self, interaction: discord.Interaction[Any], action: PickerAction, state: PickerState
    ) -> None:
        self.admit(interaction, state.asked_id)
        message = interaction.message
        if message is None:
            raise ExpectedFailure("That question is gone.")
        if action is PickerAction.PICK or action in WORD_OF:

            async def keep(words: str, view: discord.ui.View | None) -> None:
                await update_message(interaction, content=words, view=view)

            pick = pick_of(interaction, message.id, chosen(interaction, action))
            await self.take(pick, state, keep)
            return
        shown = replace(state, page=page_after(action, state.page))
        tags = await self._tags_or_none()
        is_old = self._seconds_left(message) <= 0
        await update_message(interaction, view=question_view(tags, shown, reload=is_old))

    async def _take_for_good(self, pick: Pick, state: PickerState, keep: Keep) -> None:
        self._stop(pick.message_id)
        # The message first: from then on the answer is kept by Discord, whatever becomes of us.
        stays_open = not (state.shut or state.locked)
        change = ChangeState(pick.thread_id, pick.channel_id, state.asked_id)
        try:
            words = answered_text(pick.tag, pick.by_id, shut=state.shut, locked=state.locked)
            await keep(words, change_view(change) if stays_open else None)
        except AnsweredElsewhere:
            self._start(pick.message_id, self._follow_up(pick))
            raise
        self.picked(pick)

    async def _follow_up(self, pick: Pick) -> None:
        """Another instance took the answer; see later that nothing is left undone by its end."""
        await self.clock.sleep(_FOLLOW_UP_S)
        self.picked(pick)

    def _being_taken(self, pick: Pick) -> str | None:
        return "Somebody was quicker." if pick.message_id in self._taking else None

    async def _offer_reload(self, message: discord.Message, state: PickerState) -> None:
        await self.clock.sleep(self._seconds_left(message))
        try:
            # An edit: it pings nobody again.
            await message.edit(view=question_view(await self._tags_or_none(), state, reload=True))
        except REST_FAILURES as error:
            _log.info("no reload button for question %s: %s", message.id, error)

    def _seconds_left(self, message: discord.Message) -> float:
        """Until the question is old enough to offer a reload."""
        return RELOAD_AFTER_S - (self.clock.now() - message.created_at).total_seconds()

    async def _tags_or_none(self) -> KnownTags:
        try:
            return await self.tags()
        except SheetsError as error:
            _log.warning("asking without a list of tags: %s. %s", error, error.advice)
            return KnownTags()

    def _start(self, message_id: int, work: Coroutine[Any, Any, None]) -> None:
        """One thing at most waits for each question."""
        if message_id in self._waiting or len(self._waiting) >= _MOST_WAITING:
            work.close()
            return
        # In a context of its own: the work belongs to no command or click.
        task = Context().run(asyncio.create_task, work, name=f"tag question {message_id}")
        self._waiting[message_id] = task
        task.add_done_callback(lambda done: self._ended(message_id, done))

    def _stop(self, message_id: int) -> None:
        if task := self._waiting.pop(message_id, None):
            task.cancel()

    def _ended(self, message_id: int, task: asyncio.Task[None]) -> None:
        if self._waiting.get(message_id) is task:
            del self._waiting[message_id]
