"""A seat as the cells of its row, and back: forgiving with what people type into them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from apps.clanmatch.seats.rules.holding import asked_at
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

_WHEN: Final = "%Y-%m-%d %H:%M:%S UTC"
_READABLE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}:\d{2})(?::(\d{2}))?")
_ID: Final = re.compile(r"[0-9]{15,20}")
# Whoever empties the cell that says until when doesn't mean for ever.
_WITHOUT_END: Final = timedelta(days=7)
_ENDING: Final = frozenset({SeatState.ASKED, SeatState.HELD, SeatState.CALLED})


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


def seat_in(cells: Mapping[str, Cell]) -> Seat | None:
    """The seat in a row, by header; None where it names no thread.

    A state that is none of ours counts as freed: nothing is promised by a word nobody knows.
    """
    thread = _id(cells.get(THREAD))
    if not thread:
        return None
    row_id = _id(cells.get(ROW_ID))
    state = _state(cells.get(STATE))
    until = _until(cells.get(UNTIL))
    if until is None and state in _ENDING:
        until = datetime.fromtimestamp(asked_at(row_id), UTC) + _WITHOUT_END
    return Seat(
        row_id=row_id,
        thread=thread,
        number=text_of(cells.get(NUMBER)),
        tag=text_of(cells.get(TAG)),
        person=text_of(cells.get(PERSON)),
        by=_id(cells.get(BY)),
        state=state,
        until=until,
        seen=whole_number(cells.get(SEEN)),
        note=text_of(cells.get(NOTE)),
        card=_id(cells.get(CARD)),
    )


def _id(cell: Cell) -> int:
    """An id; one that the sheet took for a number has lost its last digits, and is none."""
    found = _ID.search(cell) if isinstance(cell, str) else None
    return int(found[0]) if found else 0


def _state(cell: Cell) -> SeatState:
    word = text_of(cell).casefold()
    return next((state for state in SeatState if state.value == word), SeatState.FREED)


def _until(cell: Cell) -> datetime | None:
    found = moment(cell)
    if found is not None:
        return found.replace(tzinfo=UTC)
    match = _READABLE.search(text_of(cell))
    if match is None:
        return None
    try:
        read = datetime.fromisoformat(f"{match[1]}T{match[2]:0>5}:{match[3] or '00'}")
    except ValueError:
        return None
    return read.replace(tzinfo=UTC)
