"""Where the columns of the roster stand: by letter, unless a header says that they were moved.

Clan, tag and spots are headed in every roster. As long as those stand at their letters, letters
count for all. Where they don't, somebody inserted or moved columns: a header that names every
column says where each is now, and without one nothing could be read but by guessing.
"""

from collections.abc import Sequence
from typing import Final

from shared.immutable import immutable
from shared.sheets.cells import column_letters
from shared.sheets.headers import Column, Columns, find_columns, normalised

COLUMNS: Final = (
    *("rank", "clan", "tag", "level", "spots", "progression", "lead", "deputies"),
    *("cvc tier", "cvc wins", "siege tier", "siege wins"),
    *("clan boss", "hydra", "chimera"),
    *("clan boss filter", "hydra filter", "chimera filter", "cvc", "siege", "play style"),
    *("hydra keys", "chimera keys", "hydra criteria", "chimera criteria", "clan boss criteria"),
    *("cvc minimum", "cvc minimum with rewards"),
    *("reserved", "comments", "requirements", "inactives"),
)
"""What columns A to AF hold, in order."""

HEADER_WORDS: Final = {
    "clan": ("clan", "clan name"),
    "tag": ("tag",),
    "spots": ("spots", "open spots"),
}
"""What a header row says in these columns; such rows come again between the sections."""

_ALSO: Final = {
    **HEADER_WORDS,
    "rank": ("global rank",),
    "lead": ("clan lead",),
    "clan boss": ("cb",),
    "clan boss filter": ("cb filter",),
    "hydra criteria": ("hydra req", "hydra requirement"),
    "chimera criteria": ("chimera req", "chimera requirement"),
    "clan boss criteria": ("cb req", "clan boss req", "cb criteria"),
    "cvc minimum": ("non pr cvc", "cvc minimum without rewards"),
    "cvc minimum with rewards": ("pr cvc",),
    "reserved": ("reserved spots",),
}
_WANTED: Final = tuple(Column(name, _ALSO.get(name, ())) for name in COLUMNS)
# The summary table may stand above the first header.
_ROWS_TO_THE_HEADER: Final = 80


@immutable
class Layout:
    """Where each of COLUMNS is."""

    positions: tuple[int, ...] | None = None
    """Counted from 0; None: by letter."""
    doubt: str = ""
    """Why nothing can be read, in words: columns were moved, and nobody knows where to."""

    def in_order(self, row: Sequence[str]) -> Sequence[str]:
        """The row's cells in the order of COLUMNS; as it is where the order is by letter."""
        if self.positions is None:
            return row
        return [row[place] if place < len(row) else "" for place in self.positions]


BY_LETTER: Final = Layout()


def layout_of(rows: Sequence[Sequence[str]]) -> Layout:
    """What the header tells that names most of the columns; without any, they are by letter."""
    best: tuple[int, Columns] | None = None
    for number, cells in enumerate(rows[:_ROWS_TO_THE_HEADER], start=1):
        # Few rows have such a cell; to compare all of them in full would take long.
        if not any(normalised(cell) == "tag" for cell in cells):
            continue
        found = find_columns(cells, _WANTED)
        is_better = best is None or len(found.positions) > len(best[1].positions)
        if "clan" in found.positions and is_better:
            best = number, found
    return BY_LETTER if best is None else _told_by(*best, rows[best[0] - 1])


def _told_by(number: int, header: Columns, cells: Sequence[str]) -> Layout:
    if not (header.missing or header.repeated or header.ambiguous):
        positions = tuple(header.positions[name] for name in COLUMNS)
        return BY_LETTER if positions == tuple(range(len(COLUMNS))) else Layout(positions)
    for name, words in HEADER_WORDS.items():
        letter, place = COLUMNS.index(name), header.positions.get(name)
        at_letter = normalised(cells[letter]) if letter < len(cells) else ""
        if place is not None and at_letter not in words:
            return Layout(
                doubt=f"row {number} heads column {column_letters(place + 1)} as "
                f"“{cells[place].strip()}”, which belongs into column {column_letters(letter + 1)}"
            )
    return BY_LETTER
