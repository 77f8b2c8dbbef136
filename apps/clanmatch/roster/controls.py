"""How a message offers clans to choose from; whoever chooses sees that clan's card."""

import re
from collections.abc import Iterable
from typing import Any, Final

import discord

from apps.clanmatch.roster.cells import is_open, spots
from apps.clanmatch.roster.ports import SeatsShown
from apps.clanmatch.roster.rules.clan import Clan
from shared.chat.limits import LABEL, OPTION_TEXT, SELECT_OPTIONS, clip
from shared.chat.text import one_line

_CHOOSE: Final = "k1:choose"
_CLAN: Final = re.compile(r"k1:([0-9a-f]{16})")


def choose_select(
    clans: Iterable[Clan], seats_shown: SeatsShown, *, row: int | None = None
) -> discord.ui.Select[Any]:
    """`Choose a clan`, with the clans in the order given.

    Of clans that share a tag only the first is there: nothing could tell them apart.
    """
    first_of_each = {clan.key: clan for clan in reversed(list(clans))}
    return discord.ui.Select(
        custom_id=_CHOOSE,
        placeholder="Choose a clan",
        options=[
            discord.SelectOption(
                label=clip(one_line(f"{clan.name} · {clan.tag}".strip(" ·")), OPTION_TEXT),
                description=clip(_in_short(clan, seats_shown), OPTION_TEXT),
                value=key,
            )
            for key, clan in reversed(first_of_each.items())
        ][:SELECT_OPTIONS],
        row=row,
    )


def choose_button(clan: Clan, label: str) -> discord.ui.Button[Any]:
    """A button that shows the card of one clan."""
    return discord.ui.Button(
        custom_id=choice_id(clan.key),
        label=clip(label, LABEL),
        style=discord.ButtonStyle.primary,
    )


def choice_id(key: str) -> str:
    """The custom id of a button that shows the card of the clan with this key."""
    return f"k1:{key}"


def chosen(custom_id: str, values: Iterable[str]) -> str | None:
    """The key of the clan that was chosen; None for any other control.

    `values` are those of the select, where one was used.
    """
    if custom_id == _CHOOSE:
        return next(iter(values), "")
    match = _CLAN.fullmatch(custom_id)
    return match[1] if match else None


def _in_short(clan: Clan, seats_shown: SeatsShown) -> str:
    seats = seats_shown(clan)
    free = f"Open spots: {spots(clan, seats)}" if is_open(clan, seats) else "Full"
    return f"{free}, {one_line(clan.progression)}" if clan.progression else free
