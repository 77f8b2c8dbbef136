"""The page for people: complete, self-contained, and nothing in it obeys a stranger."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from shared.keepalive.components import ComponentState
from shared.keepalive.health import Identity, report
from shared.keepalive.history import Note, Sample
from shared.keepalive.jobs import JobState
from shared.keepalive.status_page import PageFacts, plot, render
from shared.keepalive.watchdog import Limits
from tests.shared.keepalive.facts import gateway

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
EVIL = '<script>alert("x")</script>$since&'


def sample(age_s: float, latency_s: float | None = 0.1, **more: Any) -> Sample:
    return Sample(age_s, latency_s, more.get("events", 0), 0.0, more.get("connected", True))


def page(words: str = "two tabs", samples: tuple[Sample, ...] = ()) -> str:
    identity = Identity(words, words, words)
    components = (ComponentState(words, ok=False, words=words, age_s=1.0),)
    return render(
        PageFacts(
            identity=identity,
            because=words,
            health=report(gateway(stopping=words), components, Limits(), identity, NOW),
            jobs=[JobState(name=words, next_run=NOW, last_outcome=words)],
            samples=samples,
            notes=[Note(NOW, words)],
            now=NOW,
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
        if tag not in {"meta", "polyline", "rect"}:
            self.open.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"polyline", "rect"}:
            assert self.open.pop() == tag


def outline(text: str) -> Outline:
    parsed = Outline()
    parsed.feed(text)
    return parsed


def test_everything_is_there() -> None:
    text = page()
    for words in ("two tabs", "stopping", "2026-01-05 12:00:00 UTC", "Uptime", "Commit"):
        assert words in text
    assert 'http-equiv="refresh"' in text
    assert "width=device-width" in text
    assert "prefers-color-scheme: dark" in text


def test_it_is_well_formed_and_self_contained() -> None:
    parsed = outline(page(samples=(sample(20), sample(10, None), sample(0))))
    assert parsed.open == []
    assert parsed.addresses == []
    assert "svg" in parsed.tags


def test_words_from_outside_are_only_words() -> None:
    text = page(EVIL)
    assert "<script" not in text
    assert "script" not in outline(text).tags
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
