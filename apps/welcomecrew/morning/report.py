"""Figures as a message: words, a picture and a table."""

import asyncio
import csv
import io
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

import discord

from apps.welcomecrew.morning.records import Plan, Told
from apps.welcomecrew.morning.rules.chart import chart_of
from apps.welcomecrew.morning.rules.figures import Figures, Outcome, Share
from apps.welcomecrew.morning.rules.table import table_of
from shared.chat import limits
from shared.chat.text import ago, count, plain

TITLE: Final = "Weekly figures"
_COLOUR: Final = discord.Colour.teal()
_SHOWN: Final = 12
_PICTURE, _TABLE = "figures.png", "figures.csv"


def figures_embed(told: Told, *, footer: str = "") -> discord.Embed:
    """The numbers in words; the picture is attached beside them."""
    embed = discord.Embed(
        title="Figures",
        description=limits.clip("\n".join(_lines(told)), limits.EMBED_DESCRIPTION),
        colour=_COLOUR,
    )
    embed.set_image(url=f"attachment://{_PICTURE}")
    return embed.set_footer(text=footer) if footer else embed


async def files_of(figures: Figures) -> list[discord.File]:
    """The picture, drawn in a thread of its own, and the table."""
    picture = await asyncio.to_thread(_drawn, figures)
    return [
        discord.File(io.BytesIO(picture), filename=_PICTURE),
        discord.File(io.BytesIO(csv_of(figures).encode("utf-8-sig")), filename=_TABLE),
    ]


def csv_of(figures: Figures) -> str:
    """All the numbers, a line for the whole, each clan and each recruiter; times in hours."""
    file = io.StringIO()
    csv.writer(file).writerows(table_of(figures))
    return file.getvalue()


def cost_words(plan: Plan, per_minute: int) -> str:
    """What the figures cost, before it is spent."""
    minutes = max(1, round(plan.to_read / per_minute))
    return (
        f"That takes the histories of {count(plan.to_read, 'thread')}, one request each: "
        f"about {count(minutes, 'minute')}. The figures follow here."
    )


def _drawn(figures: Figures) -> bytes:
    from shared.pictures.bars import draw  # noqa: PLC0415 - Pillow with the first picture

    return draw(chart_of(figures))


def _lines(told: Told) -> Iterator[str]:
    figures = told.figures
    since, until = int(figures.since.timestamp()), int(figures.until.timestamp()) - 1
    yield f"<t:{since}:D> to <t:{until}:D>"
    yield f"**{figures.opened}** opened, **{figures.closed[Outcome.PLACED]}** placed, " + ", ".join(
        f"**{figures.closed[each]}** {each.value}"
        for each in (Outcome.NO_CLAN, Outcome.LEFT, Outcome.UNTOLD)
    )
    answer, placing = span(figures.to_answer), span(figures.to_placing)
    yield f"First answer after **{answer}**, placed after **{placing}** (medians)"
    if figures.by_clan:
        yield "\n**By clan**"
        yield from _shares([(plain(tag), share) for tag, share in figures.by_clan])
    if figures.by_recruiter:
        yield "\n**By recruiter**"
        yield from _shares([(f"<@{one}>", share) for one, share in figures.by_recruiter])
    for note in told.notes:
        yield f"⚠ {note}"


def _shares(shares: Sequence[tuple[str, Share]]) -> Iterator[str]:
    for name, share in shares[:_SHOWN]:
        yield (
            f"{name}: {share.placed}, answered after {span(share.to_answer)}, "
            f"placed after {span(share.to_placing)}"
        )
    if (rest := len(shares) - _SHOWN) > 0:
        yield f"and {rest} more: in the table"


def span(value: timedelta | None) -> str:
    """`3 h 20 min`; a dash where nothing is known."""
    return "–" if value is None else ago(value.total_seconds())
