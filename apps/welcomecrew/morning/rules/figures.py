"""How many tickets came and went, and how long newcomers waited. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeVar

from shared.immutable import immutable

K = TypeVar("K", int, str)


class Outcome(Enum):
    """What became of a ticket."""

    OPEN = "open"
    PLACED = "placed"
    NO_CLAN = "no clan"
    LEFT = "left"
    UNTOLD = "closed without a tag"


@immutable
class TicketStory:
    """One ticket, as far as its thread and its row tell it."""

    thread_id: int
    """0 where only a row without one tells of it."""
    opened_at: datetime | None
    """By the thread's id; None where only a row without one tells of it."""
    outcome: Outcome = Outcome.OPEN
    tag: str = ""
    """The clan, of a placed one."""
    closed_at: datetime | None = None
    first_answer_at: datetime | None = None
    """When somebody of staff first wrote to the recruit; None: not yet, or not readable."""
    recruiter_id: int = 0
    """The closer whom the marker names, else who answered the question; 0: nobody knows."""


@immutable
class Share:
    """A clan's or a recruiter's part."""

    placed: int
    to_answer: timedelta | None
    to_placing: timedelta | None


@immutable
class Figures:
    """What happened from `since` until before `until`."""

    since: datetime
    until: datetime
    opened: int
    closed: dict[Outcome, int]
    """By outcome, without those that are open."""
    to_answer: timedelta | None
    """The median time from opening to the first answer, of those that were opened then."""
    to_placing: timedelta | None
    """The median time from opening to the close, of those that were placed then."""
    by_clan: tuple[tuple[str, Share], ...]
    """The most placed first, then by tag."""
    by_recruiter: tuple[tuple[int, Share], ...]
    """The most placed first; those of nobody known are left out."""


def figures(stories: Iterable[TicketStory], since: datetime, until: datetime) -> Figures:
    """Count each ticket where it was opened, and where it was closed."""
    everything = list(stories)
    opened = [story for story in everything if _is_within(story.opened_at, since, until)]
    closed = [story for story in everything if _is_within(story.closed_at, since, until)]
    placed = [story for story in closed if story.outcome is Outcome.PLACED]
    outcomes = Counter(story.outcome for story in closed if story.outcome is not Outcome.OPEN)
    return Figures(
        since,
        until,
        opened=len(opened),
        closed={each: outcomes[each] for each in Outcome if each is not Outcome.OPEN},
        to_answer=_median(map(_to_answer, opened)),
        to_placing=_median(map(_to_placing, placed)),
        by_clan=_shares(placed, lambda story: story.tag),
        by_recruiter=_shares(
            [story for story in placed if story.recruiter_id], lambda story: story.recruiter_id
        ),
    )


def _to_answer(story: TicketStory) -> timedelta | None:
    return _apart(story.opened_at, story.first_answer_at)


def _to_placing(story: TicketStory) -> timedelta | None:
    return _apart(story.opened_at, story.closed_at)


def _is_within(moment: datetime | None, since: datetime, until: datetime) -> bool:
    return moment is not None and since <= moment < until


def _apart(begin: datetime | None, end: datetime | None) -> timedelta | None:
    if begin is None or end is None:
        return None
    # A row's date may be typed by hand, and lie before the thread.
    return max(timedelta(), end - begin)


def _median(spans: Iterable[timedelta | None]) -> timedelta | None:
    known = [span.total_seconds() for span in spans if span is not None]
    if not known:
        return None
    from statistics import median  # noqa: PLC0415 - fractions and decimals, 2 ms of a start

    return timedelta(seconds=median(known))


def _shares(
    placed: Sequence[TicketStory], key: Callable[[TicketStory], K]
) -> tuple[tuple[K, Share], ...]:
    parts: dict[K, list[TicketStory]] = defaultdict(list)
    for story in placed:
        parts[key(story)].append(story)
    found = [
        (
            name,
            Share(len(part), _median(map(_to_answer, part)), _median(map(_to_placing, part))),
        )
        for name, part in parts.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each[1].placed, each[0])))
