"""What is in a ticket tab, and what is odd about it: counts, headers, duplicates. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from apps.welcomecrew.domain.dedupe import Duplicates, find_duplicates
from apps.welcomecrew.domain.rows import HeaderMissing, find_columns, placed_rows
from shared.sheets.headers import normalised


@dataclass(frozen=True, slots=True)
class TabCheck:
    """The findings about one tab."""

    tab: str
    tickets: int = 0
    """Rows that name a ticket, repeated ones included."""
    incomplete: int = 0
    """Of those, rows without tag or close date."""
    blank: int = 0
    """Rows with something in them, but no ticket number."""
    missing_headers: tuple[str, ...] = ()
    repeated_headers: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    """`0042 (rows 3, 9)` for each ticket that has several rows."""

    @property
    def is_well(self) -> bool:
        """Whether nothing needs a person's look."""
        return not (self.missing_headers or self.repeated_headers or self.duplicates or self.blank)


def check_tab(tab: str, grid: Sequence[Sequence[str]], fields: Sequence[str]) -> TabCheck:
    """Look at the cells of a ticket tab, which should have `fields` as headers."""
    try:
        columns = find_columns(grid, fields)
    except HeaderMissing:
        counts = _counts(grid[0] if grid else ())
        return TabCheck(
            tab,
            missing_headers=tuple(name for name in fields if not counts[name]),
            repeated_headers=_repeated(counts, fields),
        )
    rows = list(placed_rows(grid, columns))
    below = grid[columns.header_row :]
    filled = sum(any(cell.strip() for cell in cells) for cells in below)
    return TabCheck(
        tab,
        tickets=len(rows),
        incomplete=sum(not placed.row.complete for placed in rows),
        blank=filled - len(rows),
        repeated_headers=_repeated(_counts(grid[columns.header_row - 1]), fields),
        duplicates=tuple(map(_in_words, find_duplicates(rows))),
    )


def _counts(header_row: Sequence[str]) -> Counter[str]:
    return Counter(normalised(cell) for cell in header_row)


def _repeated(counts: Counter[str], fields: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in fields if counts[name] > 1)


def _in_words(group: Duplicates) -> str:
    numbers = sorted(row.number for row in (group.keep, *group.drop))
    return f"{group.keep.row.ticket} (rows {', '.join(map(str, numbers))})"
