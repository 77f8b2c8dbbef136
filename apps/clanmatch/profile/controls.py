"""What stands below a profile and below a card; each control carries all that its press needs."""

import re
from collections.abc import Iterable
from typing import Any, Final

import discord

from apps.clanmatch.roster.controls import choose_button
from apps.clanmatch.roster.ports import CardAction, Weight
from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.roster.sides import FLIP_EMOJI, Side
from shared.chat.layout import layout
from shared.chat.limits import LABEL, clip
from shared.chat.own_components import custom_ids
from shared.chat.text import one_line

_FLIP: Final = re.compile(r"f1:([pc]):([0-9a-f]{16}):([0-9]{1,12})")
_READING: Final = re.compile(r"k2:([0-9a-f]{16})")
_SUGGESTION: Final = re.compile(r"f2:([0-9a-f]{16})")
_STYLES: Final = {
    Weight.MAIN: discord.ButtonStyle.success,
    Weight.PLAIN: discord.ButtonStyle.secondary,
}


def flip_control(clan: Clan, side: Side, *, flipped_at: int = 0) -> discord.ui.View:
    """The button that shows the other side of a clan."""
    label = "Entry criteria" if side is Side.PROFILE else "Profile"
    return layout(
        discord.ui.Button[Any](
            custom_id=f"f1:{side.value}:{clan.key}:{flipped_at}", label=label, emoji=FLIP_EMOJI
        ),
        choose_button(clan, "Choose this clan"),
    )


def card_controls(
    actions: Iterable[CardAction], clan: Clan, *, reads_again: bool
) -> discord.ui.View:
    """What the card's reader can do with the clan; `reads_again`: have the sheet read, too."""
    buttons = [
        discord.ui.Button[Any](
            label=action.label, custom_id=action.custom_id, style=_STYLES[action.weight]
        )
        for action in actions
    ]
    if reads_again:
        buttons.append(discord.ui.Button(label="↻ Read again", custom_id=f"k2:{clan.key}"))
    return layout(*buttons)


def decode_reading(custom_id: str) -> str | None:
    """The key of the clan whose card wants the sheet read again; None for any other id."""
    match = _READING.fullmatch(custom_id)
    return match[1] if match else None


def suggestions(clans: Iterable[Clan]) -> discord.ui.View:
    """A button for each clan that may have been meant; its profile takes the question's place."""
    buttons = (
        discord.ui.Button[Any](
            label=clip(one_line(f"{clan.name} · {clan.tag}".strip(" ·")), LABEL),
            custom_id=f"f2:{key}",
        )
        for key, clan in {clan.key: clan for clan in clans}.items()
    )
    return layout(*buttons)


def decode_suggestion(custom_id: str) -> str | None:
    """The key of the clan that was meant; None for any other id."""
    match = _SUGGESTION.fullmatch(custom_id)
    return match[1] if match else None


def decode_flip(custom_id: str) -> tuple[Side, str, int] | None:
    """The side shown, the clan's key and when it was last flipped; None for any other id."""
    match = _FLIP.fullmatch(custom_id)
    return (Side(match[1]), match[2], int(match[3])) if match else None


def flip_of(message: discord.Message) -> tuple[Side, str, int] | None:
    """What a clan profile says of itself; None for any other message."""
    decoded = (decode_flip(custom_id) for custom_id in custom_ids(message.components))
    return next((found for found in decoded if found is not None), None)
