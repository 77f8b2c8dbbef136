"""What must be so of seats, whatever happened: pure, from what rows, cells and cards said when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

UNDONE_WITHIN_S: Final = 12.0
"""A call for a seat that somebody else took is withdrawn within so long; a hold stands at once."""
LONGEST_HOLD_S: Final = 7 * 86_400.0
_TOLD_WITHIN_S: Final = 30.0
"""While Discord is slow, what a read has shown is told as much later."""
_LATE_S: Final = 90.0
"""A look a minute sees what time has ended."""
_OFFERS: Final[Mapping[str, frozenset[str]]] = {
    "held": frozenset({"more", "give"}),
    "queued": frozenset({"leave"}),
    "called": frozenset({"take", "later", "leave"}),
}
"""What the card of a live seat offers, by its state."""
_PROMISED: Final = frozenset({"held", "called"})
_ENDING: Final = frozenset({"asked", "held", "called"})


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A row of the tab of seats."""

    thread: int
    tag: str
    state: str
    until: float | None
    """Seconds since 1970; of a placement: until it is counted in the clan's cell."""
    card: int = 0

    @property
    def live(self) -> bool:
        """Whether it asks for a seat, or has one."""
        return self.state in {"asked", *_OFFERS}

    @property
    def takes(self) -> bool:
        """Whether the clan has a seat less to give for it."""
        return self.state in _ENDING or (self.state == "placed" and self.until is not None)


@dataclass(frozen=True, slots=True)
class Card:
    """A message that offers something still."""

    message: int
    offers: frozenset[str]
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """The sheet after a change of it, `at` seconds of the run."""

    at: float
    cells: Mapping[str, int]
    """Spots by tag, where they can be read."""
    rows: tuple[SeatRow, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A recruiter read that a seat is held."""

    at: float
    thread: int
    tag: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is judged."""

    moments: Sequence[Moment] = ()
    told: Sequence[Told] = ()
    now: float = 0.0
    """Seconds since 1970, in the end."""
    cards: Mapping[int, Sequence[Card]] = field(default_factory=dict[int, Sequence[Card]])
    """Of open tickets, by thread."""
    closed: frozenset[int] = frozenset()
    """Tickets that are closed for good."""
    shown: Sequence[int] = ()
    """Every number of seats that anybody was shown."""


def problems(facts: Facts) -> list[str]:
    """All that is wrong, by what happened and by how it is in the end."""
    rows = facts.moments[-1].rows if facts.moments else ()
    return [
        *_promised_twice(facts.moments),
        *_told_in_vain(facts),
        *(f"{shown} seats were shown" for shown in facts.shown if shown < 0),
        *_rows_of_one(rows),
        *_for_ever(rows, facts),
        *_lost(facts.moments[-1:]),
        *_cards(rows, facts.cards),
    ]


def _promised_twice(moments: Sequence[Moment]) -> Iterator[str]:
    """More was promised than there was, at the time of the promise."""
    before: Mapping[int, SeatRow] = {}
    for at, moment in enumerate(moments):
        now = {row.thread: row for row in moment.rows}
        fresh = {
            row.tag
            for row in moment.rows
            if row.state in _PROMISED and not _was_promised(before.get(row.thread), row)
        }
        for tag in sorted(fresh):
            most = _most(moments[: at + 1], tag)
            if most is None:
                continue
            if _held(moment, tag) > most or _stays_over(moments[at:], tag, most):
                taken = _taken(moment, tag)
                yield f"{taken} seats of {tag} were promised at {moment.at:.1f} s, of {most}"
        before = now


def _was_promised(before: SeatRow | None, row: SeatRow) -> bool:
    return before is not None and before.tag == row.tag and before.state in _PROMISED


def _held(moment: Moment, tag: str) -> int:
    return sum(row.tag == tag and row.state == "held" for row in moment.rows)


def _taken(moment: Moment, tag: str) -> int:
    # What is asked for is no promise: it takes a seat from others alone.
    return sum(row.tag == tag and row.takes and row.state != "asked" for row in moment.rows)


def _most(moments: Sequence[Moment], tag: str) -> int | None:
    """The most that the cell said of late; people may lower it under a promise."""
    last = moments[-1].at
    of_late = [m for m in moments if m.at >= last - UNDONE_WITHIN_S]
    # What stood there when that time began counts as well.
    of_late = [*moments[: len(moments) - len(of_late)][-1:], *of_late]
    return max((m.cells[tag] for m in of_late if tag in m.cells), default=None)


def _stays_over(moments: Sequence[Moment], tag: str, most: int) -> bool:
    soon = [m for m in moments if m.at <= moments[0].at + UNDONE_WITHIN_S]
    return all(_taken(moment, tag) > most for moment in soon)


def _told_in_vain(facts: Facts) -> Iterator[str]:
    for told in facts.told:
        then = [m for m in facts.moments if m.at <= told.at]
        of_late = [m for m in then if m.at >= told.at - _TOLD_WITHIN_S] or then[-1:]
        if not any(
            row.thread == told.thread and row.tag == told.tag and row.state == "held"
            for moment in of_late
            for row in moment.rows
        ):
            yield f"a seat at {told.tag} was promised to {told.thread}, and no row says so"


def _rows_of_one(rows: Iterable[SeatRow]) -> Iterator[str]:
    seen: set[int] = set()
    for row in rows:
        if row.live and row.thread in seen:
            yield f"ticket {row.thread} has two rows"
        if row.live:
            seen.add(row.thread)


def _for_ever(rows: Iterable[SeatRow], facts: Facts) -> Iterator[str]:
    for row in rows:
        what = f"the seat at {row.tag} of ticket {row.thread}"
        if row.live and row.thread in facts.closed:
            yield f"{what} is {row.state}, though the ticket is closed"
        if row.state not in _ENDING:
            continue
        if row.until is None or row.until > facts.now + LONGEST_HOLD_S + _LATE_S:
            yield f"{what} is {row.state} for ever"
        elif row.until < facts.now - _LATE_S:
            yield f"{what} is {row.state}, and its time is over"


def _lost(moments: Sequence[Moment]) -> Iterator[str]:
    """Seats that nobody has while somebody waits."""
    for moment in moments:
        for tag, cell in moment.cells.items():
            taken = sum(row.tag == tag and row.takes for row in moment.rows)
            # Since when it has its place: it let others go first.
            waits = [
                row.thread
                for row in moment.rows
                if row.tag == tag and row.state == "queued" and row.until is None
            ]
            if taken < cell and waits:
                yield f"{tag} has {cell} seats, {taken} are taken, and ticket {waits[0]} waits"


def _cards(rows: Iterable[SeatRow], cards: Mapping[int, Sequence[Card]]) -> Iterator[str]:
    by_thread = {row.thread: row for row in rows if row.live}
    for thread, there in cards.items():
        row = by_thread.get(thread)
        if row is None or row.state == "asked":
            if row is None and there:
                yield f"ticket {thread} has {len(there)} cards that offer something, and no row"
            continue
        if [card.message for card in there] != [row.card]:
            yield f"ticket {thread}: cards {[card.message for card in there]}, not {row.card}"
        elif there[0].offers != _OFFERS[row.state]:
            yield f"ticket {thread}: {row.state}, and the card offers {sorted(there[0].offers)}"
        elif row.state != "queued" and there[0].until != row.until:
            yield f"ticket {thread}: until {row.until}, and the card says {there[0].until}"
