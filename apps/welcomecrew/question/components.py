"""The tag question as Discord's components: a select of tags, pages, and a button to reload."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from re import Match
from typing import Any, Self

import discord

from apps.welcomecrew.question.state import (
    TEMPLATE,
    PickerAction,
    PickerState,
    custom_id,
    page_of,
    read_custom_id,
)
from shared.tickets.tags import KnownTags

Press = Callable[[discord.Interaction[Any], PickerAction, PickerState], Awaitable[None]]
AnyItem = discord.ui.Item[Any]
_LABELS = {
    PickerAction.PREVIOUS: "◀ Prev",
    PickerAction.NEXT: "Next ▶",
    PickerAction.RELOAD: "Reload",
}


def question_view(tags: KnownTags, state: PickerState, *, reload: bool) -> discord.ui.View:
    """The components; without tags (the clan list can't be read) only the reload button.

    They are plain items: presses are routed by custom id, see `question_item`.
    """
    view = discord.ui.View(timeout=None)
    page = page_of(tags, state.page)
    here = replace(state, page=page.number)
    if page.tags:
        options = [discord.SelectOption(label=tag, value=tag) for tag in page.tags]
        view.add_item(
            discord.ui.Select[Any](
                custom_id=custom_id(PickerAction.PICK, here),
                placeholder=page.placeholder,
                options=options,
            )
        )
    if page.count > 1:
        view.add_item(_button(PickerAction.PREVIOUS, here, disabled=page.number == 0))
        last = page.number == page.count - 1
        view.add_item(_button(PickerAction.NEXT, here, disabled=last))
    if reload or not page.tags:
        view.add_item(_button(PickerAction.RELOAD, here))
    # Discord.py would otherwise remember every view that was ever sent.
    view.stop()
    return view


def question_in(message: discord.Message) -> PickerState | None:
    """The state of the question that `message` asks; None when it asks nothing (any more)."""
    for row in message.components:
        if not isinstance(row, discord.ActionRow):
            continue
        for component in row.children:
            if component.custom_id and (read := read_custom_id(component.custom_id)):
                return read[1]
    return None


def question_item(press: Press) -> type[discord.ui.DynamicItem[AnyItem]]:
    """The class that discord.py makes an item of for each press of a component of ours."""

    class QuestionItem(discord.ui.DynamicItem[AnyItem], template=TEMPLATE):
        """Any component of any tag question, however old its message is."""

        def __init__(self, item: AnyItem, action: PickerAction, state: PickerState) -> None:
            super().__init__(item)
            self._action = action
            self._state = state

        @classmethod
        async def from_custom_id(
            cls, _interaction: discord.Interaction[Any], item: AnyItem, match: Match[str], /
        ) -> Self:
            """Discord.py found that the custom id fits our template."""
            read = read_custom_id(match.string)
            if read is None:
                raise ValueError(f"{match.string!r} fits the template and can't be read")
            return cls(item, *read)

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            """Somebody pressed it."""
            await press(interaction, self._action, self._state)

    return QuestionItem


def _button(
    action: PickerAction, state: PickerState, *, disabled: bool = False
) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=_LABELS[action], custom_id=custom_id(action, state), disabled=disabled
    )
