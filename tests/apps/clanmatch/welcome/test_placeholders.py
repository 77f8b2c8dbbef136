"""Expanding once, and dropping the lines that have nothing to say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.clanmatch.welcome.rules.placeholders import expand, is_nothing, without_empty_lines

VALUES = {"CLAN": "Ashen Vigil", "MENTION": "<@7>", "NOW": "today"}


def token(emoji: str) -> str:
    return {"C1C": "<:C1C:5>", "5": "<:C1C:5>"}.get(emoji, "")


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("Welcome to {CLAN}!", "Welcome to Ashen Vigil!"),
        ("{MENTION}{CLAN}{CLAN}", "<@7>Ashen VigilAshen Vigil"),
        ("{EMOJI:C1C} {EMOJI: 5 }", "<:C1C:5> <:C1C:5>"),
        ("gone: {EMOJI:unknown}.", "gone: ."),
        ("{UNKNOWN} {clan} {} {", "{UNKNOWN} {clan} {} {"),
        ("{{CLAN}}", "{Ashen Vigil}"),
        ("{EMOJI:{CLAN}}", "{EMOJI:Ashen Vigil}"),
    ],
)
def test_expand(text: str, expanded: str) -> None:
    assert expand(text, VALUES, token) == expanded


@given(
    clan=st.text(max_size=30)
    | st.sampled_from(["{MENTION}", "{EMOJI:C1C}", "{NOW}", "{CLAN}", "MENTION}", "{", "EMOJI:5"]),
    before=st.sampled_from(["", "{", "{EMOJI:", "x"]),
    after=st.sampled_from(["", "}", "MENTION}", ":C1C}"]),
)
def test_inserted_text_is_never_expanded(clan: str, before: str, after: str) -> None:
    values = {"CLAN": clan, "MENTION": "\N{BELL}", "NOW": "\N{BELL}"}
    bell = "\N{BELL}"
    written = f"{before}{{CLAN}}{after}"

    shown = expand(written, values, lambda _: bell)

    assert shown.count(bell) == clan.count(bell)
    assert clan in shown


@pytest.mark.parametrize(
    "value",
    ["", " ", "-", "—", "–", "n/a", "N/A", "na", "None", "none.", "nobody", "TBD", "?", "…"],
)
def test_words_for_nobody(value: str) -> None:
    assert is_nothing(value)


@pytest.mark.parametrize("value", ["Ana-Lucía", "0", "ひかり", "Nora", "Nadine", "N. A. Smith"])
def test_names(value: str) -> None:
    assert not is_nothing(value)


BOTH = frozenset({"CLANLEAD", "DEPUTIES"})
SAMPLE = """Hello {MENTION}

**Your cluster crew:**
• **Clan Lead:** {CLANLEAD}
• **Deputies:** {DEPUTIES}

Sent {NOW}"""


@pytest.mark.parametrize(
    ("text", "empty", "left"),
    [
        (SAMPLE, frozenset[str](), SAMPLE),
        (SAMPLE, {"DEPUTIES"}, SAMPLE.replace("\n• **Deputies:** {DEPUTIES}", "")),
        (SAMPLE, BOTH, "Hello {MENTION}\n\nSent {NOW}"),
        ("Hello\n{CLANLEAD} leads.", {"CLANLEAD"}, "Hello"),
        ("Hello, {CLANLEAD} leads.", {"CLANLEAD"}, ""),
        # One of two is known: the line still says something.
        ("{CLANLEAD} and {DEPUTIES}", {"DEPUTIES"}, "{CLANLEAD} and {DEPUTIES}"),
        ("{CLANLEAD} and {DEPUTIES}", BOTH, ""),
        # Other lines of the section stay, and so does its heading.
        ("Crew:\n{CLANLEAD}\nand you", BOTH, "Crew:\nand you"),
        # Headings of every kind; a blank line may follow them.
        ("# Crew\n{CLANLEAD}\nBye", BOTH, "# Crew\nBye"),
        ("## Crew\n\n{CLANLEAD}\n\nBye", BOTH, "Bye"),
        ("__Crew__\n{CLANLEAD}", BOTH, ""),
        ("Lead:\n{CLANLEAD}\nDeputies:\n{DEPUTIES}", {"CLANLEAD"}, "Deputies:\n{DEPUTIES}"),
        # A heading that never had lines of that kind is left alone.
        ("Rules:\n\nLead: {CLANLEAD}\n\nBye:", BOTH, "Bye:"),
        ("Bye:\n\nNow", BOTH, "Bye:\n\nNow"),
        ("a\n\n\n\nb", BOTH, "a\n\nb"),
    ],
)
def test_lines_without_a_value(text: str, empty: set[str], left: str) -> None:
    assert without_empty_lines(text, empty) == left
