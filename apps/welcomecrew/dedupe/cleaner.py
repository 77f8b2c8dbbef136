"""Removing duplicate rows: those that were shown, looked at anew, and checked afterwards."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from apps.welcomecrew.dedupe.rules import outcome
from apps.welcomecrew.ledger.columns import PlacedRow, placed_rows
from apps.welcomecrew.ledger.duplicates import Duplicates, find_duplicates
from apps.welcomecrew.ledger.rows import PROMO_TAB, TicketRow
from shared.chat.text import plain
from shared.immutable import immutable
from shared.sheets.errors import AmbiguousWrite
from shared.sheets.ledger.columns import columns_in
from shared.sheets.ledger.named_tab import Reading
from shared.sheets.ports import NewRow, Workbook

_ROUNDS: Final = 3
"""Somebody who sorts in the very moment of a deletion makes another round necessary."""
_DIGEST_BYTES: Final = 12

Rows = Mapping[str, Sequence[Duplicates]]


@immutable
class Surplus:
    """A row that a ticket has too many."""

    number: int
    words: str


@immutable
class Findings:
    """By tab: the rows that would go, and those that stay because of what people wrote there."""

    going: Mapping[str, Sequence[Surplus]]
    noted: Mapping[str, Sequence[Surplus]]
    digest: str
    """Stands for what the rows that would go say, and for the rows that stay in their place."""


class LooksOtherwise(Exception):
    """Other rows would go than those that were shown."""

    def __init__(self, findings: Findings) -> None:
        super().__init__("the duplicates are not those that were shown")
        self.findings = findings


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SheetCleaner:
    """Keeps the newest row of each ticket. `at_rest` holds our own writing up meanwhile."""

    workbook: Workbook
    tabs: Mapping[str, Sequence[str]]
    at_rest: Callable[[], AbstractAsyncContextManager[None]]

    async def find(self) -> Findings:
        """What would go, and what would not. Raises SheetsError."""
        return _findings(_duplicates(await self._read()))

    async def remove(self, digest: str) -> dict[str, int]:
        """Delete the rows that were shown under `digest`; gives how many went from each tab.

        Row numbers are never older than this call: people may have sorted since the preview. When
        they do so in this very moment, what was hit instead is put back, and it is done again.
        Raises LooksOtherwise, before anything is deleted, and SheetsError.
        """
        removed: Counter[str] = Counter()
        async with self.at_rest():
            before = await self._read()
            findings = _findings(duplicates := _duplicates(before))
            if findings.digest != digest:
                raise LooksOtherwise(findings)
            shown = _said(duplicates)
            for _ in range(_ROUNDS):
                going = _numbers(_duplicates(before), shown)
                if not going:
                    break
                # Done or not after all: the read that follows tells.
                with suppress(AmbiguousWrite):
                    await self.workbook.delete_rows(going)
                after = await self._read()
                removed += await self._check(before, after, going)
                before = after
        return dict(removed)

    async def _check(
        self,
        before: Mapping[str, Reading],
        after: Mapping[str, Reading],
        going: Mapping[str, Sequence[int]],
    ) -> Counter[str]:
        """How many rows went, once those that went by mistake are back."""
        seen = {
            tab: outcome(before[tab], after[tab], numbers)
            for tab, numbers in going.items()
            if tab in after
        }
        back = [NewRow(tab, tuple(cells)) for tab, each in seen.items() for cells in each.lost]
        if back:
            await self.workbook.apply(back)
        return Counter({tab: len(going[tab]) - each.survivors for tab, each in seen.items()})

    async def _read(self) -> dict[str, Reading]:
        grids = await self.workbook.read_stored(tuple(self.tabs))
        return {
            tab: Reading(grids[tab], columns)
            for tab, fields in self.tabs.items()
            if (columns := columns_in(grids[tab], fields))
        }


def _duplicates(readings: Mapping[str, Reading]) -> dict[str, list[Duplicates]]:
    return {
        tab: find_duplicates(placed_rows(reading.grid, reading.columns))
        for tab, reading in readings.items()
    }


def _findings(duplicates: Rows) -> Findings:
    said = "\n".join(f"{tab}\t{words}" for tab, words in sorted(_said(duplicates).elements()))
    return Findings(
        going=_surplus(duplicates, lambda group: group.drop),
        noted=_surplus(duplicates, lambda group: group.noted),
        digest=blake2b(
            said.encode("utf-8", "backslashreplace"), digest_size=_DIGEST_BYTES
        ).hexdigest(),
    )


def _surplus(
    duplicates: Rows, which: Callable[[Duplicates], Sequence[PlacedRow]]
) -> dict[str, list[Surplus]]:
    found: dict[str, list[Surplus]] = {}
    for tab, groups in duplicates.items():
        rows = sorted((row for group in groups for row in which(group)), key=lambda r: r.number)
        if rows:
            found[tab] = [Surplus(placed.number, _words(placed.row)) for placed in rows]
    return found


def _said(duplicates: Rows) -> Counter[tuple[str, str]]:
    """What each row that would go says, beside what the one says that stays."""
    return Counter(
        (tab, _content(placed, group))
        for tab, groups in duplicates.items()
        for group in groups
        for placed in group.drop
    )


def _numbers(duplicates: Rows, shown: Counter[tuple[str, str]]) -> dict[str, list[int]]:
    """Of the rows that would go, those that were shown."""
    left = Counter(shown)
    going: dict[str, list[int]] = {}
    for tab, groups in duplicates.items():
        for group in groups:
            for placed in group.drop:
                content = tab, _content(placed, group)
                if left[content] > 0:
                    left[content] -= 1
                    going.setdefault(tab, []).append(placed.number)
    return {tab: sorted(numbers) for tab, numbers in going.items()}


def _content(placed: PlacedRow, group: Duplicates) -> str:
    cells, kept = (tuple(map(each.value, PROMO_TAB)) for each in (placed.row, group.keep.row))
    return f"{cells!r} {kept!r}"


def _words(row: TicketRow) -> str:
    cells = (row.username, row.clantag, row.closed, row.type)
    return " ".join([f"`{row.ticket}`", *(plain(cell) for cell in cells if cell)])
