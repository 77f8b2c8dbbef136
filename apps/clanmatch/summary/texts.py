"""The daily summary as Discord shows it, and how its own post is recognised again."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import discord

from apps.clanmatch.roster.rules.summary_table import Bracket, Summary

COLOUR: Final = discord.Colour.blurple()
_DAILY: Final = re.compile(r"Daily summary (\d{4}-\d{2}-\d{2})(?: |$)")


def summary_embed(summary: Summary, *, day: date, footer: str) -> discord.Embed:
    """Overview and brackets, each as open | inactives | reserved."""
    return discord.Embed(
        title=f"Summary for {day:%A}, {day.day} {day:%B %Y}",
        description="\n".join(_lines(summary)),
        colour=COLOUR,
    ).set_footer(text=footer)


def daily_footer(day: date, note: str) -> str:
    """The footer that marks the post of `day`; `note` tells of an old copy of the sheet."""
    return f"Daily summary {day.isoformat()}" + (f" · {note}" if note else "")


def day_of(embeds: Iterable[discord.Embed]) -> date | None:
    """The day whose daily summary a message holds; None for all other messages."""
    for embed in embeds:
        if match := _DAILY.match(embed.footer.text or ""):
            try:
                return date.fromisoformat(match[1])
            except ValueError:
                continue
    return None


def _lines(summary: Summary) -> Iterator[str]:
    yield "-# open | inactives | reserved"
    if summary.overall is not None:
        yield _line(summary.overall)
    if summary.brackets:
        yield ""
        yield from map(_line, summary.brackets)


def _line(bracket: Bracket) -> str:
    figures = (bracket.open_spots, bracket.inactives, bracket.reserved)
    return f"**{bracket.name}:** " + " | ".join("–" if f is None else str(f) for f in figures)
