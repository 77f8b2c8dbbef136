"""Which tab of another name holds what a missing one of ours held. Pure."""

from collections.abc import Mapping, Sequence

from shared.sheets.ledger.columns import columns_in
from shared.sheets.ports import StoredGrid


def renamed(
    missing: Sequence[str], tabs: Mapping[str, Sequence[str]], others: Mapping[str, StoredGrid]
) -> dict[str, str]:
    """Each `missing` tab with the title that it seems to bear now.

    `tabs`: the headers that each of ours should have; `others`: the cells of all tabs that are not
    ours, by title. One that has all of our headers, which nobody else would choose so, is ours.
    """
    found: dict[str, str] = {}
    for title, grid in others.items():
        fitting = [tab for tab, fields in tabs.items() if _is_headed(grid, fields)]
        # Of several the one that asks for most: the headers of one may be among another's.
        tab = max(fitting, key=lambda each: len(tabs[each]), default="")
        if tab in missing:
            found.setdefault(tab, title)
    return found


def _is_headed(grid: StoredGrid, fields: Sequence[str]) -> bool:
    columns = columns_in(grid, fields)
    return columns is not None and not columns.missing
