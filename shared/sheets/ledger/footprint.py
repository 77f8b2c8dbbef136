"""What a tab should be like after a write of ours, and which values may have gone astray."""

from shared.immutable import immutable
from shared.sheets.cells import Cell
from shared.sheets.ledger.named_tab import (
    Identity,
    Name,
    NamedTab,
    Owner,
    Reading,
    by_key,
    names_of,
    our_names,
)
from shared.sheets.ledger.row_write import RowWrite


@immutable
class Footprint:
    """What a tab should be like after a write, until a read has shown that it is."""

    before: Reading
    """The tab as read, with what was found damaged put right."""
    updates: tuple[RowWrite, ...]
    appends: tuple[tuple[str, ...], ...]
    writes: tuple[RowWrite, ...]
    """All that was written by position: the updates, and what was put right."""
    suspected: frozenset[Cell] = frozenset()
    """Values written earlier, since the tab was last seen to be well."""
    reach: frozenset[Name] = frozenset()
    """Columns that those may have hit; a repair whose answer got lost may have to come again."""
    rounds: int = 0
    """How many reads in a row found something to put right."""
    whose: Identity | None = None
    """Whose a row is; None: what its key says."""

    @property
    def identity(self) -> Identity:
        """Whose a row is."""
        return self.whose or by_key(self.before.columns.fields[0])


def suspects(footprint: Footprint, after: Reading) -> frozenset[Cell]:
    """Values that, found where they don't belong, were put there by us.

    Not those of a write that is seen to have landed where nothing moved: the same value elsewhere
    is somebody else's. Where something moved, another instance may have put right what ours did.
    """
    only = within_reach(footprint, after)
    was, now = NamedTab(footprint.before, only), NamedTab(after, only)
    owner = footprint.identity.owner
    still = _nothing_moved(was, now, owner)
    astray = (w for w in footprint.writes if not (still and _has_landed(w, was, now, owner)))
    return footprint.suspected | {value for write in astray for _, value in write.cells}


def within_reach(footprint: Footprint, after: Reading) -> frozenset[Name]:
    """The columns that our writes can have hit: ours, before and after they moved.

    Whatever else changed, formulas or people changed.
    """
    before, names = footprint.before, names_of(after)
    hit = {names[i] for i in before.columns.indexes if i < len(names)}
    return footprint.reach | our_names(before) | hit


def _nothing_moved(was: NamedTab, now: NamedTab, owner: Owner) -> bool:
    owners = [owner(row) for row in was.rows]
    while owners and not owners[-1]:
        owners.pop()
    return was.names == now.names and owners == [owner(row) for row in now.rows[: len(owners)]]


def _has_landed(write: RowWrite, was: NamedTab, now: NamedTab, owner: Owner) -> bool:
    row = now.row(write.number)
    meant = {was.names[column]: value for column, value in write.cells}
    shown = all(row.get(name, "") == value for name, value in meant.items())
    return shown and owner(row) == write.owner
