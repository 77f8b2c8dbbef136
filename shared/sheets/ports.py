"""What the apps need from a workbook; `google.py` provides it, tests may provide another."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Grid = tuple[tuple[str, ...], ...]
"""A tab's cells as people see them, row 1 first, every row padded to the widest one.

Reading what is shown, not what is stored, keeps dates readable and `0042` as it looks. It also
makes an id that somebody typed as a number visibly broken (`7.2E+17`) instead of subtly wrong.
"""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell gets `value`, as text and never as a formula; `""` empties it.

    Rows and columns count from 1. A position is only as fresh as the read it came from: people
    sort and insert, and Google has no conditional write, so read just before and check after.
    """

    tab: str
    row: int
    column: int
    value: str


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row below the last one that holds anything; the first value goes to column A.

    Google finds the place at the moment of writing, so it never hits a row of somebody else.
    """

    tab: str
    values: tuple[str, ...]


Change = CellChange | NewRow


@dataclass(frozen=True, slots=True)
class WorkbookInfo:
    """What can be told about a workbook without reading its cells."""

    title: str
    tabs: tuple[str, ...]
    share_with: str


class Workbook(Protocol):
    """One spreadsheet. Every request ends within a deadline; only SheetsError is raised."""

    async def describe(self) -> WorkbookInfo:
        """Title, tabs and the address to share with; one request, or none when just asked."""
        ...

    async def read(self, tabs: Sequence[str]) -> Mapping[str, Grid]:
        """The cells of all `tabs`, in one request. Raises TabMissing."""
        ...

    async def ensure_tabs(self, wanted: Mapping[str, Sequence[str]]) -> Mapping[str, Grid]:
        """Make missing tabs and missing header cells; gives what the tabs then hold.

        Headers are looked for in row 1, wherever people moved them; missing ones are added to the
        right of everything that is there. Two requests when nothing is missing, else three.
        """
        ...

    async def apply(self, changes: Sequence[Change]) -> None:
        """Write all `changes`, whatever their tabs, in one atomic request: all or nothing.

        Never repeated once it may have been carried out. Raises AmbiguousWrite when the answer
        got lost: read, look for the keys, and repeat what is missing.
        """
        ...

    async def delete_rows(self, rows: Mapping[str, Collection[int]]) -> None:
        """Delete rows (counted from 1) of each tab in one atomic request. Raises as `apply`."""
        ...

    async def reachable(self) -> str:
        """Ask Google now; says in words what answered."""
        ...

    def forget(self) -> None:
        """Drop what is remembered of title and tabs; the next call asks anew."""
        ...
