"""The summary table of the roster's tab."""

import pytest

from apps.clanmatch.roster.rules.summary_table import Bracket, Summary, parse_summary
from tests.apps.clanmatch.sample import tab

HEADER = ["", "", "", "", "", "Open Spots", "Inactives", "Reserved Spots"]


def test_the_sample_workbook() -> None:
    summary = parse_summary(tab("bot_info"))

    assert summary.overall == Bracket("Overall", 53, 41, 17)
    assert [(b.name, b.open_spots, b.inactives, b.reserved) for b in summary.brackets] == [
        ("Top 10", 18, 13, 12),
        ("Top 5", 7, 7, 6),
        ("Elite End Game", 2, 7, 4),
        ("Early End Game", 8, 2, 6),
        ("Late Game", 11, 12, 3),
        ("Mid Game", 11, 10, 0),
        ("Early Game", 6, 7, 2),
        ("Beginners", 15, 3, 2),
    ]


def only(name: str, *figures: int | None) -> Summary:
    bracket = Bracket(name, *figures)
    return Summary(bracket) if name == "Overall" else Summary(None, (bracket,))


@pytest.mark.parametrize(
    ("rows", "summary"),
    [
        # The header says which columns, in any order and spelling.
        ([["reserved spots", "x", "OPEN  SPOTS", " Inactives:"], ["overall", "", "1", "2"]],
         only("Overall", 1, 2, None)),
        ([HEADER, ["", "Top 10", "", "", "", "5 open", "-", ""]], only("Top 10", 5, None, None)),
        # Without a header the figures are in F, G, H.
        ([["mid game", "", "", "", "", "1", "2", "3"]], only("Mid Game", 1, 2, 3)),
        # A line that is too short has no figures.
        ([HEADER, ["Beginners"]], only("Beginners", None, None, None)),
        # A line that comes again counts once.
        ([HEADER, ["Top5", *[""] * 4, "1", "1", "1"], ["Top 5", *[""] * 4, "9", "9", "9"]],
         only("Top 5", 1, 1, 1)),
        # A clan's row that names a bracket later on is no line.
        ([HEADER, ["12", "Late Game", "LG", "", "", "3", "3", "3"]], Summary()),
        # Lines above the header don't count.
        ([["Overall", *[""] * 4, "9", "9", "9"], HEADER], Summary()),
        # The header is looked for in 80 rows, and so are lines without one.
        ([*[[""]] * 79, HEADER, ["Overall", *[""] * 4, "1", "1", "1"]], only("Overall", 1, 1, 1)),
        ([*[[""]] * 80, HEADER, ["Overall", *[""] * 4, "1", "1", "1"]], Summary()),
        ([], Summary()),
    ],
)  # fmt: skip
def test_finds_the_table(rows: list[list[str]], summary: Summary) -> None:
    assert parse_summary(rows) == summary


def test_empty_when_there_is_none() -> None:
    assert parse_summary([["CLAN", "TAG"], ["Ashen Vigil", "C1CE"]]).is_empty
