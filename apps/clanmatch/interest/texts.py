"""What the recruiters are told of a member's interest."""

import discord

from apps.clanmatch.roster import cells
from apps.clanmatch.roster.controls import choice_id, choose_button
from apps.clanmatch.roster.ports import Seats
from apps.clanmatch.roster.rules.clan import Clan
from shared.chat.layout import layout
from shared.chat.pings import call


def interest_line(
    clan: Clan, seats: Seats, *, member_id: int, role_id: int | None, note: str
) -> str:
    """One line; only the role in it is meant to ring."""
    free = cells.spots_for_recruiters(clan, seats)
    spots = f"open spots: {free}" if cells.is_open(clan, seats) else "full"
    return (
        f"{call(role_id)}<@{member_id}> is interested in **{cells.title(clan)}** ({spots}, {note})"
    )


def interest_controls(clan: Clan) -> discord.ui.View:
    """The clan's card, one press away; it also tells which clan the line is about."""
    return layout(choose_button(clan, "Show the clan"))


def is_about(message: discord.Message, member_id: int, clan: Clan, custom_ids: set[str]) -> bool:
    """Whether `message`, which has controls with these ids, tells of this interest."""
    return member_id in message.raw_mentions and choice_id(clan.key) in custom_ids
