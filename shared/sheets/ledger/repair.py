"""Undo what our last write did to cells of others, when people moved things under it.

Google has no conditional write: between our read and our write somebody may sort, insert or move
columns, and cells written by position then land elsewhere. The next read is compared with the one
before, by content and not by position, and what only our write explains is put back.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from shared.sheets.cells import Cell, is_blank
from shared.sheets.ledger.footprint import Footprint, suspects, within_reach
from shared.sheets.ledger.named_tab import Name, NamedRow, NamedTab, Reading, frozen
from shared.sheets.ledger.row_write import RowWrite

MOST_ROUNDS: Final = 4


def repairs(footprint: Footprint, after: Reading) -> list[RowWrite]:
    """The writes that put damaged cells back; normally none.

    Two writers that each took the other's work for damage would go on for ever, so this gives up.
    """
    if footprint.rounds >= MOST_ROUNDS:
        return []
    if not set(footprint.before.columns.fields) <= set(after.columns.fields):
        # Somebody renamed a header of ours, so the column is theirs.
        return []
    return list(_Comparison(footprint, after).repairs())


class _Comparison:
    """What changed between two readings with one of our writes between them."""

    def __init__(self, footprint: Footprint, after: Reading) -> None:
        only = within_reach(footprint, after)
        self._before = NamedTab(footprint.before, only)
        self._after = NamedTab(after, only)
        titles = [tuple(cells) for cells in footprint.before.grid[: self._before.first - 2]]
        self._inserted_above = {
            number: cells
            for number, cells in enumerate(after.grid[: self._after.first - 2], start=1)
            if tuple(cells) not in titles
        }
        self._updates = footprint.updates
        self._appended = [self._before.named(cells) for cells in footprint.appends]
        self._sent = [Counter(row.values()) for row in self._appended]
        self._owner = footprint.identity.owner
        self._names_of = footprint.identity.names
        self._written = suspects(footprint, after)
        self._vanished: list[NamedRow] = []

    def repairs(self) -> Iterator[RowWrite]:
        left = self._remainders()
        for judge in (self._explained, self._stray, self._own_row):
            judged = [(number, judge(self._after.row(number))) for number in left]
            left = [number for number, cells in judged if cells is None]
            yield from (self._write(number, cells) for number, cells in judged if cells)
        yield from self._blanked()
        yield from self._above_the_header()

    def _remainders(self) -> list[int]:
        """The rows that are new, but for what we intended; notes the rows that are gone."""
        unmatched = Counter(map(frozen, self._before.rows))
        for row in self._appended:
            unmatched[frozen(row)] += 1
        replaced: dict[frozenset[tuple[Name, Cell]], list[NamedRow]] = {}
        for write in self._updates:
            old = self._before.row(write.number)
            replaced.setdefault(frozen(self._result(write)), []).append(old)
        appeared: list[int] = []
        for number, row in enumerate(self._after.rows, start=self._after.first):
            key = frozen(row)
            if not key:
                continue
            if unmatched[key] > 0:
                unmatched[key] -= 1
            elif replaced.get(key):
                unmatched[frozen(replaced[key].pop())] -= 1
            else:
                appeared.append(number)
        # A row that we cleared on purpose is not missed.
        for old in replaced.get(frozenset(), ()):
            unmatched[frozen(old)] -= 1
        appended = [frozen(row) for row in self._appended]
        self._vanished = [
            dict(key)
            for key, count in unmatched.items()
            for _ in range(count)
            if key and key not in appended
        ]
        return appeared

    def _result(self, write: RowWrite) -> NamedRow:
        row = self._before.row(write.number) | self._meant(write)
        return {name: value for name, value in row.items() if not is_blank(value)}

    def _meant(self, write: RowWrite) -> NamedRow:
        return {self._before.names[column]: value for column, value in write.cells}

    def _explained(self, row: NamedRow) -> NamedRow | None:
        """Cells of a row that is a vanished one, but for values that we wrote."""
        candidates = [
            candidate
            for candidate in self._vanished
            if any(row.get(name) == value for name, value in candidate.items())
            and all(row.get(name, "") in self._written for name in _changed(candidate, row))
        ]
        if not candidates:
            return None
        original = min(candidates, key=lambda each: len(_changed(each, row)))
        self._vanished.remove(original)
        return self._to_restore(row, original)

    def _stray(self, row: NamedRow) -> NamedRow | None:
        """Cells of a row that holds only what we sent, under other headers or all alone."""
        values = Counter(row.values())
        columns_moved = self._before.names != self._after.names
        alone = [Counter[Cell](v for _, v in write.cells if v) for write in self._updates]
        moved = (
            sent for sent in self._sent if values == sent or (columns_moved and values <= sent)
        )
        is_right = any(self._owner(row) == self._owner(sent) for sent in self._appended)
        if values in alone or (any(moved) and not is_right):
            return dict.fromkeys(row, "")
        return None

    def _own_row(self, row: NamedRow) -> NamedRow | None:
        """Cells of a row of ours that somebody else changed as well; ours only are undone."""
        owner = self._owner(row)
        if not owner:
            return None
        for candidate in self._vanished:
            if self._owner(candidate) == owner:
                self._vanished.remove(candidate)
                return self._to_restore(row, candidate)
        return self._to_restore(row, {}) if self._meant_for(owner) else None

    def _to_restore(self, row: NamedRow, original: NamedRow) -> NamedRow:
        owner = self._owner(row)
        meant = self._meant_for(owner)
        # What we append stands in its own row, under whatever headers; never in somebody else's.
        # Columns that moved under it leave the thread's id under another header than its own.
        mine = [sent for sent in self._appended if owner in self._names_of(sent)]
        own = {value for sent in mine for value in sent.values()}
        ours = self._written | own
        return {
            name: original.get(name, "")
            for name in _changed(original, row)
            if name in self._after.names
            and row.get(name, "") in ours
            and meant.get(name) != row.get(name, "")
        }

    def _meant_for(self, owner: str) -> NamedRow:
        meant: NamedRow = {}
        for row in self._appended:
            meant |= row if owner in self._names_of(row) else {}
        for write in self._updates:
            meant |= self._meant(write) if write.owner == owner else {}
        return meant

    def _blanked(self) -> Iterator[RowWrite]:
        """Rows that a clearing of ours emptied although it was meant for another."""
        for write in self._updates:
            names = self._meant(write)
            number = write.number
            if any(names.values()) or not self._is_blank(number):
                continue
            lost = next((row for row in self._vanished if row.keys() <= names.keys()), None)
            if lost is not None:
                self._vanished.remove(lost)
                yield self._write(number, lost)

    def _above_the_header(self) -> Iterator[RowWrite]:
        """Rows that were inserted above the header and hold nothing but what we sent."""
        for number, cells in self._inserted_above.items():
            filled = {i: cell for i, cell in enumerate(cells) if not is_blank(cell)}
            values = Counter(filled.values())
            alone = [Counter[Cell](v for _, v in write.cells if v) for write in self._updates]
            if values and (values in self._sent or values in alone):
                yield RowWrite(number, "", tuple((i, "") for i in filled))

    def _is_blank(self, number: int) -> bool:
        index = number - self._after.first
        return index < len(self._after.rows) and not self._after.rows[index]

    def _write(self, number: int, cells: NamedRow) -> RowWrite:
        placed = tuple((self._after.names.index(name), value) for name, value in cells.items())
        return RowWrite(number, self._owner(self._after.row(number) | cells), placed)


def _changed(one: NamedRow, other: NamedRow) -> list[Name]:
    return sorted(n for n in one.keys() | other.keys() if one.get(n, "") != other.get(n, ""))
