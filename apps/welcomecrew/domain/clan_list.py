"""The clan list: the known tags, and where in the spreadsheet they were found."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.welcomecrew.domain.tags import KnownTags, read_tags, tag_column


@dataclass(frozen=True, slots=True)
class ClanList:
    """The tags with their origin."""

    tags: KnownTags
    tab: str
    column: int
    """Counted from 1."""
    header: str


def read_clan_list(grid: Sequence[Sequence[str]], tab: str, fallback_column: int) -> ClanList:
    """The tab's cells as tags; `fallback_column` counts from 1."""
    header_row = grid[0] if grid else ()
    column = tag_column(header_row, fallback_column)
    return ClanList(
        tags=read_tags(grid, fallback_column),
        tab=tab,
        column=column + 1,
        header=header_row[column] if column < len(header_row) else "",
    )
