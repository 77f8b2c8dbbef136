"""The morning list as Discord shows it, and how its message is recognised and read again."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import discord

from apps.welcomecrew.morning.rules.aside import Aside, read_aside
from apps.welcomecrew.morning.rules.board import Board, Why
from apps.welcomecrew.morning.rules.layout import fitted
from shared.chat import limits
from shared.chat.dated import dated, day_in
from shared.chat.text import month, weekday

COLOUR: Final = discord.Colour.teal()
TITLE: Final = "Morning list"
_LIST: Final = 3600
"""Characters of the list; with what was set aside it must stay below 6,000 for all embeds."""
_NOTES: Final = 500


def list_embeds(board: Board, aside: Aside, day: date) -> list[discord.Embed]:
    """The list, then what was set aside; the footer of the first one tells the day."""
    shown = aside.shows(board)
    embeds = [
        discord.Embed(
            title=f"Tickets, {weekday(day)}, {day.day} {month(day)}",
            description=_described(shown, _LIST),
            colour=COLOUR,
        ).set_footer(text=dated(TITLE, day))
    ]
    if aside.tickets:
        embeds.append(discord.Embed(title="Set aside", description=str(aside), colour=COLOUR))
    return embeds


def page_embed(text: str, notes: Sequence[str], number: int, of: int) -> discord.Embed:
    """A page of `/tickets`; `number` counts from 0."""
    embed = discord.Embed(
        title="Tickets", description="\n".join(filter(None, (text, _warned(notes)))), colour=COLOUR
    )
    return embed.set_footer(text=f"page {number + 1} of {of}") if of > 1 else embed


def day_of(embeds: Iterable[discord.Embed]) -> date | None:
    """The day whose list a message holds; None for all other messages."""
    return day_in(embeds, TITLE)


def aside_of(message: discord.Message) -> Aside:
    """What a list's message says was set aside."""
    return read_aside(embed.description or "" for embed in message.embeds)


def threads_of(message: discord.Message) -> list[int]:
    """The threads that a list's message mentions, in its order, each once."""
    texts = (embed.description or "" for embed in message.embeds)
    found = (int(each) for text in texts for each in re.findall(r"<#(\d{15,20})>", text))
    return list(dict.fromkeys(found))


def head_line(board: Board, aside: Aside) -> str:
    """One sentence above the list."""
    shown = aside.shows(board)
    staff, recruits = len(shown.entries.get(Why.STAFF, ())), len(shown.entries.get(Why.RECRUIT, ()))
    ours = f"{staff} {'waits' if staff == 1 else 'wait'} for us" if staff else "Nobody waits for us"
    return f"{ours}, we wait for {recruits or 'nobody'}."


def _described(board: Board, limit: int) -> str:
    warned = _warned(board.notes)
    text = fitted(board, limit - len(warned) - 1) or "No ticket waits for anybody."
    return "\n".join(filter(None, (text, warned)))


def _warned(notes: Iterable[str]) -> str:
    return limits.clip("\n".join(f"⚠ {note}" for note in notes), _NOTES)
