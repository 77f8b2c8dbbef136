"""The summary's embed, and knowing it again."""

from datetime import date

import discord
import pytest

from apps.clanmatch.roster.rules.summary_table import Bracket, Summary
from apps.clanmatch.summary.texts import daily_footer, day_of, summary_embed

DAY = date(2026, 1, 5)


def test_lines_and_figures_that_the_sheet_lacks() -> None:
    summary = Summary(None, (Bracket("Top 5", 7, None, 0),))
    embed = summary_embed(summary, day=DAY, footer="x")

    assert embed.description == "-# open | inactives | reserved\n\n**Top 5:** 7 | – | 0"


@pytest.mark.parametrize("note", ["", "copy of the sheet from 3 h ago"])
def test_its_own_post_is_known_again(note: str) -> None:
    embed = summary_embed(Summary(), day=DAY, footer=daily_footer(DAY, note))
    wire = discord.Embed.from_dict(embed.to_dict())

    assert day_of([discord.Embed(title="other"), wire]) == DAY


@pytest.mark.parametrize(
    "footer",
    [
        "",
        "Daily summary",
        "Daily summary 2026-13-45",
        "Daily summary 2026-01-055",
        "a Daily summary 2026-01-05",
    ],
)
def test_other_footers_are_none(footer: str) -> None:
    assert day_of([discord.Embed().set_footer(text=footer)]) is None
    assert day_of([]) is None
