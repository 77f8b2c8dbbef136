"""Figures as a table for a spreadsheet. Pure."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from apps.welcomecrew.morning.rules.figures import Figures, Outcome, Share

HEADERS: Final = (
    "of",
    "name",
    "opened",
    "placed",
    "no clan",
    "left",
    "closed without a tag",
    "median hours to the first answer",
    "median hours to the placing",
)
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


def table_of(figures: Figures) -> Iterator[Sequence[str]]:
    """A row for the whole, then one for each clan and each recruiter (by id)."""
    closed = figures.closed
    yield HEADERS
    yield (
        "all",
        f"{figures.since:%Y-%m-%d %H:%M} to {figures.until:%Y-%m-%d %H:%M} UTC",
        str(figures.opened),
        *(str(closed[each]) for each in (Outcome.PLACED, Outcome.NO_CLAN, Outcome.LEFT)),
        str(closed[Outcome.UNTOLD]),
        _hours(figures.to_answer),
        _hours(figures.to_placing),
    )
    for tag, share in figures.by_clan:
        yield _row("clan", tag, share)
    for user_id, share in figures.by_recruiter:
        # As text: a spreadsheet would round a number of that length.
        yield _row("recruiter", f"id {user_id}", share)


def _row(kind: str, name: str, share: Share) -> Sequence[str]:
    # A tag is what people wrote into a sheet: another sheet must not run it.
    safe = f"'{name}" if name.startswith(_FORMULAS) else name
    return (
        kind, safe, "", str(share.placed), "", "", "", _hours(share.to_answer),
        _hours(share.to_placing),
    )  # fmt: skip


def _hours(span: timedelta | None) -> str:
    return "" if span is None else f"{span.total_seconds() / 3600:.1f}"
