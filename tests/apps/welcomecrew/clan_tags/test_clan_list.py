import pytest

from apps.welcomecrew.clan_tags.clan_list import read_clan_list
from shared.sheets.ports import Grid

LIST: Grid = (
    ("clan", "clantag", "note"),
    ("Ash", "ASH", ""),
    ("Birch", "B-IT", "x"),
    ("Cedar", "CDR", ""),
)


def _tags(grid: Grid, before: Grid = ()) -> tuple[str, ...]:
    old = read_clan_list(before, "clans", 2) if before else None
    return read_clan_list(grid, "clans", 2, old).tags.tags


@pytest.mark.parametrize(
    "above", [(), (("Our clans", "", ""),), (("", "", ""), ("Our clans", "2026", ""), ("", "", ""))]
)
@pytest.mark.parametrize("header", ["clantag", "Clan Tag:", "TAG", "Abbr.", "code"])
def test_the_header_is_found_below_titles_and_in_any_column(above: Grid, header: str) -> None:
    moved = tuple((row[2], row[0], row[1]) for row in (("clan", header, "note"), *LIST[1:]))
    found = read_clan_list((*above, *moved), "clans", 2)
    assert found.tags.tags == ("ASH", "B-IT", "CDR")
    assert (found.column, found.header, found.is_doubtful) == (3, header, False)


def test_names_of_clans_are_no_tags_in_silence() -> None:
    names: Grid = (("#", "our clans"), ("1", "The Ashen Vigil"), ("2", "House of Birch"))
    assert read_clan_list(names, "clans", 2).is_doubtful
    short: Grid = (("#", "Kürzel"), ("1", "ASH"), ("2", "B-IT"))
    assert not read_clan_list(short, "clans", 2).is_doubtful


@pytest.mark.parametrize("error", ["Loading...", "#REF!", "#N/A", "#ERROR!"])
def test_an_error_is_no_tag_and_the_last_good_one_stands_in(error: str) -> None:
    one: Grid = (LIST[0], LIST[2], ("Ash", error, ""), LIST[3])
    assert _tags(one, LIST) == ("B-IT", "ASH", "CDR")
    assert _tags(one) == ("B-IT", "CDR")
    every: Grid = (LIST[0], *((row[0], error, row[2]) for row in LIST[1:]))
    assert _tags(every, LIST) == ("ASH", "B-IT", "CDR")
    found = read_clan_list(every, "clans", 2)
    assert (found.tags.tags, found.is_whole) == ((), False)
    assert f"B2 shows {error}" in found.unread


def test_a_formula_for_the_whole_column_that_fails() -> None:
    """It stands in the header's row, or in the first row below it; the rest is blank."""
    in_header: Grid = (("clan", "#REF!", "note"), *((row[0], "", row[2]) for row in LIST[1:]))
    below: Grid = (LIST[0], ("Ash", "#REF!", ""), ("Birch", "", "x"), ("Cedar", "", ""))
    for grid in (in_header, below):
        assert _tags(grid, LIST) == ("ASH", "B-IT", "CDR")


def test_a_tab_that_loads_altogether() -> None:
    loading: Grid = (("Loading...", "", ""), *((("",) * 3) for _ in range(3)))
    assert _tags(loading, LIST) == ("ASH", "B-IT", "CDR")
    assert not read_clan_list(loading, "clans", 2).is_whole


def test_clans_have_names_where_a_column_is_headed_so() -> None:
    tags = read_clan_list(LIST, "clans", 2).tags
    assert [tags.name_of(tag) for tag in tags] == ["Ash", "Birch", "Cedar"]
    nameless: Grid = (("#", "clantag"), ("1", "ASH"))
    assert read_clan_list(nameless, "clans", 2).tags.name_of("ASH") == ""


def test_a_clan_called_like_an_answer_is_no_clan() -> None:
    """It would make a ticket without a clan one of that clan's."""
    found = read_clan_list((*LIST, ("Nobody", "none", "")), "clans", 2)
    assert found.tags.tags == ("ASH", "B-IT", "CDR")
    assert found.reserved == ("NONE",)
    assert read_clan_list(LIST, "clans", 2).reserved == ()
