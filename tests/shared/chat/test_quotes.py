"""Quotation marks in commands, as people and their keyboards set them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.chat.quotes import LenientView, unquoted


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("C1CE", "C1CE"),
        ('"C1CE"', "C1CE"),
        ("“C1CE”", "C1CE"),
        ("„C1CE“", "C1CE"),
        ("„C1CE”", "C1CE"),
        ("”C1CE”", "C1CE"),
        ("“C1CE“", "C1CE"),
        ("'C1CE'", "C1CE"),
        ("‘C1CE’", "C1CE"),
        ("«Ashen Vigil»", "Ashen Vigil"),
        ("`C1CE`", "C1CE"),
        ("  “ C1CE ”  ", "C1CE"),
        ("O’Brien", "O’Brien"),
        ("Dragon's", "Dragon's"),
        ('"', '"'),
        ('""', '""'),
        ("", ""),
    ],
)
def test_unquoted(typed: str, meant: str) -> None:
    assert unquoted(typed) == meant


def words(text: str) -> list[str]:
    view, found = LenientView(text), list[str]()
    while not view.eof:
        view.skip_ws()
        if (word := view.get_quoted_word()) is not None:
            found.append(word)
    return found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("C1CE O’Brien", ["C1CE", "O’Brien"]),
        ("C1CE O'Brien", ["C1CE", "O'Brien"]),
        ("C1CE ’t", ["C1CE", "’t"]),
        ("“C1CE” „Tom Two“ x", ["C1CE", "Tom Two", "x"]),
        ('C1CE "O’Brien the 2nd"', ["C1CE", "O’Brien the 2nd"]),
        ("'O'Brien two' x", ["O'Brien two", "x"]),
        ('5" 6"', ['5"', '6"']),
        ('"not closed', ['"not', "closed"]),
        (r"C1CE back\slash", ["C1CE", r"back\slash"]),
        ("«\u00a0deux mots\u00a0» x", ["deux mots", "x"]),
        ("《二 語》 x", ["二 語", "x"]),
        ("〝二 語〟 x", ["二 語", "x"]),
    ],
)
def test_words(typed: str, meant: list[str]) -> None:
    assert words(typed) == meant


@given(st.text(alphabet="ab \n'\"“”„‘’«»\\", max_size=40))
def test_no_text_is_refused_and_nothing_is_lost(text: str) -> None:
    read = "".join(words(text))
    assert [c for c in read if c in "ab"] == [c for c in text if c in "ab"]
