"""The page for people: one self-contained HTML text, drawn from facts that are passed in."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Final

from .components import ComponentState
from .ground.immutable import immutable
from .health import HealthReport, Identity
from .history import Note, Sample
from .jobs import JobState
from .plot import plot
from .snapshot import GatewayState
from .spoken import for_how_long

REFRESH_S: Final = 10

_GOOD: Final = {GatewayState.READY, GatewayState.CONNECTED}
_WARN: Final = {
    GatewayState.STARTING,
    GatewayState.WAITING,
    GatewayState.STANDBY,
    GatewayState.ZOMBIE,
    GatewayState.DEAF,
}
_TONES: Final = {True: "good", False: "bad", None: "warn"}
_WORST_FIRST: Final = (False, None, True)
_NOT_KEPT: Final = "What was before this start is not kept: STATE_DIR is not set."


@immutable
class PageFacts:
    """Everything that the page shows."""

    identity: Identity
    because: str
    health: HealthReport
    jobs: Sequence[JobState]
    samples: Sequence[Sample]
    notes: Sequence[Note]
    now: datetime
    keeps_history: bool = True
    """Whether what is drawn and listed outlives the process."""


def render(facts: PageFacts) -> str:
    """The page. Every text from outside is escaped."""
    health = facts.health
    return Template(_part("status_page.html")).substitute(
        style=_part("status_page.css"),
        script=_part("status_page.js"),
        refresh=REFRESH_S,
        service=escape(facts.identity.service),
        tone=_tone(health),
        state=escape(health.state.value),
        # What the heading says already is not said again.
        reason=escape(health.reason.removeprefix(f"{health.state.value}, ")),
        since=_moment(health.since),
        so_long=for_how_long((facts.now - health.since).total_seconds()),
        lost=escape(health.lost),
        next_step=escape(health.next_step),
        runbook=_link(health.runbook),
        figures=_figures(facts),
        plot=plot(facts.samples),
        not_kept="" if facts.keeps_history else f"<p>{_NOT_KEPT}</p>",
        components=_components(health),
        jobs=_jobs(facts.jobs, facts.now),
        notes=_notes(facts.notes),
        now=_moment(facts.now),
    )


@cache
def script_hash() -> str:
    """By which a policy tells the page's own script from any other, as `sha256-…`."""
    digest = hashlib.sha256(_part("status_page.js").encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


@cache
def _part(name: str) -> str:
    # Once per process: no request waits for the disk.
    return files(__package__ or "").joinpath(name).read_text(encoding="utf-8")


def _tone(health: HealthReport) -> str:
    if health.state in _GOOD:
        return "warn" if health.failing else "good"
    return "warn" if health.state in _WARN else "bad"


def _link(address: str) -> str:
    """What can be followed is a link that says where it leads; a path in the repository is text."""
    if not address.startswith(("https://", "http://")):
        return f"Read on in <code>{escape(address)}</code>."
    section = address.rpartition("#")[2].replace("-", " ")
    return f'<a href="{escape(address)}">Runbook: {escape(section)}</a>'


def _figures(facts: PageFacts) -> str:
    health = facts.health
    latency = "unknown" if health.latency_s is None else f"{health.latency_s * 1000:.0f} ms"
    age = health.last_event_age_s
    pairs = [
        ("Latency", latency),
        ("Last event", "none yet" if age is None else f"{for_how_long(age)} ago"),
        ("Uptime", health.uptime),
        ("Instance", facts.identity.instance),
        ("Commit", facts.identity.commit or "unknown"),
        ("Started because", facts.because),
    ]
    return "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in pairs)


def _components(health: HealthReport) -> str:
    said = {True: "well", False: "failing", None: "not checked yet"}
    rows = [
        f"{_named(each.ok, said[each.ok], each.title or each.name)}{_cell(escape(_words(each)))}"
        for each in sorted(health.components, key=lambda it: _WORST_FIRST.index(it.ok))
    ]
    return _table(("Component", "How it is"), rows, "No components are registered.")


def _words(component: ComponentState) -> str:
    if component.ok is not False or component.since_s is None:
        return component.words
    return f"{component.words.rstrip('.')}, for {for_how_long(component.since_s)}"


def _jobs(jobs: Sequence[JobState], now: datetime) -> str:
    said = {True: "went well", False: "failed", None: "not run yet"}
    rows = [
        f"{_named(job.ok, said[job.ok], job.name)}"
        f"{_cell(escape('running now' if job.running else job.last_outcome))}"
        f"{_cell(_next(job, now))}"
        for job in sorted(jobs, key=lambda it: _WORST_FIRST.index(it.ok))
    ]
    return _table(("Job", "Its last run", "Its next run"), rows, "No jobs are registered.")


def _next(job: JobState, now: datetime) -> str:
    if job.next_run is None:
        return "none planned"
    return "due now" if job.next_run <= now else f"next {_moment(job.next_run)}"


def _named(ok: bool | None, said: str, name: str) -> str:  # noqa: FBT001 - as a row holds it
    light = f'<i class="{_TONES[ok]}" role="img" aria-label="{said}"></i>'
    return f'<th scope="row" role="rowheader"><span>{light}{escape(name)}</span></th>'


def _notes(notes: Sequence[Note]) -> str:
    rows = [f"{_cell(_moment(note.at))}{_cell(escape(note.text))}" for note in notes]
    return _table(("When", "What"), rows, "It begins just now.")


def _cell(html: str) -> str:
    return f'<td role="cell">{html}</td>'


def _table(columns: Sequence[str], rows: Sequence[str], otherwise: str) -> str:
    if not rows:
        return f"<p>{otherwise}</p>"
    head = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in columns)
    body = "".join(f'<tr role="row">{row}</tr>' for row in rows)
    # The roles are said, since a phone's style stacks the cells, and browsers forget them then.
    return (
        f'<table role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return "unknown"
    return f'<time datetime="{moment.isoformat()}">{moment:%Y-%m-%d %H:%M:%S} UTC</time>'
