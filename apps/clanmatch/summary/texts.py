"""The daily summary as Discord shows it, and how its own post is recognised again."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Final

import discord

from apps.clanmatch.roster.rules.summary_table import Bracket, Summary
from shared.chat.dated import dated, day_in
from shared.chat.limits import EMBED_DESCRIPTION, FOOTER, clip
from shared.chat.text import month, weekday
from shared.immutable import immutable

COLOUR: Final = discord.Colour.blurple()
_TITLE: Final = "Daily summary"
_STEPS: Final = 8
_NO_NUMBER: Final = "–"
_FIGURE: Final = rf"(\d+|{_NO_NUMBER})(?: \([^)]*\))?"
_LINE: Final = re.compile(rf"\*\*([^*]+):\*\* {_FIGURE} \| {_FIGURE} \| {_FIGURE}")


@immutable
class Before:
    """What an earlier summary said."""

    day: date
    figures: Mapping[str, tuple[int | None, ...]]
    """By bracket: open spots, inactives, reserved; None where the sheet had no number."""


def summary_embed(
    summary: Summary,
    *,
    day: date,
    footer: str,
    before: Before | None = None,
    more: Sequence[str] = (),
) -> discord.Embed:
    """Overview and brackets, each as open | inactives | reserved; `more` stands below.

    `day` is that of the figures.
    """
    lines = [*_lines(summary, before), *(["", *more] if more else [])]
    return discord.Embed(
        title=f"Summary for {weekday(day)}, {day.day} {month(day)} {day.year}",
        description=clip("\n".join(lines), EMBED_DESCRIPTION),
        colour=COLOUR,
    ).set_footer(text=clip(footer, FOOTER))


def daily_footer(due: date, note: str, *, late: bool = False) -> str:
    """The footer that marks the post that was `due` then; `note` tells of the sheet's copy."""
    parts = (dated(_TITLE, due), "posted late" if late else "", note)
    return " · ".join(filter(None, parts))


def before_in(embeds: Iterable[discord.Embed]) -> Before | None:
    """What a daily summary said; None for all other messages."""
    embeds = list(embeds)
    day = day_of(embeds)
    if day is None:
        return None
    text = "\n".join(embed.description or "" for embed in embeds)
    figures = {
        match[1]: tuple(None if each == _NO_NUMBER else int(each) for each in match.groups()[1:])
        for match in _LINE.finditer(text)
    }
    return Before(day, figures)


def day_of(embeds: Iterable[discord.Embed]) -> date | None:
    """The day whose daily summary a message holds; None for all other messages."""
    return day_in(embeds, _TITLE)


def _lines(summary: Summary, before: Before | None) -> Iterator[str]:
    since = f"; in brackets the change since {before.day.day} {month(before.day)}" if before else ""
    yield f"-# open | inactives | reserved{since}"
    if summary.overall is not None:
        yield _line(summary.overall, before)
    if summary.brackets:
        most = max(bracket.open_spots or 0 for bracket in summary.brackets)
        yield ""
        for bracket in summary.brackets:
            yield f"`{_bar(bracket.open_spots or 0, most)}` {_line(bracket, before)}"


def _line(bracket: Bracket, before: Before | None) -> str:
    figures = (bracket.open_spots, bracket.inactives, bracket.reserved)
    then = before.figures.get(bracket.name, ()) if before else ()
    shown = (_figure(now, was) for now, was in zip_longest(figures, then))
    return f"**{bracket.name}:** " + " | ".join(shown)


def _figure(now: int | None, was: int | None) -> str:
    if now is None:
        return _NO_NUMBER
    change = 0 if was is None else now - was
    return f"{now} ({change:+})".replace("-", "−") if change else str(now)


def _bar(part: int, most: int) -> str:
    """Open spots beside those of the other brackets; whoever has one shows a step."""
    steps = -(-part * _STEPS // most) if most else 0
    return "█" * steps + "░" * (_STEPS - steps)
