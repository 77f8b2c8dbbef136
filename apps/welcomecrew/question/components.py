"""The tag question as Discord's components: a select of tags, pages, and a button to reload."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import discord

from apps.welcomecrew.question.state import (
    TEMPLATE,
    WORD_OF,
    PickerAction,
    PickerState,
    custom_id,
    page_of,
    read_custom_id,
)
from shared.chat import limits
from shared.chat.layout import layout
from shared.chat.own_components import custom_ids
from shared.chat.pressable import Pressable, pressable
from shared.tickets.tags import KnownTags

Press = Callable[[discord.Interaction[Any], PickerAction, PickerState], Awaitable[None]]
_LABELS = {
    PickerAction.PREVIOUS: "◀ Prev",
    PickerAction.NEXT: "Next ▶",
    PickerAction.RELOAD: "Reload",
    PickerAction.NO_CLAN: "No clan",
    PickerAction.LEFT: "Left",
}


def question_view(tags: KnownTags, state: PickerState, *, reload: bool) -> discord.ui.View:
    """The question's components, see `choice_view`; routed by custom id, see `question_item`."""

    def id_of(action: PickerAction, page: int) -> str:
        return custom_id(action, replace(state, page=page))

    return choice_view(tags, state.page, id_of, reload=reload)


def choice_view(
    tags: KnownTags, page: int, id_of: Callable[[PickerAction, int], str], *, reload: bool
) -> discord.ui.View:
    """A page of tags to choose from, and the answer words; without tags a button to reload.

    `id_of` gives the custom id of an action on the page of that number. They are plain items.
    """
    shown = page_of(tags, page)
    items: list[discord.ui.Item[Any]] = []
    if shown.tags:
        options = [
            discord.SelectOption(label=with_name(tag, tags), value=tag) for tag in shown.tags
        ]
        items.append(
            discord.ui.Select[Any](
                custom_id=id_of(PickerAction.PICK, shown.number),
                placeholder=shown.placeholder,
                options=options,
            )
        )

    def add(action: PickerAction, *, disabled: bool = False) -> None:
        custom_id = id_of(action, shown.number)
        label = _LABELS[action]
        items.append(discord.ui.Button[Any](label=label, custom_id=custom_id, disabled=disabled))

    if shown.count > 1:
        add(PickerAction.PREVIOUS, disabled=shown.number == 0)
        add(PickerAction.NEXT, disabled=shown.number == shown.count - 1)
    if reload or not shown.tags:
        add(PickerAction.RELOAD)
    add(PickerAction.NO_CLAN)
    add(PickerAction.LEFT)
    return layout(*items)


def chosen(interaction: discord.Interaction[Any], action: PickerAction) -> str:
    """What a press answers: the picked option, or the word of the button; else empty."""
    if action is not PickerAction.PICK:
        return WORD_OF.get(action, "")
    values = (interaction.data or {}).get("values", ())
    return str(values[0]) if values else ""


def page_after(action: PickerAction, page: int) -> int:
    """The page that is shown after a press on this one."""
    turn = {PickerAction.PREVIOUS: -1, PickerAction.NEXT: 1}.get(action, 0)
    return max(0, page + turn)


def with_name(tag: str, tags: KnownTags) -> str:
    """A tag beside its clan's name, as a label."""
    name = tags.name_of(tag)
    return limits.clip(f"{tag} · {name}" if name else tag, limits.OPTION_TEXT)


def question_in(message: discord.Message) -> PickerState | None:
    """The state of the question that `message` asks; None when it asks nothing (any more)."""
    found = map(read_custom_id, custom_ids(message.components))
    return next((read[1] for read in found if read), None)


def question_item(press: Press) -> Pressable:
    """Any component of any tag question."""
    return pressable(
        TEMPLATE,
        lambda match: read_custom_id(match.string),
        lambda interaction, it: press(interaction, *it),
    )
