"""The roster's summary table: open spots, inactives and reserved spots, overall and by bracket."""

from collections.abc import Iterator, Sequence
from typing import Final

from apps.clanmatch.roster.rules.tokens import number_in
from shared.immutable import immutable

OVERALL: Final = "Overall"
BRACKETS: Final = (
    *("Top 10", "Top 5", "Elite End Game", "Early End Game"),
    *("Late Game", "Mid Game", "Early Game", "Beginners"),
)

_ROWS_TO_THE_HEADER: Final = 80
_HEADINGS: Final = ("openspots", "inactives", "reservedspots")
_COLUMNS_WITHOUT_HEADER: Final = (5, 6, 7)  # F, G, H


@immutable
class Bracket:
    """One line of the table. A figure is None where the cell holds no number."""

    name: str
    open_spots: int | None
    inactives: int | None
    reserved: int | None


@immutable
class Summary:
    """The table; lines that the sheet doesn't have are left out."""

    overall: Bracket | None = None
    brackets: tuple[Bracket, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the sheet has no such table."""
        return self.overall is None and not self.brackets


def parse_summary(rows: Sequence[Sequence[str]]) -> Summary:
    """Find the table in the roster's tab. A line that comes twice counts once, the first time."""
    below, columns = _header(rows)
    found: dict[str, Bracket] = {}
    for row in rows[below]:
        name = line_name(row)
        if name is not None and name not in found:
            found[name] = Bracket(name, *_figures(row, columns))
    return Summary(found.get(OVERALL), tuple(found[name] for name in BRACKETS if name in found))


def line_name(row: Sequence[str]) -> str | None:
    """The bracket that a row's first cell with text names; None for all other rows."""
    return _NAMES.get(_letters(next((cell for cell in row if cell.strip()), "")))


def _header(rows: Sequence[Sequence[str]]) -> tuple[slice, tuple[int, ...]]:
    """Where to look for the lines, and in which columns for their figures."""
    for number, row in enumerate(rows[:_ROWS_TO_THE_HEADER]):
        cells = [_letters(cell) for cell in row]
        if all(heading in cells for heading in _HEADINGS):
            return slice(number + 1, None), tuple(map(cells.index, _HEADINGS))
    return slice(0, _ROWS_TO_THE_HEADER), _COLUMNS_WITHOUT_HEADER


def _figures(row: Sequence[str], columns: tuple[int, ...]) -> Iterator[int | None]:
    for column in columns:
        yield number_in(row[column]) if column < len(row) else None


def _letters(cell: str) -> str:
    """`Top 10:` and `top10` are the same name."""
    return "".join(character for character in cell.casefold() if character.isalnum())


_NAMES: Final = {_letters(name): name for name in (OVERALL, *BRACKETS)}
