"""**Change** below a tag that was taken, and the choice that it opens, with their custom ids.

A list of several tickets has a choice of them in place of the button.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import discord

from apps.welcomecrew.question.components import choice_view
from apps.welcomecrew.question.state import PickerAction
from shared.chat import limits
from shared.chat.base36 import base36
from shared.chat.layout import layout
from shared.chat.text import one_line
from shared.immutable import immutable
from shared.tickets.tags import KnownTags

OPEN: Final = "open"
TEMPLATE: Final = (
    rf"retag:(?P<action>{'|'.join((OPEN, *PickerAction))})"
    r":(?P<thread>[0-9a-z]{1,13}):(?P<parent>[0-9a-z]{1,13}):(?P<asked>[0-9a-z]{1,13})"
    r":(?P<page>[0-9a-z]{1,4})"
)
"""What all custom ids of a change look like."""
WHICH: Final = "retag-which"
"""The custom id of a choice of tickets; its values are custom ids of their buttons."""


@immutable
class ChangeState:
    """Which ticket a change is about. All of it is in the custom id: it works after a restart."""

    thread_id: int
    parent_id: int
    """The channel under which the thread hangs."""
    asked_id: int = 0
    """Who was asked for the tag, and so may change it; 0 where nobody was."""
    page: int = 0


def change_view(state: ChangeState, *, label: str = "Change") -> discord.ui.View:
    """The button that opens the choice."""
    return layout(change_button(state, label=label))


def change_button(state: ChangeState, *, label: str = "Change") -> discord.ui.Button[Any]:
    """That button, to be shown beside others; who may press it is asked when it is pressed."""
    return discord.ui.Button[Any](label=label, custom_id=change_id(OPEN, state))


def change_select(tickets: Sequence[tuple[str, ChangeState]]) -> discord.ui.Select[Any]:
    """One choice in place of many such buttons: of at most 25 tickets, by what they are called."""
    options = [
        discord.SelectOption(
            label=limits.clip(one_line(name), limits.OPTION_TEXT), value=change_id(OPEN, state)
        )
        for name, state in tickets[: limits.SELECT_OPTIONS]
    ]
    return discord.ui.Select[Any](
        custom_id=WHICH, placeholder="Change the tag of…", options=options
    )


def choice_of(tags: KnownTags, state: ChangeState) -> discord.ui.View:
    """The tags to choose from."""

    def id_of(action: PickerAction, page: int) -> str:
        return change_id(action, replace(state, page=page))

    return choice_view(tags, state.page, id_of, reload=False)


def change_id(action: str, state: ChangeState) -> str:
    """At most 62 of the 100 characters that Discord allows."""
    numbers = (state.thread_id, state.parent_id, state.asked_id, state.page)
    return ":".join(("retag", action, *map(base36, numbers)))


def read_change_id(text: str) -> tuple[str, ChangeState] | None:
    """The reverse of `change_id`: `OPEN` or the value of a PickerAction, and what it is about."""
    match = re.fullmatch(TEMPLATE, text)
    if match is None:
        return None
    numbers = (int(match[name], 36) for name in ("thread", "parent", "asked", "page"))
    return match["action"], ChangeState(*numbers)
