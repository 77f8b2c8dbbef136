"""The headers that a tab of ours lacks, and how it gets them. Pure."""

from collections.abc import Sequence

from shared.sheets import bodies
from shared.sheets.described import Json, Tab
from shared.sheets.headers import find_header
from shared.sheets.ports import Grid


def with_headers(grid: Grid, headers: Sequence[str], tab: Tab) -> tuple[Grid, list[Json]]:
    """The grid with its missing headers to the right of all that is there, and how to get it."""
    header = find_header(grid, headers, key=headers[0])
    missing = header.columns.missing
    if not missing:
        return grid, []
    number, rows = header.row or 1, grid or ((),)
    width = len(rows[0])
    changes: list[Json] = []
    if width + len(missing) > tab.columns:
        changes.append(bodies.add_columns(tab.sheet_id, width + len(missing) - tab.columns))
    changes.append(bodies.update_cells(tab.sheet_id, number, width + 1, [missing]))
    padding = ("",) * len(missing)
    wider = (
        (*row, *(missing if index == number else padding)) for index, row in enumerate(rows, 1)
    )
    return tuple(wider), changes
