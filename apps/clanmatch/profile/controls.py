"""The button below a profile, which carries all that its press needs to know."""

import re
from typing import Final

import discord

from apps.clanmatch.presses import custom_ids
from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.roster.sides import FLIP_EMOJI, Side

_FLIP: Final = re.compile(r"f1:([pc]):([0-9a-f]{16}):([0-9]{1,12})")


def flip_control(clan: Clan, side: Side, *, flipped_at: int = 0) -> discord.ui.View:
    """The button that shows the other side of a clan."""
    label = "Entry criteria" if side is Side.PROFILE else "Profile"
    view = discord.ui.View(timeout=None)
    view.add_item(
        discord.ui.Button(
            custom_id=f"f1:{side.value}:{clan.key}:{flipped_at}",
            label=label,
            emoji=FLIP_EMOJI,
            style=discord.ButtonStyle.secondary,
        )
    )
    view.stop()  # a layout and nothing more: discord.py keeps none in memory
    return view


def decode_flip(custom_id: str) -> tuple[Side, str, int] | None:
    """The side shown, the clan's key and when it was last flipped; None for any other id."""
    match = _FLIP.fullmatch(custom_id)
    return (Side(match[1]), match[2], int(match[3])) if match else None


def flip_of(message: discord.Message) -> tuple[Side, str, int] | None:
    """What a clan profile says of itself; None for any other message."""
    decoded = (decode_flip(custom_id) for custom_id in custom_ids(message))
    return next((found for found in decoded if found is not None), None)
