"""The two buttons below the list, the forms that they open, and the buttons of the pages."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import discord

from apps.welcomecrew.question.change import ChangeState, change_select
from shared.chat import limits
from shared.chat.layout import layout
from shared.chat.pressable import Pressable, pressable

FORM: Final = "morning-form"
PAGE_TEMPLATE: Final = r"tickets:page:(?P<page>[0-9]{1,4})"
LIST_TEMPLATE: Final = r"morning:(?P<what>later|done)"
MOST_OPTIONS: Final = limits.SELECT_OPTIONS
TICKET, NUMBER, DAYS = "ticket", "number", "days"


class Aim(StrEnum):
    """What a button sets a ticket aside for."""

    LATER = "later"
    DONE = "done"


PressList = Callable[[discord.Interaction[Any], Aim], Awaitable[None]]
PressPage = Callable[[discord.Interaction[Any], int], Awaitable[None]]


def list_buttons() -> discord.ui.View:
    """Below the list."""
    return layout(
        discord.ui.Button[Any](label="Not before…", custom_id=f"morning:{Aim.LATER}"),
        discord.ui.Button[Any](label="Done", custom_id=f"morning:{Aim.DONE}"),
    )


def page_view(
    number: int, of: int, closed: Sequence[tuple[str, ChangeState]]
) -> discord.ui.View | None:
    """Below a page of `/tickets`: a choice of its `closed` ones, and the way to other pages.

    `number` counts from 0. None where there is nothing to press.
    """
    if of < 2 and not closed:
        return None
    items = [change_select(closed)] if closed else []
    return layout(*items, *(_turns(number, of) if of > 1 else ()))


def _turns(number: int, of: int) -> Iterator[discord.ui.Button[Any]]:
    for label, page in (("◀ Prev", number - 1), ("Next ▶", number + 1)):
        there = 0 <= page < of
        custom_id = f"tickets:page:{page if there else of}"
        yield discord.ui.Button[Any](label=label, custom_id=custom_id, disabled=not there)


def form(aim: Aim, message_id: int, tickets: Sequence[tuple[int, str]]) -> discord.ui.Modal:
    """Which ticket, by a choice of those on the list or by its number, and for how long."""
    later = aim is Aim.LATER
    modal = discord.ui.Modal(
        title="Not before…" if later else "Done, until somebody writes",
        custom_id=f"{FORM}:{aim}:{message_id}",
        timeout=None,
    )
    if tickets:
        options = [
            discord.SelectOption(label=limits.clip(name, limits.OPTION_TEXT), value=str(thread_id))
            for thread_id, name in tickets[:MOST_OPTIONS]
        ]
        modal.add_item(
            discord.ui.Label(
                text="Ticket",
                component=discord.ui.Select[Any](
                    custom_id=TICKET, options=options, required=False, placeholder="Pick it"
                ),
            )
        )
    modal.add_item(
        discord.ui.Label(
            text="Or its number, if it isn't there" if tickets else "Its number",
            component=discord.ui.TextInput[Any](
                custom_id=NUMBER, required=not tickets, max_length=120
            ),
        )
    )
    if later:
        modal.add_item(
            discord.ui.Label(
                text="Days from today; 0 shows it again",
                component=discord.ui.TextInput[Any](
                    custom_id=DAYS, default="3", max_length=2, min_length=1
                ),
            )
        )
    # Whoever submits it is answered by the custom id alone, also after a restart.
    modal.stop()
    return modal


def submitted(interaction: discord.Interaction[Any]) -> tuple[Aim, int] | None:
    """What a form of ours is for, and the list's message; None for any other interaction."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    data: Mapping[str, Any] = interaction.data or {}  # pyright: ignore[reportAssignmentType] - a union of typed dicts
    match str(data.get("custom_id", "")).split(":"):
        case [name, "later" | "done" as aim, message_id] if name == FORM and message_id.isdecimal():
            return Aim(aim), int(message_id)
        case _:
            return None


def list_item(press: PressList) -> Pressable:
    """Either button of any list."""
    return pressable(LIST_TEMPLATE, lambda match: Aim(match["what"]), press)


def page_item(press: PressPage) -> Pressable:
    """A button to another page."""
    return pressable(PAGE_TEMPLATE, lambda match: int(match["page"]), press)
