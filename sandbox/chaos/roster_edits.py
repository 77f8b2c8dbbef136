"""What people do to the roster and to the rows of seats, while recruiters hold some."""

from collections.abc import Callable
from typing import Final

from sandbox.chaos.seat_watch import ROSTER_TAB, SEATS_TAB, SPOTS_COLUMN, TAG_COLUMN, seat_rows
from sandbox.chaos.world import RENAMED_CLAN, RESTLESS_CLAN
from sandbox.server import Sandbox
from sandbox.sheets.sample import CLANMATCH_ID

_CLAN_COLUMN: Final = 2
_MOST_SPOTS: Final = 3
_OTHER_TAG: Final = "ZZ9"
"""No clan has it."""


def change_spots(box: Sandbox) -> None:
    """One more; from three down to one."""
    (row,) = _rows_of(box, RESTLESS_CLAN)
    spots = box.sheets.rows(CLANMATCH_ID, ROSTER_TAB)[row - 1][SPOTS_COLUMN - 1]
    now = int(spots.split()[0]) % _MOST_SPOTS + 1
    box.sheets.set_cell(CLANMATCH_ID, ROSTER_TAB, row, SPOTS_COLUMN, str(now))


def sort_roster(box: Sandbox) -> None:
    """By the clans' names, headings in between and all."""
    box.sheets.sort_by(CLANMATCH_ID, ROSTER_TAB, _CLAN_COLUMN)


def rename_clan(box: Sandbox) -> Callable[[], None]:
    """A clan gets another tag for a while; nothing where it has that already."""
    _set_tag(box, RENAMED_CLAN, _OTHER_TAG)
    return lambda: _set_tag(box, _OTHER_TAG, RENAMED_CLAN)


def move_seats_column(box: Sandbox) -> None:
    """The first one, to the end."""
    if _has_seats(box):
        width = len(box.sheets.rows(CLANMATCH_ID, SEATS_TAB)[0])
        box.sheets.move_column(CLANMATCH_ID, SEATS_TAB, 1, width)


def sort_seats(box: Sandbox) -> None:
    """By whatever stands first."""
    if _has_seats(box):
        box.sheets.sort_by(CLANMATCH_ID, SEATS_TAB, 1, descending=True)


def delete_seat(box: Sandbox) -> None:
    """The first row of which anything is held or queued."""
    for number, row in enumerate(seat_rows(box), start=2):
        if row.live:
            box.sheets.delete_row(CLANMATCH_ID, SEATS_TAB, number)
            return


def _has_seats(box: Sandbox) -> bool:
    return any(True for _ in seat_rows(box))


def _set_tag(box: Sandbox, tag: str, other: str) -> None:
    for row in _rows_of(box, tag):
        box.sheets.set_cell(CLANMATCH_ID, ROSTER_TAB, row, TAG_COLUMN, other)


def _rows_of(box: Sandbox, tag: str) -> list[int]:
    rows = box.sheets.rows(CLANMATCH_ID, ROSTER_TAB)
    return [
        number
        for number, row in enumerate(rows, start=1)
        if len(row) >= TAG_COLUMN and row[TAG_COLUMN - 1] == tag
    ]
