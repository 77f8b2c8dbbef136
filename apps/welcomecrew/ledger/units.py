"""What is written or refused as one: a ticket's changes in one tab, with repairs of its row."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.welcomecrew.ledger.isolation import Key
from apps.welcomecrew.ledger.outbox import Entry
from apps.welcomecrew.ledger.reconcile import Decision, TabPlan, Verdict
from apps.welcomecrew.ledger.whose import TICKETS
from shared.sheets.cells import Cell
from shared.sheets.ledger.footprint import Footprint
from shared.sheets.ledger.named_tab import Name, Reading
from shared.sheets.ledger.row_write import RowWrite, combined
from shared.sheets.ports import CellChange, Change, NewRow


@dataclass(slots=True)
class Unit:
    """One ticket's changes, with the repair of its row."""

    key: Key
    entry: Entry | None = None
    decision: Decision | None = None
    updates: list[RowWrite] = field(default_factory=list[RowWrite])
    fixes: list[RowWrite] = field(default_factory=list[RowWrite])
    below: int | None = None

    @property
    def append(self) -> tuple[str, ...] | None:
        """The cells of its new row, if it needs one."""
        return self.decision.append if self.decision else None

    def changes(self) -> list[Change]:
        """What is to be sent for it; nothing when all is right."""
        tab = self.key.tab
        cells: list[Change] = [
            CellChange(tab, write.number, column + 1, value)
            for write in combined([*self.fixes, *self.updates])
            for column, value in write.cells
        ]
        return [*cells, NewRow(tab, self.append, self.below)] if self.append else cells


@dataclass(slots=True)
class TabWork:
    """A tab in one pass."""

    whole: Reading
    """As read, with what was damaged put right."""
    units: list[Unit]
    suspected: frozenset[Cell]
    reach: frozenset[Name]
    """Where those may have gone, see `Footprint`."""
    rounds: int


def units_of(
    tab: str, entries: Sequence[Entry], plan: TabPlan, fixes: Sequence[RowWrite]
) -> list[Unit]:
    """One for each ticket, and one for each repair of a row that no ticket changes."""
    units: list[Unit] = []
    by_row: dict[int, Unit] = {}
    for entry, decision in zip(entries, plan.decisions, strict=True):
        kind = "new" if decision.verdict is Verdict.INSERT else "change"
        key = Key(tab, _whose(entry), kind)
        unit = Unit(key, entry, decision, list(decision.updates), below=plan.below)
        units.append(unit)
        by_row |= {write.number: unit for write in decision.updates}
    for fix in fixes:
        unit = by_row.get(fix.number)
        if unit is None:
            unit = by_row[fix.number] = Unit(Key(tab, f"{fix.owner} {fix.number}", "repair"))
            units.append(unit)
        unit.fixes.append(fix)
    return units


def _whose(entry: Entry) -> str:
    row = entry.row
    return row.thread_id or f"{row.ticket} {row.username} {row.type}"


def footprint_of(work: TabWork, sent: Sequence[Unit]) -> Footprint:
    """What the next read is held against, once `sent` was sent."""
    updates = [write for unit in sent for write in unit.updates]
    return Footprint(
        work.whole,
        tuple(updates),
        tuple(unit.append for unit in sent if unit.append),
        writes=(*(fix for unit in sent for fix in unit.fixes), *updates),
        suspected=work.suspected,
        reach=work.reach,
        rounds=work.rounds,
        whose=TICKETS,
    )
