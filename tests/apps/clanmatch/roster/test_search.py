"""Searching against a plain re-statement of the rules, which reads the cells itself."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.clanmatch.roster.rules.clan import Clan, Difficulty, PlayStyle
from apps.clanmatch.roster.rules.layout import COLUMNS
from apps.clanmatch.roster.rules.rows import parse_roster
from apps.clanmatch.roster.rules.search import ClanIndex, Filters, RosterMode
from tests.apps.clanmatch.sample import tab

SPELLINGS = {
    Difficulty.EASY: ["easy", "esy"],
    Difficulty.NORMAL: ["normal", "nml"],
    Difficulty.HARD: ["hard", "hrd"],
    Difficulty.BRUTAL: ["brutal", "btl"],
    Difficulty.NIGHTMARE: ["nm"],
    Difficulty.ULTRA_NIGHTMARE: ["unm", "ultra-nightmare"],
}
Row = list[str]


def cell(row: Row, column: str) -> str:
    index = COLUMNS.index(column)
    return row[index].strip() if index < len(row) else ""


def restated(rows: list[Row], filters: Filters) -> list[str]:
    """The names of all clans that match, straight from the cells."""
    return [cell(row, "clan") for row in rows[1:] if is_clan(row) and matches(row, filters)]


def is_clan(row: Row) -> bool:
    return bool(
        cell(row, "clan")
        and cell(row, "clan").lower() not in {"clan", "clan name"}
        and cell(row, "tag").lower() != "tag"
        and cell(row, "spots").lower() not in {"spots", "open spots"}
    )


def matches(row: Row, filters: Filters) -> bool:
    def has(column: str, wanted: Difficulty | None) -> bool:
        tokens = re.split(r"[^a-z-]+", cell(row, column).lower())
        return wanted is None or any(word in tokens for word in SPELLINGS[wanted])

    def says(column: str, wanted: bool | None) -> bool:
        return wanted is None or cell(row, column) == ("1" if wanted else "0")

    def number(column: str) -> int:
        digits = re.search(r"\d+", cell(row, column))
        return int(digits[0]) if digits else 0

    styles = [
        re.sub("[^a-z]", "", part) for part in re.split("[,|/;]", cell(row, "play style").lower())
    ]
    style = filters.styles and re.sub("[^a-z]", "", filters.styles.value.lower())
    return (
        has("clan boss filter", filters.clan_boss)
        and has("hydra filter", filters.hydra)
        and has("chimera filter", filters.chimera)
        and says("cvc", filters.cvc)
        and says("siege", filters.siege)
        and (style is None or style in styles)
        and {
            RosterMode.OPEN: number("spots") > 0,
            RosterMode.INACTIVES: number("inactives") > 0,
            RosterMode.FULL: number("spots") == 0,
            RosterMode.ANY: True,
        }[filters.roster]
    )


words = st.sampled_from([word for spelling in SPELLINGS.values() for word in spelling])


@st.composite
def tokens(draw: st.DrawFn) -> str:
    case = draw(cases)
    return draw(word_separators).join(case(word) for word in draw(some_words))


@st.composite
def styles(draw: st.DrawFn) -> str:
    return draw(style_separators).join(draw(some_styles))


# Made once: hypothesis takes longer to make a strategy than to draw from it.
cases = st.sampled_from([str.upper, str.lower, str.title])
word_separators = st.sampled_from([" ", " & ", "/", ", ", " | "])
some_words = st.lists(words, max_size=4)
style_separators = st.sampled_from([",", " | ", "/", "; "])
some_styles = st.lists(
    st.sampled_from(["Stress-Free", "stress free", "Casual", "SEMI COMPETITIVE", "Competitive"]),
    max_size=3,
)
names = st.sampled_from(["Clan {}", "", "CLAN", "clan name"])
amounts = st.sampled_from(["", "0", "full", "-", "3", "5 open", "1 spot"])
answers = st.sampled_from(["1", "0", "", "yes"])
lengths = st.just(len(COLUMNS)) | st.integers(3, len(COLUMNS))


@st.composite
def kinds_of_clans(draw: st.DrawFn) -> Row:
    values = {
        "clan": draw(names),
        "spots": draw(amounts),
        "clan boss filter": draw(tokens()),
        "hydra filter": draw(tokens()),
        "chimera filter": draw(tokens()),
        "cvc": draw(answers),
        "siege": draw(answers),
        "play style": draw(styles()),
        "inactives": draw(amounts),
    }
    return [values.get(column, "") for column in COLUMNS][: draw(lengths)]


def named(kind: Row, number: int) -> Row:
    row = [*kind]
    row[COLUMNS.index("clan")] = row[COLUMNS.index("clan")].format(number)
    row[COLUMNS.index("tag")] = f"T{number}"
    return row


@st.composite
def rows_of_clans(draw: st.DrawFn) -> list[Row]:
    """Up to 40 clans of up to a dozen kinds: a large roster of few draws."""
    kinds = draw(st.lists(kinds_of_clans(), min_size=1, max_size=12))
    picked = draw(st.lists(st.integers(0, len(kinds) - 1), max_size=40))
    return [
        ["Rank", "Clan Name"],
        *(named(kinds[kind], number) for number, kind in enumerate(picked)),
    ]


difficulty = st.none() | st.sampled_from(Difficulty)
any_filters = st.builds(
    Filters,
    clan_boss=difficulty,
    hydra=difficulty,
    chimera=difficulty,
    styles=st.none() | st.sampled_from(PlayStyle),
    cvc=st.sampled_from([None, True, False]),
    siege=st.sampled_from([None, True, False]),
    roster=st.sampled_from(RosterMode),
)


@settings(max_examples=150, deadline=None)
@given(rows_of_clans(), st.lists(any_filters, min_size=1, max_size=8), st.integers(1, 25))
def test_random_rosters_agree_with_the_rules(
    rows: list[Row], searches: list[Filters], cap: int
) -> None:
    index = ClanIndex(parse_roster(rows).clans)
    for filters in searches:
        expected = restated(rows, filters)
        result = index.search(filters, cap=cap)
        assert [clan.name for clan in result.clans] == expected[:cap]
        assert result.total == len(expected)
        assert result.is_cut == (len(expected) > cap)


@settings(max_examples=200, deadline=None)
@given(any_filters)
def test_the_sample_agrees_with_the_rules(filters: Filters) -> None:
    rows = [list(row) for row in tab("bot_info")]
    result = ClanIndex(parse_roster(rows).clans).search(filters)
    assert [clan.name for clan in result.clans] == restated(rows, filters)


@pytest.mark.parametrize(
    ("filters", "tags"),
    [
        (
            Filters(clan_boss=Difficulty.NIGHTMARE, roster=RosterMode.ANY),
            "C1CM F-IT MART C1CB A-B-C NOX EMB TQQS",
        ),
        (Filters(clan_boss=Difficulty.EASY), "XAG RNY"),
        (Filters(styles=PlayStyle.COMPETITIVE), "VAGR YWBV NDK"),
        (Filters(cvc=True, siege=True, roster=RosterMode.ANY), "D-QK S-CB NDK RNY"),
        (Filters(cvc=True, siege=True, roster=RosterMode.FULL), "D-QK"),
    ],
)
def test_searches_of_the_sample(filters: Filters, tags: str) -> None:
    found = ClanIndex(parse_roster(tab("bot_info")).clans).search(filters)
    assert [clan.tag for clan in found.clans] == tags.split()


def test_a_filter_is_set_unless_everything_is_left_open() -> None:
    assert Filters().is_set
    assert Filters(cvc=False, roster=RosterMode.ANY).is_set
    assert not Filters(roster=RosterMode.ANY).is_set


def test_an_empty_roster_has_no_matches() -> None:
    assert ClanIndex(()).search(Filters()).total == 0


def test_the_first_of_many_keep_their_order() -> None:
    clans = [Clan(row=number, name=str(number), spots=number % 3) for number in range(1000)]
    result = ClanIndex(clans).search(Filters(roster=RosterMode.OPEN))
    assert [clan.row for clan in result.clans] == [n for n in range(1000) if n % 3][:25]
    assert result.total == len([n for n in range(1000) if n % 3])


ALL_NAMES = ("roster", "clan_boss", "hydra", "chimera", "styles", "cvc", "siege")


def fails(clan: Clan, filters: Filters) -> tuple[str, ...]:
    """The filters that a clan fails, each asked alone."""
    anything = Filters(roster=RosterMode.ANY)
    alone = {name: replace(anything, **{name: getattr(filters, name)}) for name in ALL_NAMES}
    index = ClanIndex([clan])
    return tuple(name for name in ALL_NAMES if not index.search(alone[name]).clans)


@settings(max_examples=60, deadline=None)
@given(rows_of_clans(), any_filters)
def test_near_misses_fail_the_fewest_filters_then_stand_in_the_sheets_order(
    rows: list[Row], filters: Filters
) -> None:
    clans = parse_roster(rows).clans
    ranked = sorted(
        (clan for clan in clans if fails(clan, filters)),
        key=lambda clan: len(fails(clan, filters)),
    )
    found = ClanIndex(clans).nearest(filters)
    assert [miss.clan for miss in found] == ranked[:3]
    assert [miss.unmet for miss in found] == [fails(clan, filters) for clan in ranked[:3]]
