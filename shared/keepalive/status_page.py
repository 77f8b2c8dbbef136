"""The page for people: one self-contained HTML text, drawn from facts that are passed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from importlib.resources import files
from string import Template

from shared.keepalive.health import HealthReport, Identity
from shared.keepalive.history import HOUR_S, Note, Sample
from shared.keepalive.jobs import JobState
from shared.keepalive.snapshot import GatewayState

REFRESH_S = 10

_WIDTH, _HEIGHT = 720.0, 140.0
_LEAST_LATENCY_SHOWN_S = 0.2
_GOOD = {GatewayState.READY, GatewayState.CONNECTED}
_WARN = {
    GatewayState.STARTING,
    GatewayState.WAITING,
    GatewayState.STANDBY,
    GatewayState.ZOMBIE,
    GatewayState.DEAF,
}


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Everything that the page shows."""

    identity: Identity
    because: str
    health: HealthReport
    jobs: Sequence[JobState]
    samples: Sequence[Sample]
    notes: Sequence[Note]
    now: datetime


def render(facts: PageFacts) -> str:
    """The page. Every text from outside is escaped."""
    health = facts.health
    template = Template(
        files("shared.keepalive").joinpath("status_page.html").read_text(encoding="utf-8")
    )
    return template.substitute(
        refresh=REFRESH_S,
        service=escape(facts.identity.service),
        tone=_tone(health),
        state=escape(health.state.value),
        reason=escape(health.reason),
        since=_moment(health.since),
        lost=escape(health.lost),
        runbook=_link(health.runbook),
        figures=_figures(facts),
        plot=plot(facts.samples),
        components=_components(facts),
        jobs=_jobs(facts),
        notes=_notes(facts.notes),
        now=_moment(facts.now),
    )


def plot(samples: Sequence[Sample]) -> str:
    """Latency as a line over bars of events, for the last hour; outages are shaded."""
    seen = [sample.latency_s for sample in samples if sample.latency_s is not None]
    top = max([*seen, _LEAST_LATENCY_SHOWN_S])
    most = max([*(sample.events for sample in samples), 1])
    bar = max(1.0, _WIDTH * 10.0 / HOUR_S - 0.4)
    shapes: list[str] = []
    for sample in samples:
        x = _x(sample)
        if not sample.connected:
            shapes.append(_rect("away", x, 0.0, bar + 0.6, _HEIGHT))
        if sample.events:
            height = max(2.0, _HEIGHT * 0.45 * sample.events / most)
            shapes.append(_rect("events", x, _HEIGHT - height, bar, height))
    shapes += [f'<polyline points="{line}"/>' for line in _lines(samples, top)]
    label = f"Latency up to {top * 1000:.0f} ms, up to {most} events in ten seconds"
    return (
        f'<svg viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" role="img" aria-label="{label}" '
        f'preserveAspectRatio="none">{"".join(shapes)}</svg><p class="key">{label}</p>'
    )


def _lines(samples: Sequence[Sample], top: float) -> list[str]:
    lines: list[list[str]] = [[]]
    for sample in samples:
        if sample.latency_s is None:
            # A gap: no line is drawn across what isn't known.
            lines.append([])
            continue
        y = _HEIGHT - 4 - (_HEIGHT - 8) * sample.latency_s / top
        lines[-1].append(f"{_x(sample):.1f},{y:.1f}")
    return [" ".join(line) for line in lines if line]


def _x(sample: Sample) -> float:
    return _WIDTH * (1.0 - min(sample.age_s, HOUR_S) / HOUR_S)


def _rect(kind: str, x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
    )


def _tone(health: HealthReport) -> str:
    if health.state in _GOOD:
        return "warn" if any(it.ok is False for it in health.components) else "good"
    return "warn" if health.state in _WARN else "bad"


def _link(address: str) -> str:
    if not address.startswith("https://"):
        return escape(address)
    return f'<a href="{escape(address)}">{escape(address)}</a>'


def _figures(facts: PageFacts) -> str:
    health = facts.health
    latency = "unknown" if health.latency_s is None else f"{health.latency_s * 1000:.0f} ms"
    age = "none yet" if health.last_event_age_s is None else f"{health.last_event_age_s} s ago"
    pairs = [
        ("Latency", latency),
        ("Last event", age),
        ("Uptime", health.uptime),
        ("Instance", facts.identity.instance),
        ("Commit", facts.identity.commit or "unknown"),
        ("Started because", facts.because),
    ]
    return "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in pairs)


def _components(facts: PageFacts) -> str:
    tones = {True: "good", False: "bad", None: "warn"}
    rows = [
        f'<tr><td><i class="{tones[each.ok]}"></i>{escape(each.name)}</td>'
        f"<td>{escape(each.words)}</td></tr>"
        for each in facts.health.components
    ]
    return _table(rows, "No components are registered.")


def _jobs(facts: PageFacts) -> str:
    tones = {True: "good", False: "bad", None: "warn"}
    rows = [
        f'<tr><td><i class="{tones[job.ok]}"></i>{escape(job.name)}</td>'
        f"<td>{escape('running now' if job.running else job.last_outcome)}</td>"
        f"<td>next {_moment(job.next_run)}</td></tr>"
        for job in facts.jobs
    ]
    return _table(rows, "No jobs are registered.")


def _notes(notes: Sequence[Note]) -> str:
    rows = [f"<tr><td>{_moment(note.at)}</td><td>{escape(note.text)}</td></tr>" for note in notes]
    return _table(rows, "Nothing happened yet.")


def _table(rows: Sequence[str], otherwise: str) -> str:
    return f"<table>{''.join(rows)}</table>" if rows else f"<p>{otherwise}</p>"


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return "unknown"
    return f'<time datetime="{moment.isoformat()}">{moment:%Y-%m-%d %H:%M:%S} UTC</time>'
