import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.chat.text import ago, count, one_line, plain, without_mentions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O'Neil", "O'Neil"),
        ("*x* _y_ ~z~ `c`", r"\*x\* \_y\_ \~z\~ \`c\`"),
        ("# heading", r"\# heading"),
        ("#1 in rank", "#1 in rank"),
        ("- item", r"\- item"),
        ("1. first", "1\\. first"),
        ("a\\b", r"a\\b"),
        ("[x](http://y)", r"\[x\]\(http://y\)"),
        ("see https://discord.gg/my_clan_1, *now*", r"see https://discord.gg/my_clan_1, \*now\*"),
        ("_https://a.example/_x_", r"\_https://a.example/\_x\_"),
        ("https://a.example/@everyone", "https://a.example/@\u200beveryone"),
        ("https://a.example/*b*", r"https://a.example/\*b\*"),
        ("@everyone", "@\u200beveryone"),
        ("<@123>", "\\<@\u200b123\\>"),
        ("\u202eevil", "evil"),
    ],
)
def test_text_shows_as_it_was_typed(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text(max_size=60) | st.text(alphabet="<@#!&1>*_`|~[]()\\ \n", max_size=30))
def test_plain_text_never_mentions_or_formats(text: str) -> None:
    safe = plain(text)
    assert not re.search(r"@(everyone|here)|<(@[!&]?|#)\d", safe)
    # Every mark is escaped: once escapes are taken out, none is left.
    assert not re.search(r"[*_~|`<>\[\]()]", re.sub(r"\\.", "", safe, flags=re.DOTALL))


@given(st.text(max_size=60))
def test_without_mentions_keeps_all_visible_characters(text: str) -> None:
    assert without_mentions(text).replace("\u200b", "") == text.replace("\u200b", "")


def test_small_words() -> None:
    assert [count(1, "clan"), count(0, "clan"), count(1200, "entry", "entries")] == [
        "1 clan",
        "0 clans",
        "1,200 entries",
    ]
    assert [ago(s) for s in (-3, 59.9, 840, 3600, 12000, 90000, 187200)] == [
        "0 s",
        "59 s",
        "14 min",
        "1 h",
        "3 h 20 min",
        "1 d 1 h",
        "2 d 4 h",
    ]
    assert one_line(" a\n b\t c ") == "a b c"
