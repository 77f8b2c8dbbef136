"""Cells that show an error in place of their value, and what they held when they could be read.

A formula that fails says nothing about what should stand there. Where a row of the same key was
read before, its cells stand in; what was never read stays empty, and every such cell is named.
"""

from collections.abc import Callable, Mapping, Sequence

from shared.immutable import immutable
from shared.sheets.cells import column_letters, is_blank, unread
from shared.sheets.ports import Grid

Key = Callable[[Sequence[str]], frozenset[str]]
"""A row's names, each of which tells it from the others; none for a row that has no name."""
_MOST_NAMED = 5


@immutable
class UnreadCell:
    """One cell that shows an error; row and column count from 1."""

    row: int
    column: int
    shown: str
    stands_in: bool
    """Whether the last good reading stands in for it."""

    def __str__(self) -> str:
        return f"{column_letters(self.column)}{self.row} shows {self.shown}"


@immutable
class Mended:
    """A tab without error cells, and where they were."""

    grid: Grid
    cells: tuple[UnreadCell, ...]
    lost_rows: tuple[int, ...]
    """Rows (from 1) with cells that nothing stands in for."""

    def in_words(self) -> str:
        """Which cells, and what stands in for them; empty when all could be read."""
        named = ", ".join(map(str, self.cells[:_MOST_NAMED]))
        if (more := len(self.cells) - _MOST_NAMED) > 0:
            named += f" and {more:,} more"
        stands_in = self.cells and all(cell.stands_in for cell in self.cells)
        return f"{named} (the last good reading stands in)" if stands_in else named


def mended(grid: Grid, before: Grid, key: Key) -> Mended:
    """`grid` with its unread cells taken from `before`, the last mended reading of the same tab.

    A row is found again by its key; one whose key is unread as well by its number, provided that
    no row with a key has moved.
    """
    found = _unread_places(grid)
    if not found:
        return Mended(grid, (), ())
    blanked = _without(grid, found)
    old = _Before(before, key, blanked)
    rows, cells, lost = list(blanked), list[UnreadCell](), list[int]()
    for number in sorted({row for row, _ in found}):
        columns = {column: shown for (row, column), shown in found.items() if row == number}
        stand_in = old.row(number, blanked[number])
        if stand_in is None:
            lost.append(number + 1)
        else:
            rows[number] = tuple(
                stand_in[column] if column in columns and column < len(stand_in) else cell
                for column, cell in enumerate(blanked[number])
            )
        cells += [
            UnreadCell(number + 1, column + 1, shown, stand_in is not None)
            for column, shown in sorted(columns.items())
            if shown
        ]
    return Mended(tuple(rows), tuple(cells), tuple(lost))


class _Before:
    """The rows of the last good reading, by key and by number."""

    def __init__(self, grid: Grid, key: Key, now: Grid) -> None:
        self._grid = grid
        self._key = key
        self._by_key = _by_key(grid, key)
        stays = (
            self._by_key.get(name, number) == number
            for number, row in enumerate(now)
            for name in key(row)
        )
        self._nothing_moved = all(stays)

    def row(self, number: int, now: Sequence[str]) -> Sequence[str] | None:
        """What the row was, if that can be told; `number` counts from 0."""
        names = self._key(now)
        numbers = {self._by_key[name] for name in names if name in self._by_key}
        if len(numbers) == 1:
            return self._grid[numbers.pop()]
        if not names and self._nothing_moved and number < len(self._grid):
            return self._grid[number]
        return None


def _by_key(grid: Grid, key: Key) -> Mapping[str, int]:
    """Names that one row alone has."""
    seen: dict[str, list[int]] = {}
    for number, row in enumerate(grid):
        for name in key(row):
            seen.setdefault(name, []).append(number)
    return {name: numbers[0] for name, numbers in seen.items() if len(numbers) == 1}


def _unread_places(grid: Grid) -> dict[tuple[int, int], str]:
    """Each unread cell (from 0) with what it shows; empty for one that an error left blank."""
    errors = {
        (row, column): shown
        for row, cells in enumerate(grid)
        for column, cell in enumerate(cells)
        if (shown := unread(cell))
    }
    shadows = {place: "" for error in errors for place in _shadow(grid, *error)}
    return {**shadows, **errors}


def _shadow(grid: Grid, row: int, column: int) -> list[tuple[int, int]]:
    """The blank rectangle right of and below an error: one formula fills such with its values.

    Down to the first cell below that holds something; as wide as all of its rows are blank.
    """
    places: list[tuple[int, int]] = []
    width = len(grid[row])
    for number in range(row, len(grid)):
        first = column + 1 if number == row else column  # the error itself is not blank
        width = min(width, first - column + _blanks(grid[number], first))
        if not width:
            break
        places += [(number, place) for place in range(first, column + width)]
    return places


def _blanks(cells: Sequence[str], start: int) -> int:
    count = 0
    while start + count < len(cells) and is_blank(cells[start + count]):
        count += 1
    return count


def _without(grid: Grid, places: Mapping[tuple[int, int], str]) -> Grid:
    rows = {row for row, _ in places}
    return tuple(
        tuple("" if (number, column) in places else cell for column, cell in enumerate(cells))
        if number in rows
        else cells
        for number, cells in enumerate(grid)
    )
