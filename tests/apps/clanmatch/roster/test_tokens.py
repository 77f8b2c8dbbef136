import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.clanmatch.roster.rules.clan import Difficulty, PlayStyle
from apps.clanmatch.roster.rules.tokens import (
    difficulties,
    is_blank,
    number_in,
    play_styles,
    yes_or_no,
)

EASY, NORMAL, HARD, BRUTAL, NM, UNM = Difficulty
STRESS_FREE, CASUAL, SEMI, COMPETITIVE = PlayStyle
NO_DIFFICULTY: set[Difficulty] = set()
NO_STYLE: set[PlayStyle] = set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", NO_DIFFICULTY),
        ("—", NO_DIFFICULTY),
        ("NM", {NM}),
        ("unm", {UNM}),
        ("UNM", {UNM}),  # holds the letters NM, but not the token
        ("NM to UNM", {NM, UNM}),
        ("NM-UNM", {NM, UNM}),
        ("unm/nm/BTL", {UNM, NM, BRUTAL}),
        ("HRD_Brutal|nml", {HARD, BRUTAL, NORMAL}),
        ("ESY", {EASY}),
        ("easy", {EASY}),
        ("Normal", {NORMAL}),
        ("hard and brutal, please", {HARD, BRUTAL}),
        ("Nightmare", {NM}),
        ("Ultra-Nightmare", {UNM}),
        ("ultra nightmare", {UNM}),
        ("ULTRA_NIGHTMARE / nightmare", {UNM, NM}),
        ("UltraNightmare", {UNM}),
        ("Ultra NM", {UNM}),
        ("U-NM", {UNM}),
        ("ultra", NO_DIFFICULTY),
        ("ＵＮＭ", {UNM}),  # full-width letters, as a Japanese keyboard types them
        ("easygoing", NO_DIFFICULTY),
        ("NM2", NO_DIFFICULTY),
        ("unmöglich", NO_DIFFICULTY),
        ("HARD\nNM", {HARD, NM}),
    ],
)
def test_difficulties(text: str, expected: set[Difficulty]) -> None:
    assert difficulties(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", NO_STYLE),
        ("Stress Free", {STRESS_FREE}),
        ("stress-free", {STRESS_FREE}),
        ("STRESSFREE", {STRESS_FREE}),
        ("Stress‑Free", {STRESS_FREE}),  # a non-breaking hyphen
        ("Semi-Competitive", {SEMI}),  # holds the word Competitive, but not the token
        ("semi competitive", {SEMI}),
        ("Competitive|Stress Free", {COMPETITIVE, STRESS_FREE}),
        ("Casual / Semi Competitive", {CASUAL, SEMI}),
        ("casual;competitive,semi_competitive", {CASUAL, COMPETITIVE, SEMI}),
        ("casual\ncompetitive", {CASUAL, COMPETITIVE}),
        ("very competitive", NO_STYLE),
        ("casually", NO_STYLE),
    ],
)
def test_play_styles(text: str, expected: set[PlayStyle]) -> None:
    assert play_styles(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", True), (" 0 ", False), ("", None), ("yes", None), ("10", None), ("1.0", None)],
)
def test_yes_or_no_is_exact(text: str, expected: bool | None) -> None:
    assert yes_or_no(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("full", None),
        ("5 open", 5),
        ("3", 3),
        ("1 inactive", 1),
        ("about 2 or 3", 2),
        ("2.0", 2),
        ("-2", 0),
        ("− 2", 2),
        ("9" * 5000, None),
        ("٣", None),
    ],
)
def test_number_in(text: str, expected: int | None) -> None:
    assert number_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", True), (" - ", True), ("—", True), ("–", True), ("0", False), ("n", False)],
)
def test_is_blank(text: str, expected: bool) -> None:
    assert is_blank(text) is expected


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    difficulties(text)
    play_styles(text)
    yes_or_no(text)
    number = number_in(text)
    assert number is None or 0 <= number <= 999_999
