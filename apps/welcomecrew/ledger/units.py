"""What is written or refused as one: a ticket's changes in one tab, with repairs of its row."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.welcomecrew.ledger.outbox import Entry
from apps.welcomecrew.ledger.reconcile import Decision, TabPlan, Verdict
from shared.sheets.ledger.examined import Examined
from shared.sheets.ledger.isolation import Key
from shared.sheets.ledger.row_write import RowWrite
from shared.sheets.ledger.units import Unit, with_fixes


@dataclass(slots=True)
class TicketUnit(Unit):
    """One ticket's changes; a repair of a row that no ticket changes has neither of these."""

    entry: Entry | None = None
    decision: Decision | None = None


@dataclass(slots=True)
class TabWork:
    """A tab in one pass."""

    tab: Examined
    units: list[TicketUnit]


def units_of(
    tab: str, entries: Sequence[Entry], plan: TabPlan, fixes: Sequence[RowWrite]
) -> list[TicketUnit]:
    """One for each ticket, and one for each repair of a row that no ticket changes."""
    units = [
        TicketUnit(
            Key(tab, _whose(entry), "new" if decision.verdict is Verdict.INSERT else "change"),
            [*decision.updates],
            append=decision.append,
            below=plan.below,
            entry=entry,
            decision=decision,
        )
        for entry, decision in zip(entries, plan.decisions, strict=True)
    ]
    return with_fixes(tab, units, fixes, TicketUnit)


def _whose(entry: Entry) -> str:
    row = entry.row
    return row.thread_id or f"{row.ticket} {row.username} {row.type}"
