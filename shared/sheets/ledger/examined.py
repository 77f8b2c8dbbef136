"""A tab as a pass begins with it: what our last write damaged is found, and put right. Pure."""

from collections.abc import Sequence

from shared.immutable import immutable
from shared.sheets.cells import Cell
from shared.sheets.ledger.columns import columns_in
from shared.sheets.ledger.footprint import Footprint, suspects, within_reach
from shared.sheets.ledger.header_repair import header_repair
from shared.sheets.ledger.named_tab import Name, Reading
from shared.sheets.ledger.repair import repairs
from shared.sheets.ledger.row_write import RowWrite, with_writes
from shared.sheets.ports import StoredGrid


@immutable
class Examined:
    """A tab that was read, held against what the last write should have made of it."""

    whole: Reading
    """As read, with what was damaged put right."""
    fixes: tuple[RowWrite, ...]
    """What puts it right in the sheet; normally nothing."""
    suspected: frozenset[Cell]
    """Until a read finds nothing to put right, earlier values stay under suspicion."""
    reach: frozenset[Name]
    """Where those may have gone, see `Footprint`."""
    rounds: int


def examined(grid: StoredGrid, fields: Sequence[str], last: Footprint | None) -> Examined | None:
    """Look at a tab; None where the header of its key (the first of `fields`) isn't found.

    `last` is the footprint of the last write, as long as no read has shown that it went well.
    """
    header = header_repair(last, grid) if last else None
    fixes = [header] if header else []
    mended = with_writes(grid, fixes)
    columns = columns_in(mended, fields)
    if columns is None:
        return None
    reading = Reading(mended, columns)
    fixes += repairs(last, reading) if last else []
    return Examined(
        Reading(with_writes(grid, fixes), columns),
        tuple(fixes),
        suspected=suspects(last, reading) if last and fixes else frozenset(),
        reach=within_reach(last, reading) if last and fixes else frozenset(),
        rounds=last.rounds + 1 if last and fixes else 0,
    )
