"""The last hour as a picture: latency as a line, events as bars, outages and restarts. Pure."""

from collections.abc import Sequence
from typing import Final

from .history import BUCKET_S, HOUR_S, Sample
from .spoken import counted, for_how_long

_WIDTH: Final = 720.0
_HEIGHT: Final = 140.0
_LEAST_LATENCY_SHOWN_S: Final = 0.2
_BAR: Final = _WIDTH * BUCKET_S / HOUR_S
# Two samples further apart than this have a time between them of which nothing is known.
_GAP_S: Final = 3 * BUCKET_S


def plot(samples: Sequence[Sample]) -> str:
    """An SVG of the samples, oldest first, with the same in words for whoever can't see it."""
    words = in_words(samples)
    shapes = [*_unknown(samples), *_bars(samples), *_restarts(samples), *_line(samples)]
    return (
        f'<svg viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" role="img" aria-label="{words}" '
        f'preserveAspectRatio="none">{"".join(shapes)}</svg>'
        '<p class="scale" aria-hidden="true"><span>60 min ago</span><span>30</span>'
        f'<span>now</span></p><p class="key">{words}</p>'
    )


def in_words(samples: Sequence[Sample]) -> str:
    """What the picture shows, as a sentence each."""
    if not samples:
        return "The first figures come within ten seconds."
    seen = [sample.latency_s for sample in samples if sample.latency_s is not None]
    latency = f"Latency up to {max(seen) * 1000:.0f} ms" if seen else "Latency unknown"
    most = max(sample.events for sample in samples)
    told = [f"{latency} (line), up to {counted(most, 'event')} in ten seconds (bars)."]
    away_s = BUCKET_S * sum(not sample.connected for sample in samples)
    if away_s:
        told.append(f"Away for {for_how_long(away_s)} in all (red).")
    if restarts := sum(sample.first for sample in samples[1:]):
        told.append(f"{counted(restarts, 'restart')} (dashed).")
    if samples[0].age_s < HOUR_S - _GAP_S:
        told.append(f"The record begins {for_how_long(samples[0].age_s)} ago (grey before).")
    return " ".join(told)


def _bars(samples: Sequence[Sample]) -> list[str]:
    shapes: list[str] = []
    most = max([*(sample.events for sample in samples), 1])
    for sample in samples:
        x = _x(sample.age_s)
        if not sample.connected:
            shapes.append(_rect("away", x, 0.0, _BAR + 0.2, _HEIGHT))
        if sample.events:
            height = max(2.0, _HEIGHT * 0.45 * sample.events / most)
            shapes.append(_rect("events", x, _HEIGHT - height, _BAR - 0.4, height))
    return shapes


def _unknown(samples: Sequence[Sample]) -> list[str]:
    """What lies before the record, and between a process and the next one."""
    ages = [HOUR_S, *(sample.age_s for sample in samples)]
    ends = [HOUR_S, *(sample.age_s - BUCKET_S for sample in samples)]
    gaps = zip(ends, [*ages[1:], 0.0], strict=True)
    return [
        _rect("unknown", _x(began), 0.0, _x(ended) - _x(began), _HEIGHT)
        for began, ended in gaps
        if began - ended > _GAP_S - BUCKET_S
    ]


def _restarts(samples: Sequence[Sample]) -> list[str]:
    begins = [_x(sample.age_s) for sample in samples[1:] if sample.first]
    return [
        f'<line class="restart" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{_HEIGHT:.0f}"/>'
        for x in begins
    ]


def _line(samples: Sequence[Sample]) -> list[str]:
    """Latency; no line is drawn across what isn't known."""
    seen = [sample.latency_s for sample in samples if sample.latency_s is not None]
    top = max([*seen, _LEAST_LATENCY_SHOWN_S])
    lines: list[list[str]] = [[]]
    for sample in samples:
        if sample.first or sample.latency_s is None:
            lines.append([])
        if sample.latency_s is not None:
            y = _HEIGHT - 4 - (_HEIGHT - 8) * sample.latency_s / top
            lines[-1].append(f"{_x(sample.age_s):.1f},{y:.1f}")
    return [f'<polyline points="{" ".join(line)}"/>' for line in lines if line]


def _x(age_s: float) -> float:
    return _WIDTH * (1.0 - min(max(age_s, 0.0), HOUR_S) / HOUR_S)


def _rect(kind: str, x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
    )
