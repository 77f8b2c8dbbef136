"""What the apps need from a workbook; `google.py` provides it, tests may provide another."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from shared.immutable import immutable
from shared.sheets.cells import Cell

Grid = tuple[tuple[str, ...], ...]
"""A tab's cells as people see them, row 1 first, every row padded to the widest one.

Reading what is shown, not what is stored, keeps dates readable and `0042` as it looks. It also
makes an id that somebody typed as a number visibly broken (`7.2E+17`) instead of subtly wrong.
"""
StoredGrid = tuple[tuple[Cell, ...], ...]
"""A tab's cells as Google keeps them, padded alike: `298.00` is 298, a date is a number of days."""


@immutable
class CellChange:
    """One cell gets `value`; text is never taken for a formula or a number, `""` empties the cell.

    Rows and columns count from 1. A position is only as fresh as the read it came from: people
    sort and insert, and Google has no conditional write, so read just before and check after.
    """

    tab: str
    row: int
    column: int
    value: Cell


@immutable
class NewRow:
    """A row below the last one that holds anything; the first value goes to column A.

    Google finds the place at the moment of writing, so it never hits a row of somebody else. Where
    something stands below the last row that counts (boxes filled down, a line of totals), give the
    row `below` which an empty one is to be inserted: that hits nothing either.
    """

    tab: str
    values: tuple[Cell, ...]
    below: int | None = None


Change = CellChange | NewRow


@immutable
class WorkbookInfo:
    """What can be told about a workbook without reading its cells."""

    title: str
    tabs: tuple[str, ...]
    share_with: str

    def has(self, tab: str) -> bool:
        """Whether there is a tab of this name; Google lets no two differ by case alone."""
        return any(tab.casefold() == there.casefold() for there in self.tabs)


@immutable
class Protection:
    """A part of a tab that the asking account may not edit."""

    tab: str
    words: str
    """`row 5`, `columns A to C`, `all`."""


class Workbook(Protocol):
    """One spreadsheet. Every request ends within a deadline; only SheetsError is raised."""

    async def describe(self) -> WorkbookInfo:
        """Title, tabs and the address to share with; one request, or none when just asked."""
        ...

    async def read(self, tabs: Sequence[str]) -> Mapping[str, Grid]:
        """The cells of all `tabs`, in one request. Raises TabMissing."""
        ...

    async def read_stored(self, tabs: Sequence[str]) -> Mapping[str, StoredGrid]:
        """The cells of all `tabs` as Google keeps them, in one request. Raises TabMissing."""
        ...

    async def ensure_tabs(self, wanted: Mapping[str, Sequence[str]]) -> Mapping[str, Grid]:
        """Make missing tabs and missing header cells; gives what the tabs then hold.

        The header is the row near the top that has most of the wanted names; missing ones are added
        to it, to the right of everything that is there. A tab without any gets them in row 1. Two
        requests when nothing is missing, else three.
        """
        ...

    async def apply(self, changes: Sequence[Change]) -> None:
        """Write all `changes`, whatever their tabs, in one atomic request: all or nothing.

        Never repeated once it may have been carried out. Raises AmbiguousWrite when the answer
        got lost: read, look for the keys, and repeat what is missing. Raises RequestRefused when
        Google declines, with the indexes of the `changes` that its sentence points at.
        """
        ...

    async def delete_rows(self, rows: Mapping[str, Collection[int]]) -> None:
        """Delete rows (counted from 1) of each tab in one atomic request. Raises as `apply`."""
        ...

    async def protections(self) -> Sequence[Protection]:
        """What the account may not edit, whole tabs and ranges; one request."""
        ...

    async def try_writing(self) -> None:
        """Add a tab, write to it and delete it, in one batch, which leaves nothing behind.

        Raises RequestRefused where the spreadsheet takes no new cells, and as `apply`.
        """
        ...

    async def reachable(self) -> str:
        """Ask Google now; says in words what answered."""
        ...

    def forget(self) -> None:
        """Drop what is remembered of title and tabs; the next call asks anew."""
        ...
