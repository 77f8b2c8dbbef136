from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.clanmatch.roster.rules.clan import Clan, Difficulty, EntryCriteria, PlayStyle, Traits
from apps.clanmatch.roster.rules.layout import COLUMNS
from apps.clanmatch.roster.rules.rows import parse_roster
from tests.apps.clanmatch.sample import tab

HEADINGS = ["Rank", "Clan Name", "Tag", "Level", "Spots"]


def row(**cells: str) -> list[str]:
    """A row whose cells are given by column name, spaces written as underscores."""
    return [cells.get(name.replace(" ", "_"), "") for name in COLUMNS]


def problems(rows: Sequence[Sequence[str]]) -> list[str]:
    return [str(problem) for problem in parse_roster(rows).problems]


def test_the_columns_are_where_the_sheet_has_them() -> None:
    letters = {name: _letter(index) for index, name in enumerate(COLUMNS)}
    assert [letters[name] for name in ("rank", "clan", "tag", "level", "spots")] == [*"ABCDE"]
    assert [letters[name] for name in ("progression", "lead", "deputies")] == [*"FGH"]
    assert [letters[n] for n in ("clan boss filter", "hydra filter", "cvc")] == ["P", "Q", "S"]
    assert letters["cvc minimum with rewards"] == "AB"
    assert [letters[name] for name in COLUMNS[-4:]] == ["AC", "AD", "AE", "AF"]


def _letter(index: int) -> str:
    return chr(65 + index) if index < 26 else "A" + chr(65 + index - 26)


def test_the_sample_gives_its_24_clans_in_order_and_no_complaint() -> None:
    roster = parse_roster(tab("bot_info"))
    assert len(roster.clans) == 24
    assert [clan.tag for clan in roster.clans[:5]] == ["C1CE", "C1CM", "C1C9", "F-IT", "VAGR"]
    assert roster.problems == ()


def test_every_column_lands_in_its_place() -> None:
    roster = parse_roster(tab("bot_info"))
    assert roster.clans[4] == Clan(
        row=19,
        name="Ember Hollow",
        tag="VAGR",
        rank="",
        level="18",
        spots=5,
        inactives=0,
        reserved=2,
        progression="Early End Game",
        lead="FITness",
        deputies="Ana-Lucía, C1Cfan",
        cvc_tier="Gold IV",
        cvc_wins="39",
        siege_tier="",
        siege_wins="5",
        clan_boss="Brutal to UNM",
        hydra="Brutal-NM",
        chimera="UNM",
        criteria=EntryCriteria(
            chimera_keys="1", hydra="52M UNM", chimera="13M", cvc_minimum_with_rewards="75k"
        ),
        comments="Active Hydra players wanted",
        requirements="Discord required",
        traits=Traits(
            clan_boss=frozenset({Difficulty.BRUTAL}),
            hydra=frozenset({Difficulty.NIGHTMARE}),
            chimera=frozenset(
                {Difficulty.NIGHTMARE, Difficulty.ULTRA_NIGHTMARE, Difficulty.BRUTAL}
            ),
            cvc=False,
            siege=False,
            styles=frozenset({PlayStyle.COMPETITIVE, PlayStyle.STRESS_FREE}),
        ),
    )


def test_short_rows_are_padded_not_dropped() -> None:
    roster = parse_roster([HEADINGS, ["5", "Ashen Vigil", "C1CE"]])
    assert roster.clans == (Clan(row=2, name="Ashen Vigil", tag="C1CE", rank="5"),)
    assert roster.problems == ()


@pytest.mark.parametrize("rank", ["-", "—", "", " "])
def test_a_rank_beyond_the_first_thousand(rank: str) -> None:
    roster = parse_roster([HEADINGS, row(rank=rank, clan="A", tag="T")])
    assert roster.clans[0].rank == ""


@pytest.mark.parametrize(
    "heading",
    [
        row(clan="CLAN", tag="TAG", spots="SPOTS"),
        row(clan="Clan Name"),
        row(clan="Top clans", tag="tag"),
        row(clan="Top clans", spots=" Spots "),
    ],
)
def test_headings_come_again_between_sections(heading: list[str]) -> None:
    rows = [HEADINGS, row(clan="A", tag="T1"), heading, row(clan="B", tag="T2")]
    roster = parse_roster(rows)
    assert [clan.name for clan in roster.clans] == ["A", "B"]
    assert roster.problems == ()


def test_rows_without_a_clan_name_are_no_clans_and_those_meant_as_clans_are_named() -> None:
    rows = [
        HEADINGS,
        row(tag="C1CE", spots="3"),
        row(hydra_filter="NM"),
        row(spots="Overall", progression="53", lead="41", deputies="17"),
        row(),
        row(rank="Elite section"),
    ]
    assert parse_roster(rows).clans == ()
    assert problems(rows) == ["row 2: no clan name", "row 3: no clan name"]


@pytest.mark.parametrize("column", COLUMNS[:5])
@pytest.mark.parametrize("name", ["Overall", "Top10", "Early End Game"])
def test_lines_of_the_summary_table_are_no_clans(column: str, name: str) -> None:
    line = row(**{column: name, "progression": "53", "lead": "41", "deputies": "17"})
    rows = [HEADINGS, line, row(clan="A", tag="T1")]
    assert [clan.name for clan in parse_roster(rows).clans] == ["A"]
    assert problems(rows) == []


def test_a_clan_may_be_called_like_a_line_of_the_summary() -> None:
    rows = [HEADINGS, row(clan="Beginners", tag="BEG"), row(rank="9", clan="Late Game")]
    assert [clan.name for clan in parse_roster(rows).clans] == ["Beginners", "Late Game"]
    assert problems(rows) == ["row 3: no tag"]


def test_a_sheet_without_a_heading_row_says_so() -> None:
    rows = [row(clan="A", tag="T1"), row(clan="B", tag="T2")]
    assert [clan.name for clan in parse_roster(rows).clans] == ["B"]
    assert problems(rows) == [
        "row 1: looks like a clan, but the first row is for headings; put a row above it"
    ]


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ({"tag": ""}, "no tag"),
        ({"spots": "many"}, "spots 'many' holds no number, shown as it is"),
        ({"inactives": "some"}, "inactives 'some' holds no number, counted as 0"),
        ({"hydra_filter": "impossible"}, "hydra filter 'impossible' is none of the words I know"),
        ({"play_style": "lazy"}, "play style 'lazy' is none of the words I know"),
        ({"cvc": "yes"}, "cvc 'yes' is none of the words I know"),
        ({"siege": "x" * 50}, f"siege '{'x' * 39}…' is none of the words I know"),
    ],
)
def test_cells_that_say_nothing_known_are_named_and_the_clan_stays(
    cells: dict[str, str], complaint: str
) -> None:
    rows = [HEADINGS, row(**{"clan": "A", "tag": "T1", **cells})]
    assert len(parse_roster(rows).clans) == 1
    assert problems(rows) == [f"row 2: {complaint}"]


@pytest.mark.parametrize("words", ["full", "-", "", "0", "none"])
def test_ways_to_say_none_are_no_complaint(words: str) -> None:
    rows = [HEADINGS, row(clan="A", tag="T1", spots=words, reserved=words, inactives=words)]
    assert parse_roster(rows).clans[0].spots == 0
    assert problems(rows) == []


def test_a_tag_given_twice_is_named() -> None:
    rows = [HEADINGS, row(clan="A", tag="T1"), row(clan="B", tag="t1")]
    assert len(parse_roster(rows).clans) == 2
    assert problems(rows) == ["row 3: its tag 't1' is in row 2 too"]


@given(st.lists(st.lists(st.text(max_size=12), max_size=40), max_size=12))
def test_anything_can_be_read(rows: list[list[str]]) -> None:
    roster = parse_roster(rows)
    assert len(roster.clans) <= max(0, len(rows) - 1)
    assert all(1 < clan.row <= len(rows) and clan.name for clan in roster.clans)
    assert all(1 <= problem.row <= len(rows) for problem in roster.problems)
