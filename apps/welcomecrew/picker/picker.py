"""Asks for a missing tag in its thread and takes the answer, also after a restart."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import discord

from apps.welcomecrew.access import Roles
from apps.welcomecrew.domain.picker_state import (
    RELOAD_AFTER_S,
    PickerAction,
    PickerState,
    answered_text,
    hint_text,
    question_text,
)
from apps.welcomecrew.domain.tags import KnownTags
from apps.welcomecrew.picker.question import (
    AnyItem,
    question_in,
    question_item,
    question_view,
)
from shared.chat.clicks import run_click, update_message
from shared.chat.errors import AnsweredElsewhere, ExpectedFailure
from shared.chat.observer import Observer
from shared.chat.person import Person
from shared.chat.replies import answer_nonce
from shared.sheets.errors import SheetsError
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

_MOST_TIMERS: Final = 500
"""Questions beyond these get their reload button when somebody turns a page."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about, whom, and after which close."""

    number: str
    username: str
    asked_id: int
    close_id: int


@dataclass(frozen=True, slots=True)
class Pick:
    """An answer. `elsewhere`: another instance took it and should be doing what follows."""

    thread_id: int
    message_id: int
    tag: str
    by_id: int
    close_id: int
    elsewhere: bool = False


class TagPicker:
    """`refusal` says why a pick can't be taken (any more), `picked` is told of one that was."""

    def __init__(
        self,
        *,
        tags: Callable[[], Awaitable[KnownTags]],
        roles: Roles,
        person: Callable[[discord.abc.User, discord.Guild | None], Person],
        refusal: Callable[[Pick], str | None],
        picked: Callable[[Pick], Awaitable[None]],
        observer: Observer,
        clock: Clock,
    ) -> None:
        self._tags = tags
        self._roles = roles
        self._person = person
        self._refusal = refusal
        self._picked = picked
        self._observer = observer
        self._clock = clock
        self._timers: dict[int, asyncio.Task[None]] = {}
        self._taking: set[int] = set()
        self.item: type[discord.ui.DynamicItem[AnyItem]] = question_item(self._press)
        """For `Client.add_dynamic_items`."""

    async def ask(self, thread: discord.Thread, question: Question) -> int:
        """Post the question, pinging the asked person; the id of the message.

        Discord gives back the first message when another instance asks the same. Raises
        discord.HTTPException where the bot may not speak.
        """
        state = PickerState(question.asked_id, question.close_id)
        message = await thread.send(
            question_text(question.number, question.username, question.asked_id),
            view=question_view(await self._tags_or_none(), state, reload=False),
            nonce=answer_nonce("tag question", thread.id, question.close_id),
            allowed_mentions=_only(question.asked_id),
        )
        self.resume(message)
        return message.id

    def resume(self, message: discord.Message) -> None:
        """Offer to reload this open question once it is old enough."""
        state = question_in(message)
        if state is None or message.id in self._timers or len(self._timers) >= _MOST_TIMERS:
            return
        task = asyncio.create_task(self._offer_reload(message, state), name="offer reload")
        self._timers[message.id] = task
        task.add_done_callback(lambda _: self._timers.pop(message.id, None))

    def may_answer(self, message: discord.Message, asked_id: int) -> bool:
        """Whether the author of a typed tag is one of those who may answer."""
        return self._roles.may_answer(self._person(message.author, message.guild), asked_id)

    async def settle(self, thread: discord.Thread, message_id: int, words: str) -> bool:
        """Replace the question by `words`; False where Discord doesn't let us (any more)."""
        self._stop_timer(message_id)
        try:
            await thread.get_partial_message(message_id).edit(content=words, view=None)
        except discord.HTTPException as error:
            _log.info("left question %s in thread %s as it is: %s", message_id, thread.id, error)
            return False
        return True

    async def close(self) -> None:
        """Stop all timers."""
        timers = list(self._timers.values())
        for timer in timers:
            timer.cancel()
        if timers:
            await asyncio.wait(timers)

    async def _press(
        self, interaction: discord.Interaction[Any], action: PickerAction, state: PickerState
    ) -> None:
        await run_click(interaction, self._handle(interaction, action, state), self._observer)

    async def _handle(
        self, interaction: discord.Interaction[Any], action: PickerAction, state: PickerState
    ) -> None:
        person = self._person(interaction.user, interaction.guild)
        if not self._roles.may_answer(person, state.asked_id):
            raise ExpectedFailure(hint_text(state.asked_id))
        message = interaction.message
        if message is None:
            raise ExpectedFailure("That question is gone.")
        if action is PickerAction.PICK:
            await self._take(interaction, message, state)
            return
        turn = {PickerAction.PREVIOUS: -1, PickerAction.NEXT: 1}.get(action, 0)
        shown = PickerState(state.asked_id, state.close_id, state.page + turn)
        tags = await self._tags_or_none()
        is_old = self._seconds_left(message) <= 0
        await update_message(interaction, view=question_view(tags, shown, reload=is_old))

    async def _take(
        self, interaction: discord.Interaction[Any], message: discord.Message, state: PickerState
    ) -> None:
        pick = Pick(
            thread_id=message.channel.id,
            message_id=message.id,
            tag=_chosen(interaction),
            by_id=interaction.user.id,
            close_id=state.close_id,
        )
        if refusal := self._refusal(pick) or self._being_taken(message):
            raise ExpectedFailure(refusal)
        self._taking.add(message.id)
        try:
            await self._take_for_good(interaction, pick)
        finally:
            self._taking.discard(message.id)

    async def _take_for_good(self, interaction: discord.Interaction[Any], pick: Pick) -> None:
        # The message first: from then on the answer is kept by Discord, whatever becomes of us.
        try:
            words = answered_text(pick.tag, pick.by_id)
            await update_message(interaction, content=words, view=None)
        except AnsweredElsewhere:
            await self._picked(replace(pick, elsewhere=True))
            raise
        self._stop_timer(pick.message_id)
        await self._picked(pick)

    def _being_taken(self, message: discord.Message) -> str | None:
        return "Somebody was quicker." if message.id in self._taking else None

    async def _offer_reload(self, message: discord.Message, state: PickerState) -> None:
        await self._clock.sleep(self._seconds_left(message))
        try:
            # An edit: it pings nobody again.
            await message.edit(view=question_view(await self._tags_or_none(), state, reload=True))
        except discord.HTTPException as error:
            _log.info("no reload button for question %s: %s", message.id, error)

    def _seconds_left(self, message: discord.Message) -> float:
        """Until the question is old enough to offer a reload."""
        return RELOAD_AFTER_S - (self._clock.now() - message.created_at).total_seconds()

    async def _tags_or_none(self) -> KnownTags:
        try:
            return await self._tags()
        except SheetsError as error:
            _log.warning("asking without a list of tags: %s. %s", error, error.advice)
            return KnownTags()

    def _stop_timer(self, message_id: int) -> None:
        if timer := self._timers.get(message_id):
            timer.cancel()


def _chosen(interaction: discord.Interaction[Any]) -> str:
    values = (interaction.data or {}).get("values", ())
    return str(values[0]) if values else ""


def _only(user_id: int) -> discord.AllowedMentions:
    users = [discord.Object(user_id)] if user_id else False
    return discord.AllowedMentions(everyone=False, roles=False, replied_user=False, users=users)
