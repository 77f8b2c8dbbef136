"""The clan list: the known tags, and where in the spreadsheet they were found."""

from collections.abc import Sequence
from dataclasses import field
from typing import Final

from shared.chat.text import one_line
from shared.immutable import immutable
from shared.sheets.headers import Column, find_header, normalised
from shared.sheets.ports import Grid
from shared.sheets.unread import Key, Mended, mended
from shared.tickets.tags import ANSWER_WORDS, HEADERS, KnownTags, canonical_tag

_TAG: Final = Column(HEADERS[0], HEADERS[1:])
_NAME: Final = Column("clan name", ("clan", "name"))
_LONGEST_TAG: Final = 12


@immutable
class Place:
    """Where the tags stand: below a row (from 1), in a column (from 0)."""

    row: int
    column: int
    is_headed: bool
    """Whether the column is headed as one of tags; else it is the one of the settings."""


@immutable
class ClanList:
    """The tags with their origin."""

    tags: KnownTags
    tab: str
    column: int
    """Counted from 1."""
    header: str
    unread: str = ""
    """Which cells show an error in place of their value; empty when there is none."""
    is_whole: bool = True
    """Whether something stands in for each of them."""
    reserved: tuple[str, ...] = ()
    """Tags of clans that are answer words, and so can be no clan's."""
    is_doubtful: bool = False
    """Whether no header says that these are tags, and most of them look like anything else."""
    grid: Grid = field(default=(), repr=False)
    """The cells themselves, for the next reading."""


def read_clan_list(
    grid: Grid, tab: str, fallback_column: int, before: ClanList | None = None
) -> ClanList:
    """The tab's cells as tags; `fallback_column` counts from 1.

    The header is looked for near the top, whatever stands above it. Cells that show an error are
    taken from `before`, where it has a row of the same tag or the same clan.
    """
    place, read = _mended(grid, before.grid if before else (), fallback_column)
    header = read.grid[place.row - 1] if place.row <= len(read.grid) else ()
    cells = _column(read.grid[place.row :], place.column)
    tags = KnownTags(cells, _clan_names(read.grid, place))
    return ClanList(
        tags=tags,
        tab=tab,
        column=place.column + 1,
        header=header[place.column] if place.column < len(header) else "",
        unread=read.in_words(),
        is_whole=not read.lost_rows,
        reserved=tuple(word for word in ANSWER_WORDS if word in set(map(canonical_tag, cells))),
        is_doubtful=not place.is_headed and not _look_like_tags(tags),
        grid=read.grid,
    )


def find_place(grid: Grid, fallback_column: int) -> Place:
    """By the header, wherever near the top it is; else the column of the settings."""
    header = find_header(grid, [_TAG])
    if header.row is None:
        return Place(1, fallback_column - 1, is_headed=False)
    return Place(header.row, header.columns.positions[_TAG.name], is_headed=True)


def _mended(grid: Grid, before: Grid, fallback_column: int) -> tuple[Place, Mended]:
    """The tab without error cells, and where its tags are; the header may be such a cell too."""
    place, old = find_place(grid, fallback_column), find_place(before, fallback_column)
    if place.is_headed and place.column != old.column:
        return place, mended(grid, (), _names(place))
    read = mended(grid, before, _names(old))
    return (old if read.cells and not place.is_headed else place), read


def _names(place: Place) -> Key:
    """A clan is known by its tag and by the first other cell of its row."""
    own_headers = {normalised(name).replace(" ", "") for name in HEADERS}

    def names(row: Sequence[str]) -> frozenset[str]:
        tag = row[place.column].strip().casefold() if place.column < len(row) else ""
        if normalised(tag).replace(" ", "") in own_headers:
            return frozenset()
        others = (cell for column, cell in enumerate(row) if column != place.column and cell)
        clan = next(others, "").strip().casefold()
        return frozenset({f"tag {tag}", f"clan {clan}"} - {"tag ", "clan "})

    return names


def _clan_names(grid: Grid, place: Place) -> dict[str, str]:
    """Tag → the clan's name, where a column beside the tags is headed as one of names."""
    position = find_header(grid, [_TAG, _NAME]).columns.positions.get(_NAME.name)
    if not place.is_headed or position is None:
        return {}
    rows = [row for row in grid[place.row :] if max(position, place.column) < len(row)]
    return {row[place.column]: one_line(row[position]) for row in reversed(rows)}


def _column(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    return [cells[column] for cells in rows if column < len(cells)]


def _look_like_tags(tags: KnownTags) -> bool:
    """Most are short and without blanks; names of clans, notes and dates are not."""
    like = sum(len(tag) <= _LONGEST_TAG and len(tag.split()) == 1 for tag in tags)
    return 2 * like >= len(tags)
