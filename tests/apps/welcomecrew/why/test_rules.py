from dataclasses import replace
from datetime import UTC, datetime

import pytest

from apps.welcomecrew.why.rules import WhyFacts, explain, thread_id_in

THEN = datetime(2025, 9, 1, 12, tzinfo=UTC)
OPEN = WhyFacts(name="0042-Tom", number="0042", username="Tom", tab="Sheet1")
CLOSED = replace(OPEN, closed=True, by_marker=True, closed_at=THEN, shut=True)
TAGGED = replace(CLOSED, tag="NOX", right_name="Closed-0042-Tom-NOX")
LOGGED = replace(TAGGED, row_number=7, row_says="0042, Tom, NOX", row_complete=True)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (WhyFacts(name="chat"), "no four-digit ticket number"),
        (OPEN, "the ticket is open"),
        (replace(OPEN, shut=True, needs_marker=True), "the settings require that"),
        (CLOSED, "**Waiting**: the clan tag is missing"),
        (replace(CLOSED, row_number=7), "row 7 of `Sheet1`, but the clan tag is missing"),
        (TAGGED, "**Not logged yet**"),
        (replace(TAGGED, row_number=7), "**Logged in part**"),
        (LOGGED, "**Logged**: row 7 of `Sheet1`."),
        # Reopened after having been logged: it still is.
        (replace(LOGGED, closed=False), "**Logged**: row 7"),
        (
            replace(TAGGED, waits_since=THEN, sheets_problem="Google is away"),
            "waits since <t:1756728000:R>: Google is away",
        ),
    ],
)
def test_the_verdict_comes_first(facts: WhyFacts, verdict: str) -> None:
    assert verdict in explain(facts)[0]


def test_the_grounds() -> None:
    text = "\n".join(explain(TAGGED))
    assert "ticket `0042`, user Tom, tag `NOX`" in text
    assert "closed <t:1756728000:R>, known by a close marker" in text
    assert "to become Closed-0042-Tom-NOX" in text
    waiting = "\n".join(explain(replace(CLOSED, waits_since=THEN)))
    assert "without the tag, waits to be written since <t:1756728000:R>" in waiting
    asked = replace(CLOSED, by_marker=False, asked_id=5, question_link="https://x.test/1")
    text = "\n".join(explain(replace(asked, doing="asked", watched=False)))
    assert "archived or locked" in text
    assert "<@5> was asked for the tag: https://x.test/1" in text
    assert "at the moment: asked" in text
    assert "live watching is off" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<#800000000000000001>", 800000000000000001),
        ("800000000000000001 ", 800000000000000001),
        ("https://discord.com/channels/1/800000000000000001", 800000000000000001),
        (
            "https://discord.com/channels/700000000000000001/800000000000000001",
            800000000000000001,
        ),
        ("0042-Tom", None),
        ("", None),
    ],
)
def test_which_thread_is_meant(text: str, expected: int | None) -> None:
    assert thread_id_in(text) == expected
