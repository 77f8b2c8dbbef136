"""What a deletion by row number hit, when people moved rows under it. Pure.

Google deletes by position and has no conditional write. A read afterwards, compared by content
with the one before, shows whether the right rows went; those that went instead are put back.
"""

from collections import Counter
from collections.abc import Collection

from apps.welcomecrew.ledger.whose import ticket_of
from shared.immutable import immutable
from shared.sheets.ledger.columns import RowCells
from shared.sheets.ledger.named_tab import NamedTab, Reading, frozen


@immutable
class Outcome:
    """What the read after a deletion shows."""

    survivors: int
    """Rows that were to go and are still there."""
    lost: tuple[RowCells, ...]
    """Rows that went in their place, as cells under the headers of now."""


def outcome(before: Reading, after: Reading, dropped: Collection[int]) -> Outcome:
    """Compare two readings with the deletion of the rows numbered `dropped` between them.

    No more rows count as lost than others survived in their place: whatever else is missing, people
    removed, and a row of which there is another version they edited.
    """
    was, now = NamedTab(before), NamedTab(after)
    going = Counter(frozen(was.row(number)) for number in dropped)
    staying = Counter(frozen(row) for row in was.rows if row) - going
    there = Counter(frozen(row) for row in now.rows if row)
    survivors = (going & (there - staying)).total()
    edited = {ticket_of(dict(row)) for row in there - staying - going} - {""}
    missing = [dict(row) for row in (staying - there).elements()]
    lost = [row for row in missing if ticket_of(row) not in edited][:survivors]
    return Outcome(survivors, tuple(tuple(row.get(name, "") for name in now.names) for row in lost))
