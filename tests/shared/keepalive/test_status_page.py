"""The page for people: complete, self-contained, and nothing in it obeys a stranger."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import pytest

from shared.keepalive.components import ComponentState
from shared.keepalive.health import Identity, report
from shared.keepalive.history import Note, Sample
from shared.keepalive.jobs import JobState
from shared.keepalive.plot import in_words, plot
from shared.keepalive.status_page import REFRESH_S, PageFacts, render
from shared.keepalive.watchdog import Limits
from tests.shared.keepalive.facts import gateway

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
EVIL = '<script>alert("x")</script>$since&'


def sample(age_s: float, latency_s: float | None = 0.1, **more: Any) -> Sample:
    events, connected = more.get("events", 0), more.get("connected", True)
    return Sample(age_s, latency_s, events, 0.0, connected, more.get("first", False))


def page(words: str = "two tabs", samples: tuple[Sample, ...] = (), **more: Any) -> str:
    identity = Identity(words, words, words)
    failing = ComponentState(words, ok=False, words=words, age_s=1.0, since_s=725.0)
    well = ComponentState("well one", ok=True, words="opened", age_s=1.0)
    health = report(
        gateway(stopping=words, phase_age_s=95.0),
        (well, failing),
        Limits(),
        identity,
        NOW,
        runbook=more.pop("runbook", "docs/runbook.md"),
    )
    return render(
        PageFacts(
            identity=identity,
            because=words,
            health=health,
            jobs=[JobState(name=words, next_run=NOW, last_outcome=words)],
            samples=samples,
            notes=[Note(NOW, words)],
            now=NOW,
            **more,
        )
    )


class Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in {"meta", "polyline", "rect", "line"}:
            self.open.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"polyline", "rect", "line"}:
            assert self.open.pop() == tag


def own_script() -> str:
    return (files("shared.keepalive") / "status_page.js").read_text("utf-8")


def outline(text: str) -> Outline:
    parsed = Outline()
    parsed.feed(text)
    return parsed


def test_everything_is_there() -> None:
    text = page()
    for words in ("two tabs", "stopping", "2026-01-05 12:00:00 UTC", "Uptime", "Commit"):
        assert words in text
    assert f'data-refresh="{REFRESH_S}"' in text
    assert "width=device-width" in text
    assert "prefers-color-scheme: dark" in text


def test_it_is_well_formed_and_self_contained() -> None:
    parsed = outline(page(samples=(sample(20), sample(10, None), sample(0))))
    assert parsed.open == []
    assert parsed.addresses == []
    assert "svg" in parsed.tags


def test_words_from_outside_are_only_words() -> None:
    text = page(EVIL)
    assert text.count("<script") == 1, "the page's own"
    assert outline(text).tags.count("script") == 1
    assert f"<script>{own_script()}</script>" in text
    assert text.count("&lt;script&gt;") >= 8
    assert "$since" in text, "nor are they a template"


def test_the_plot_leaves_gaps_and_shades_outages() -> None:
    drawn = plot(
        [
            sample(3600, 0.1),
            sample(1800, 0.2, events=5),
            sample(900, None, connected=False),
            sample(0, 0.1),
        ]
    )
    assert len(re.findall("<polyline", drawn)) == 2
    assert len(re.findall('class="away"', drawn)) == 1
    assert len(re.findall('class="events"', drawn)) == 1
    assert 'points="0.0,' in drawn
    assert plot([]).startswith("<svg")


def test_the_head_says_since_when_what_is_lost_and_what_to_do() -> None:
    head = page(runbook="https://example.org/runbook.md").partition("</header>")[0]
    assert "(1 min)" in head
    assert "<dt>Lost</dt><dd>nothing</dd>" in head
    assert "wait a minute for the next process. " in head
    assert '<a href="https://example.org/runbook.md#stopping">Runbook: stopping</a>' in head


def test_what_fails_stands_first_and_says_for_how_long() -> None:
    table = page("broken").partition('data-part="components"')[2].partition("</table>")[0]
    assert table.index("broken") < table.index("well one")
    assert "broken, for 12 min</td>" in table
    assert 'aria-label="failing"' in table


def test_what_fails_is_said_once_and_as_a_sentence() -> None:
    failing = ComponentState(
        "sheets", ok=False, words="Not shared. Share it.", age_s=1.0, since_s=9
    )
    identity = Identity("tiny", "srv-1", "")
    health = report(gateway(), (failing,), Limits(), identity, NOW)
    text = render(PageFacts(identity, "first start", health, (), (), (), NOW))
    assert '<p class="reason">but sheets: Not shared. Share it.</p>' in text
    assert "Not shared. Share it, for 9 s</td>" in text


def test_nothing_hides_that_the_history_ends_with_the_process() -> None:
    assert "STATE_DIR is not set" in page(keeps_history=False)
    assert "STATE_DIR" not in page()


def test_a_job_that_is_due_has_no_next_time_in_the_past() -> None:
    assert ">due now</td>" in page()


PICTURES: list[tuple[list[Sample], str]] = [
    ([], "The first figures come within ten seconds."),
    (
        [sample(5, None)],
        (
            "Latency unknown (line), up to 0 events in ten seconds (bars). "
            "The record begins 5 s ago (grey before)."
        ),
    ),
    (
        [sample(3600, 0.1234, events=1), sample(3000, connected=False), sample(10, first=True)],
        (
            "Latency up to 123 ms (line), up to 1 event in ten seconds (bars). "
            "Away for 10 s in all (red). 1 restart (dashed)."
        ),
    ),
]


@pytest.mark.parametrize(("samples", "words"), PICTURES)
def test_the_plot_in_words(samples: list[Sample], words: str) -> None:
    assert in_words(samples) == words
    assert f'aria-label="{words}"' in plot(samples)


def test_the_plot_shades_what_is_unknown() -> None:
    assert plot([]).count('class="unknown"') == 1
    steady = [sample(3600 - 10 * number) for number in range(361)]
    assert 'class="unknown"' not in plot(steady)
    halves = [*steady[:100], sample(1800, first=True), *steady[181:]]
    drawn = plot(halves)
    assert drawn.count('class="unknown"') == 1
    assert drawn.count('class="restart"') == 1
    assert drawn.count("<polyline") == 2, "no line across what isn't known"
