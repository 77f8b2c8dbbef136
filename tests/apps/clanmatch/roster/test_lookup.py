import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.clanmatch.roster.rules.clan import Clan, clan_key
from apps.clanmatch.roster.rules.lookup import ClanDirectory, Found, NotFound
from apps.clanmatch.roster.rules.rows import parse_roster
from tests.apps.clanmatch.sample import tab

SAMPLE = ClanDirectory(parse_roster(tab("bot_info")).clans)


def found(text: str, directory: ClanDirectory = SAMPLE) -> str:
    match directory.find(text):
        case Found(clan):
            return clan.name
        case NotFound(nearest):
            return "? " + ", ".join(clan.name for clan in nearest)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C1CE", "Ashen Vigil"),
        ("c1ce", "Ashen Vigil"),
        (" f-it ", "Dawn Wardens"),
        ("frost oath", "Frost Oath"),
        ("FROST   OATH", "Frost Oath"),
        ("onyx", "Onyx Pact"),  # the only partial match
        ("pact", "Onyx Pact"),
        ("wvw", "? Onyx Pact"),  # a slip in the tag WZVW
        ("Crimsom Acord", "? Crimson Accord"),
        ("C1C", "? Ashen Vigil, Black Lantern, Crimson Accord, Gilded Fang"),
        ("", "? "),
        ("qqqqqqqqqqqqqqqq", "? "),
    ],
)
def test_finding_a_clan(text: str, expected: str) -> None:
    assert found(text) == expected


def test_the_order_in_which_matches_count() -> None:
    clans = [
        Clan(row=2, name="Crown", tag="AAA"),
        Clan(row=3, name="Hollow Crown", tag="BBB"),
        Clan(row=4, name="Crown Guard", tag="CCC"),
        Clan(row=5, name="Uncrowned", tag="DDD"),
        Clan(row=6, name="BBB", tag="EEE"),
    ]
    assert found("BBB", ClanDirectory(clans)) == "Hollow Crown"  # a tag before a name
    assert found("crown", ClanDirectory(clans)) == "Crown"  # a whole name before a part
    assert found("crown", ClanDirectory(clans[1:])) == "Crown Guard"  # its start
    assert found("crown", ClanDirectory([clans[1], clans[3]])) == "Hollow Crown"  # a word's start
    assert found("row", ClanDirectory([clans[1], clans[3]])) == "? Hollow Crown, Uncrowned"


def test_of_a_tag_given_twice_the_first_row_counts() -> None:
    clans = [Clan(row=2, name="A", tag="T"), Clan(row=3, name="B", tag="t")]
    assert found("t", ClanDirectory(clans)) == "A"


def test_a_key_finds_its_clan_after_rows_moved_and_none_after_it_went() -> None:
    clan = Clan(row=2, name="Ashen Vigil", tag="C1CE")
    moved = Clan(row=9, name="Ashen Vigil, renamed", tag="c1ce ")
    assert ClanDirectory([moved]).with_key(clan.key) is moved
    assert ClanDirectory([]).with_key(clan.key) is None
    assert clan.key == clan_key("c1ce")
    assert len(Clan(row=2, name="x", tag="\ud800" + "🦊" * 4000).key) == 16


def test_tags_are_found_exactly() -> None:
    assert SAMPLE.with_tag("vagr") is not None
    assert SAMPLE.with_tag("VAG") is None
    assert SAMPLE.with_tag("") is None


@given(st.text())
def test_any_text_can_be_asked_for(text: str) -> None:
    SAMPLE.find(text)


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_clan_is_found_by_its_own_tag_and_name(name: str, tag: str) -> None:
    clan = Clan(row=2, name=name, tag=tag)
    directory = ClanDirectory([clan])
    for text in (name, tag):
        if text.strip() and len(text) <= 100:
            assert directory.find(text) == Found(clan)
