"""A seat as the cells of its row, and back: forgiving with what people type into them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from apps.clanmatch.seats.rules.seat import Seat, SeatState
from shared.sheets.cells import Cell, moment, text_of, whole_number

THREAD: Final = "thread"
NUMBER: Final = "ticket"
TAG: Final = "clantag"
PERSON: Final = "for"
BY: Final = "by"
UNTIL: Final = "until"
STATE: Final = "state"
SEEN: Final = "spots seen"
NOTE: Final = "note"
CARD: Final = "card"
ROW_ID: Final = "row id"

FIELDS: Final = (THREAD, NUMBER, TAG, PERSON, BY, UNTIL, STATE, SEEN, NOTE, CARD, ROW_ID)
"""The headers of the tab; the first is the key."""

_NOTHING: Final[Mapping[int, int]] = {}
_WHEN: Final = "%Y-%m-%d %H:%M:%S UTC"
_DAY: Final = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?![0-9])"
    r"|(?<![0-9])(?P<d>[0-9]{1,2})\. ?(?P<m>[0-9]{1,2})\. ?(?P<y>[0-9]{4})(?![0-9])"
)
"""As we write it, and with full stops. With slashes nobody knows which is the month."""
_TIME: Final = re.compile(r"[ T,]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_YEARS: Final = range(2015, 2100)
"""Discord's own; a number such as 3 reads as a day of the year 1900."""
_ID: Final = re.compile(r"(?<![0-9])[0-9]{15,20}(?![0-9])")


def cells_of(seat: Seat) -> dict[str, str]:
    """What stands in its row, by header."""
    return {
        THREAD: str(seat.thread),
        NUMBER: seat.number,
        TAG: seat.tag,
        PERSON: seat.person,
        BY: str(seat.by) if seat.by else "",
        UNTIL: seat.until.astimezone(UTC).strftime(_WHEN) if seat.until else "",
        STATE: seat.state.value,
        SEEN: "" if seat.seen is None else str(seat.seen),
        NOTE: seat.note,
        CARD: str(seat.card) if seat.card else "",
        ROW_ID: str(seat.row_id) if seat.row_id else "",
    }


def names_thread(cells: Mapping[str, Cell]) -> bool:
    """Whether a row says whose it is."""
    return _id(cells.get(THREAD), at=_CHANNEL) != 0


def seat_in(cells: Mapping[str, Cell], threads: Mapping[int, int] = _NOTHING) -> Seat | None:
    """The seat in a row, by header; None where it names no thread.

    `threads`, by row id, as they were before: a thread that became a number, or the label of a
    link, is still known by them; a cell that was emptied is not. A state that is none of ours
    counts as freed: nothing is promised by a word nobody knows.
    """
    thread = _id(cells.get(THREAD), at=_CHANNEL)
    if not thread and text_of(cells.get(THREAD)):
        thread = threads.get(_id(cells.get(ROW_ID)), 0)
    if not thread:
        return None
    return Seat(
        # Whoever adds a row by hand has no id for it: it counts as asked when the ticket opened.
        row_id=_id(cells.get(ROW_ID)) or thread,
        thread=thread,
        number=text_of(cells.get(NUMBER)),
        tag=text_of(cells.get(TAG)),
        person=text_of(cells.get(PERSON)),
        by=_id(cells.get(BY)),
        state=_state(cells.get(STATE)),
        until=_until(cells.get(UNTIL)),
        seen=whole_number(cells.get(SEEN)),
        note=text_of(cells.get(NOTE)),
        card=_id(cells.get(CARD), at=_MESSAGE),
    )


_CHANNEL: Final = 1
_MESSAGE: Final = 2
"""At which place of a link (server, channel or thread, message) such an id stands."""


def _id(cell: Cell, *, at: int = 0) -> int:
    """An id, perhaps in a link: there the one `at` that place.

    One that the sheet took for a number has lost its last digits, and is none.
    """
    found = _ID.findall(cell) if isinstance(cell, str) else []
    return int(found[min(at, len(found) - 1)]) if found else 0


def _state(cell: Cell) -> SeatState:
    word = text_of(cell).casefold()
    return next((state for state in SeatState if state.value == word), SeatState.FREED)


def _until(cell: Cell) -> datetime | None:
    """A moment; of a day without a time, its end. None for what can't be one."""
    found = moment(cell) or _moment_in(text_of(cell))
    if found is None or found.year not in _YEARS:
        return None
    is_whole_day = isinstance(cell, int | float) and float(cell).is_integer()
    return (found + timedelta(days=is_whole_day)).replace(tzinfo=UTC)


def _moment_in(text: str) -> datetime | None:
    day = _DAY.search(text)
    if day is None:
        return None
    time = _TIME.match(text, day.end())
    year, month, date = (int(day[of] or day[of[0]]) for of in ("year", "month", "day"))
    clock = (int(time[1]), int(time[2]), int(time[3] or 0)) if time else (0, 0, 0)
    try:
        found = datetime(year, month, date, *clock)  # noqa: DTZ001 - given its zone by `_until`
        return found if time else found + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
