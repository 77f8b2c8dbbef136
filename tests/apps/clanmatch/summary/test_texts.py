"""The summary's embed, and knowing it again."""

from datetime import date

import discord
import pytest

from apps.clanmatch.roster.rules.summary_table import Bracket, Summary
from apps.clanmatch.summary.texts import before_in, daily_footer, day_of, summary_embed

DAY = date(2026, 1, 5)


def test_lines_and_figures_that_the_sheet_lacks() -> None:
    summary = Summary(None, (Bracket("Top 5", 7, None, 0),))
    embed = summary_embed(summary, day=DAY, footer="x")

    assert embed.description == (
        "-# open | inactives | reserved\n\n`████████` **Top 5:** 7 | – | 0"
    )


@pytest.mark.parametrize("note", ["", "copy of the sheet from 3 h ago"])
def test_its_own_post_is_known_again(note: str) -> None:
    embed = summary_embed(Summary(), day=DAY, footer=daily_footer(DAY, note))
    wire = discord.Embed.from_dict(embed.to_dict())

    assert day_of([discord.Embed(title="other"), wire]) == DAY


def test_what_changed_since_the_last_one_is_read_back_from_it() -> None:
    then = Summary(Bracket("Overall", 9, 3, 1), (Bracket("Top 5", 7, None, 0),))
    earlier = summary_embed(then, day=DAY, footer=daily_footer(DAY, ""))
    first = before_in([discord.Embed.from_dict(earlier.to_dict())])
    now = Summary(
        Bracket("Overall", 11, 3, 0), (Bracket("Top 5", 8, 2, 0), Bracket("Top 10", 1, 1, 1))
    )
    later = summary_embed(now, day=date(2026, 1, 6), footer=daily_footer(DAY, ""), before=first)

    assert str(later.description).splitlines() == [
        "-# open | inactives | reserved; in brackets the change since 5 January",
        "**Overall:** 11 (+2) | 3 | 0 (−1)",
        "",
        "`████████` **Top 5:** 8 (+1) | 2 | 0",
        "`█░░░░░░░` **Top 10:** 1 | 1 | 1",
    ]
    # The figures are read back, the changes beside them are not.
    again = before_in([later])
    assert again is not None
    assert again.figures["Overall"] == (11, 3, 0)


def test_a_late_one_is_known_again_and_says_so() -> None:
    footer = daily_footer(DAY, "as of 02:00", late=True)
    assert footer == "Daily summary 2026-01-05 · posted late · as of 02:00"
    assert day_of([discord.Embed().set_footer(text=footer)]) == DAY


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
