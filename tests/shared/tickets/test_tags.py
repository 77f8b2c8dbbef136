import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.welcomecrew.clan_tags.clan_list import find_place, read_clan_list
from shared.tickets.tags import KnownTags, with_hyphens
from tests.apps.welcomecrew.samples import sample_tags

TAGS = KnownTags(["C1CE", "IT", "F-IT", "A-B-C", "NOX"])


def test_the_sample_list() -> None:
    assert len(sample_tags()) == 24
    assert "F-IT" in sample_tags()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["clan", "clantag", "note"], 1),
        (["CODE", "name"], 0),
        (["name", "x", " Abbr "], 2),
        (["tag", "clantag"], 1),  # the most telling header, not the first
        (["Clan Tag"], 0),
        (["name", "Kürzel"], 1),  # none: the column of the settings
    ],
)
def test_tag_column(header: list[str], expected: int) -> None:
    assert find_place((tuple(header),), fallback_column=2).column == expected


def test_read_tags_drops_blanks_repeats_and_short_rows() -> None:
    def tags(*grid: list[str], fallback_column: int) -> KnownTags:
        return read_clan_list(tuple(map(tuple, grid)), "clanlist", fallback_column).tags

    grid = [["clan", "tag"], ["A", " c1ce "], ["B"], ["C", ""], ["D", "C1CE"], ["E", "f–it"]]
    assert tags(*grid, fallback_column=1).tags == ("C1CE", "F-IT")
    assert tags(fallback_column=2) == KnownTags()
    assert tags(["only a header"], fallback_column=9) == KnownTags()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user-C1CE", ("user-", "C1CE")),
        ("user f—it", ("user ", "F-IT")),  # the longest suffix
        ("user-IT", ("user-", "IT")),
        ("user🔥NOX", ("user🔥", "NOX")),
        ("FITness", None),
        ("benefIT", None),
        ("caf\u0065\u0301NOX", None),  # an accent is part of the word
        ("a_NOX", None),
        ("NOX user", None),
        ("", None),
    ],
)
def test_at_end(text: str, expected: tuple[str, str] | None) -> None:
    assert TAGS.at_end(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NOX user", ("", "NOX", " user")),
        ("a [nox] b", ("a [", "NOX", "] b")),
        ("IT or F-IT here", ("IT or ", "F-IT", " here")),
        ("noxious", None),
    ],
)
def test_within(text: str, expected: tuple[str, str, str] | None) -> None:
    assert TAGS.within(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nox", "NOX"),
        (" **F–it** ", "F-IT"),
        ("`c1ce`.", "C1CE"),
        ("NOX please", None),
        ("", None),
        ("\u200bNOX\u200f", "NOX"),
        ("“NOX”", "NOX"),
        ("«nox»", "NOX"),
        ("¡NOX！", "NOX"),
        ("ＮＯＸ。", "NOX"),
        ("🔥 F-IT ❤️", "F-IT"),
        ("# NOX", "NOX"),
        ("> ||NOX||", "NOX"),
        ("```\nNOX\n```", "NOX"),
        ("NOX\u0301", None),
        ("NOX/F-IT", None),
        ("N\u200bOX", None),
    ],
)
def test_exactly(text: str, expected: str | None) -> None:
    assert TAGS.exactly(text) == expected


def test_without_tags_nothing_is_found() -> None:
    none = KnownTags()
    assert none.at_end("user-NOX") is None
    assert none.within("NOX") is None
    assert none.exactly("") is None
    assert not none.named_in("NOX")


def test_tags_with_signs_of_regular_expressions() -> None:
    tags = KnownTags(["A.B", "C+"])
    assert tags.at_end("user-A.B") == ("user-", "A.B")
    assert tags.at_end("user-AxB") is None


@given(st.text())
def test_hyphens_keep_every_character_at_its_place(text: str) -> None:
    assert len(with_hyphens(text)) == len(text)


def test_whatever_unicode_calls_a_dash_is_one() -> None:
    dashes = "".join(c for c in map(chr, range(0x110000)) if unicodedata.category(c) == "Pd")
    assert with_hyphens(dashes) == "-" * len(dashes)
    assert len(dashes) > 20


@given(st.text())
def test_what_is_found_is_always_a_known_tag(text: str) -> None:
    found = [hit[1] for hit in (TAGS.at_end(text), TAGS.within(text)) if hit]
    assert all(tag in TAGS for tag in [*found, *TAGS.named_in(text)])


def test_letters_that_only_look_alike_in_another_case() -> None:
    assert KnownTags(["D-QK"]).at_end("user-D-Q\u212a") == ("user-", "D-QK")  # the kelvin sign


def test_the_longest_of_tags_that_begin_alike() -> None:
    tags = KnownTags(["F", "F-IT"])
    assert tags.named_in("placed in F-IT today") == {"F-IT"}
    assert tags.within("user F-IT ✅") == ("user ", "F-IT", " ✅")


def test_a_long_message_is_no_answer_and_is_not_gone_through() -> None:
    assert TAGS.answer("NOX" + " " * 197) == "NOX"
    assert TAGS.answer("NOX" + " " * 198) is None
    assert TAGS.exactly("NOX" + " " * 198) is None
