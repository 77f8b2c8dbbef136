import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.chat.limits import clip


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("a longer line", 8, "a longe…"),
        ("word and more", 6, "word…"),  # no blank before the ellipsis
        ("ab👨‍👩‍👧‍👦cd", 5, "ab…"),  # a family is one character
        ("ab🇦🇹🇩🇪", 5, "ab🇦🇹…"),
        ("ab🇦🇹🇩🇪", 4, "ab…"),  # no half of a flag
        ("ab🇦🇹🇩🇪", 6, "ab🇦🇹🇩🇪"),
        ("x👍🏽y", 3, "x…"),  # skin tone stays with its hand
        ("cafe\u0301s", 5, "caf…"),  # accent stays with its letter
        ("hi <@123456789012345678> there", 15, "hi…"),
        ("go <:C1CE:123456789012345678>", 20, "go…"),
        ("see [our rules](https://example.org/r) first", 20, "see…"),
        (
            "see [our rules](https://example.org/r) first",
            40,
            "see [our rules](https://example.org/r)…",
        ),
        ("see [no link] (really) first", 20, "see [no link] (real…"),
        ("a < b and more", 9, "a < b an…"),  # no token: an ordinary sign
        ("**bold text** here", 9, "**bold…**"),
        ("`code` and `more code`", 15, "`code` and `m…`"),
        ("``` block of code ```", 12, "``` bloc…```"),
        ("a \\*star\\* b", 4, "a…"),
        ("snake_case_name is fine", 13, "snake_case_n…"),
        ("* bullet one", 9, "* bullet…"),
        ("anything", 1, "…"),
        ("anything", 0, ""),
    ],
)
def test_cutting(text: str, limit: int, expected: str) -> None:
    assert clip(text, limit) == expected


@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("*_~|`\\<>@:[]()# \n\u200d\u0301🇦🇹👨👍🏽"), st.characters()
        ),
        max_size=80,
    ),
    st.integers(0, 90),
)
@example("****", 3)
@example("``a*`", 4)
def test_any_text_fits_and_shared_beginnings_stay(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert len(clipped) <= limit
    if len(text) <= limit:
        assert clipped == text
    elif clipped:
        kept, ellipsis, closers = clipped.rpartition("…")
        assert ellipsis
        assert text.startswith(kept)
        assert set(closers) <= set("*_~|`")
