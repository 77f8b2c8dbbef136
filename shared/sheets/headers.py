"""Where a tab's header is, and under which of its cells each wanted column stands. Pure.

People put titles above a header, move its columns, and spell its names as they like. All
that reads or writes by column asks here.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Final

from shared.immutable import immutable

HEADER_DEPTH: Final = 10
"""How many rows from the top are looked at."""

_ASCII_WORD: Final = re.compile(r"[a-z0-9]+")
"""Of most headers; the way by categories takes ten times as long, and wide tabs have many cells."""
_REMARK: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@immutable
class Column:
    """A wanted column: what we call it, and what else people call it, the likeliest first."""

    name: str
    also: tuple[str, ...] = ()


@immutable
class Columns:
    """Where each wanted header is (columns from 0), and what is odd about the header row."""

    positions: Mapping[str, int]
    missing: tuple[str, ...]
    repeated: tuple[str, ...]
    """Columns whose header is there several times; the leftmost was taken."""
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """By column, the cells that could be it as well, but are called otherwise."""

    def cell(self, row: Sequence[str], header: str) -> str:
        """The row's cell under `header`; empty where the row is short or the header missing."""
        position = self.positions.get(header)
        return row[position] if position is not None and position < len(row) else ""


@immutable
class Header:
    """A tab's header row, as far as there is one."""

    row: int | None
    """Counted from 1; None where no row near the top names any wanted column."""
    columns: Columns

    def has(self, name: str) -> bool:
        """Whether the column was found."""
        return name in self.columns.positions


def normalised(header: str) -> str:
    """A header's words: case, accents, punctuation, symbols and invisible characters put aside."""
    if header.isascii():
        return " ".join(_ASCII_WORD.findall(header.casefold()))
    visible = (
        character
        for character in unicodedata.normalize("NFKD", header.casefold())
        if unicodedata.category(character) not in {"Mn", "Cf"}
    )
    return " ".join("".join(c if c.isalnum() else " " for c in visible).split())


def find_header(
    grid: Sequence[Sequence[object]], wanted: Iterable[str | Column], *, key: str = ""
) -> Header:
    """The row near the top that names most of the wanted columns; the topmost of equals.

    `key` is the column without which the rest is worth little: a row that has it comes before
    every row that hasn't. A row that names no wanted column is no header.
    """
    columns = [*wanted]
    best = Header(None, find_columns((), columns))
    rank = (False, 0)
    for number, cells in enumerate(grid[:HEADER_DEPTH], start=1):
        found = find_columns(cells, columns)
        here = (key in found.positions, len(found.positions))
        if here > rank:
            best, rank = Header(number, found), here
    return best


def find_columns(header_row: Sequence[object], wanted: Iterable[str | Column]) -> Columns:
    """Each wanted column under the first of its names that is there, leftmost of twins.

    Names of our own are given their cells before any other name is tried, and no cell serves two
    columns.
    """
    columns = [Column(one) if isinstance(one, str) else one for one in wanted]
    cells = [_keys(cell) for cell in header_row]
    positions = _positions(columns, cells)
    repeated: list[str] = []
    ambiguous: dict[str, tuple[str, ...]] = {}
    for column in columns:
        if column.name not in positions:
            continue
        taken = cells[positions[column.name]]
        others = _others(column, cells, frozenset(positions.values()))
        if any(taken[0] == cells[place][0] for place in others):
            repeated.append(column.name)
        if named := [place for place in others if taken[0] != cells[place][0]]:
            ambiguous[column.name] = tuple(str(header_row[place]).strip() for place in named)
    missing = tuple(column.name for column in columns if column.name not in positions)
    return Columns(positions, missing, tuple(repeated), ambiguous)


def _positions(columns: Sequence[Column], cells: Sequence[tuple[str, ...]]) -> dict[str, int]:
    positions: dict[str, int] = {}
    taken: set[int] = set()
    for turn in range(1 + max((len(column.also) for column in columns), default=0)):
        for column in columns:
            names = (column.name, *column.also)[turn : turn + 1]
            if column.name in positions or not names:
                continue
            place = _place(_key(names[0]), cells, taken)
            if place is not None:
                positions[column.name] = place
                taken.add(place)
    return positions


def _place(key: str, cells: Sequence[tuple[str, ...]], taken: set[int]) -> int | None:
    """The leftmost free cell of this name; one that needs no remark put aside comes first."""
    if not key:
        return None
    free = [place for place, keys in enumerate(cells) if key in keys and place not in taken]
    return min(free, key=lambda place: (cells[place][0] != key, place), default=None)


def _others(column: Column, cells: Sequence[tuple[str, ...]], taken: frozenset[int]) -> list[int]:
    """Cells that bear one of the column's names and are no column of ours."""
    names = {_key(name) for name in (column.name, *column.also)} - {""}
    return [
        place
        for place, keys in enumerate(cells)
        if place not in taken and not names.isdisjoint(keys)
    ]


def _keys(cell: object) -> tuple[str, ...]:
    """What the cell may be compared by: all of it, and without remarks in brackets."""
    if not isinstance(cell, str):
        return ("",)  # a number, a date or a checkbox names nothing
    key, bare = _key(cell), _REMARK.sub(" ", cell)
    return key, key if bare == cell else _key(bare)


def _key(header: str) -> str:
    """`Clan Tag` and `clantag` are one name."""
    return normalised(header).replace(" ", "")
