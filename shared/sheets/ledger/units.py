"""What is written or refused as one: the changes of one row, with repairs of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from shared.sheets.errors import RequestRefused
from shared.sheets.ledger.examined import Examined
from shared.sheets.ledger.footprint import Footprint
from shared.sheets.ledger.isolation import Isolation, Key
from shared.sheets.ledger.named_tab import Identity
from shared.sheets.ledger.row_write import RowWrite, combined
from shared.sheets.ports import CellChange, Change, NewRow, Workbook


@dataclass(slots=True)
class Unit:
    """A row that is added or changed, and what puts it right."""

    key: Key
    updates: list[RowWrite] = field(default_factory=list[RowWrite])
    fixes: list[RowWrite] = field(default_factory=list[RowWrite])
    append: tuple[str, ...] | None = None
    """The cells of a new row."""
    below: int | None = None
    """The row after which that is inserted; None where it goes to the sheet's end."""

    @property
    def number(self) -> int | None:
        """The row that it changes; None for one that is added."""
        return next((write.number for write in (*self.updates, *self.fixes)), None)

    def changes(self) -> list[Change]:
        """What is to be sent for it; nothing when all is right."""
        tab = self.key.tab
        cells: list[Change] = [
            CellChange(tab, write.number, column + 1, value)
            for write in combined([*self.fixes, *self.updates])
            for column, value in write.cells
        ]
        return [*cells, NewRow(tab, self.append, self.below)] if self.append else cells


U = TypeVar("U", bound=Unit)


def with_fixes(
    tab: str, units: Sequence[U], fixes: Sequence[RowWrite], repair: Callable[[Key], U]
) -> list[U]:
    """The units, each with the repairs of its row; `repair` makes one for a row that has none."""
    joined = [*units]
    by_row = {write.number: unit for unit in units for write in unit.updates}
    for fix in fixes:
        unit = by_row.get(fix.number)
        if unit is None:
            unit = by_row[fix.number] = repair(Key(tab, f"{fix.owner} {fix.number}", "repair"))
            joined.append(unit)
        unit.fixes.append(fix)
    return joined


def footprint_of(tab: Examined, sent: Sequence[Unit], whose: Identity | None = None) -> Footprint:
    """What the next read is held against, once `sent` was sent."""
    updates = [write for unit in sent for write in unit.updates]
    return Footprint(
        tab.whole,
        tuple(updates),
        tuple(unit.append for unit in sent if unit.append),
        writes=(*(fix for unit in sent for fix in unit.fixes), *updates),
        suspected=tab.suspected,
        reach=tab.reach,
        rounds=tab.rounds,
        whose=whose,
    )


async def send(
    workbook: Workbook, batch: Sequence[tuple[Key, Change]], isolation: Isolation, now: float
) -> bool:
    """Write all of it at once; False when Google declined, which `isolation` has been told.

    `now` is a monotonic moment, in seconds. Raises SheetsError for all other failures.
    """
    keys = [*dict.fromkeys(key for key, _ in batch)]
    try:
        await workbook.apply([change for _, change in batch])
    except RequestRefused as error:
        culprits = {batch[index][0] for index in error.culprits}
        isolation.refuse(keys, culprits, str(error), now)
        return False
    isolation.succeeded(keys)
    return True
