"""Lets people correct the tag of a closed ticket: a private choice, then row and name follow."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import discord

from apps.welcomecrew.access import Roles
from apps.welcomecrew.question.change import (
    OPEN,
    TEMPLATE,
    WHICH,
    ChangeState,
    choice_of,
    read_change_id,
)
from apps.welcomecrew.question.components import chosen, page_after
from apps.welcomecrew.question.pick import check_known
from apps.welcomecrew.question.state import WORD_OF, PickerAction
from shared.chat.clicks import run_click, show_privately, update_message
from shared.chat.errors import ExpectedFailure
from shared.chat.observer import Observer
from shared.chat.person import Person
from shared.chat.pressable import Pressable, pressable
from shared.chat.replies import acknowledge
from shared.immutable import immutable
from shared.sheets.errors import SheetsError, with_advice
from shared.tickets.tags import KnownTags


@immutable
class Change:
    """A tag that is to take the place of another one."""

    thread_id: int
    channel_id: int
    """The channel under which the thread hangs."""
    tag: str
    by: Person


@dataclass(kw_only=True, eq=False, repr=False)
class TagChanger:
    """`change` has it done; it gives the words for whoever asked, or raises ExpectedFailure."""

    tags: Callable[[], Awaitable[KnownTags]]
    roles: Roles
    person: Callable[[discord.abc.User, discord.Guild | None], Person]
    change: Callable[[Change], Awaitable[str]]
    pressed: Callable[[int], None]
    observer: Observer
    item: Pressable = field(init=False)
    """For `Client.add_dynamic_items`: the button, and what is chosen from."""
    which: Pressable = field(init=False)
    """The same: the choice of a ticket."""

    def __post_init__(self) -> None:
        self.item = pressable(
            TEMPLATE,
            lambda match: read_change_id(match.string),
            lambda interaction, it: self._press(interaction, *it),
        )
        self.which = pressable(
            WHICH, lambda match: match.string, lambda interaction, _: self._which(interaction)
        )

    async def _which(self, interaction: discord.Interaction[Any]) -> None:
        """A ticket of a list was chosen, as if its button were pressed."""
        read = read_change_id(chosen(interaction, PickerAction.PICK))
        if read is None:
            raise ValueError("a choice of tickets without a ticket")  # Discord sends none
        await self._press(interaction, *read)

    async def _press(
        self, interaction: discord.Interaction[Any], action: str, state: ChangeState
    ) -> None:
        await run_click(interaction, self._handle(interaction, action, state), self.observer)

    async def _handle(
        self, interaction: discord.Interaction[Any], action: str, state: ChangeState
    ) -> None:
        person = self.person(interaction.user, interaction.guild)
        if not self.roles.may_answer(person, state.asked_id):
            raise ExpectedFailure(_for_whom(state.asked_id))
        self.pressed(state.thread_id)
        if action == OPEN:
            words = f"Which tag is right for <#{state.thread_id}>?"
            await show_privately(interaction, words, view=choice_of(await self._known(), state))
            return
        pressed = PickerAction(action)
        if pressed is not PickerAction.PICK and pressed not in WORD_OF:
            shown = replace(state, page=page_after(pressed, state.page))
            await update_message(interaction, view=choice_of(await self._known(), shown))
            return
        await acknowledge(interaction)
        tag = chosen(interaction, pressed)
        check_known(tag, await self._known())
        change = Change(state.thread_id, state.parent_id, tag, person)
        await update_message(interaction, content=await self.change(change), view=None)

    async def _known(self) -> KnownTags:
        try:
            return await self.tags()
        except SheetsError as error:
            raise ExpectedFailure(with_advice(error)) from error


def _for_whom(asked_id: int) -> str:
    asked = f"<@{asked_id}>, recruiters and admins" if asked_id else "recruiters and admins"
    return f"The tag of a closed ticket is changed by {asked}."
