"""Undo what our last write did to cells of others, when people moved things under it.

Google has no conditional write: between our read and our write somebody may sort, insert or move
columns, and cells written by position then land elsewhere. The next read is compared with the one
before, by content and not by position, and what only our write explains is put back.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from apps.welcomecrew.ledger.named_tab import (
    Name,
    NamedRow,
    NamedTab,
    Reading,
    frozen,
    names_of,
    number_of,
    our_names,
    ticket_of,
)
from apps.welcomecrew.ledger.reconcile import RowWrite
from apps.welcomecrew.ledger.rows import RowCells
from shared.sheets.cells import Cell, is_blank
from shared.sheets.headers import HEADER_DEPTH

MOST_ROUNDS: Final = 4


@dataclass(frozen=True, slots=True)
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
    rounds: int = 0
    """How many reads in a row found something to put right."""


def suspects(footprint: Footprint, after: Reading) -> frozenset[Cell]:
    """Values that, found where they don't belong, were put there by us.

    Not those of a write that is seen to have landed where nothing moved: the same value elsewhere
    is somebody else's. Where something moved, another instance may have put right what ours did.
    """
    only = _within_reach(footprint.before, after)
    was, now = NamedTab(footprint.before, only), NamedTab(after, only)
    still = _nothing_moved(was, now)
    astray = (w for w in footprint.writes if not (still and _has_landed(w, was, now)))
    return footprint.suspected | {value for write in astray for _, value in write.cells}


def _within_reach(before: Reading, after: Reading) -> set[Name]:
    """The columns that a write between the two can have hit: ours, before and after they moved.

    Whatever else changed, formulas or people changed.
    """
    names = names_of(after)
    return our_names(before) | {names[i] for i in before.columns.indexes if i < len(names)}


def _nothing_moved(was: NamedTab, now: NamedTab) -> bool:
    tickets = [ticket_of(row) for row in was.rows]
    while tickets and not tickets[-1]:
        tickets.pop()
    return was.names == now.names and tickets == [
        ticket_of(row) for row in now.rows[: len(tickets)]
    ]


def _has_landed(write: RowWrite, was: NamedTab, now: NamedTab) -> bool:
    row = now.row(write.number)
    meant = {was.names[column]: value for column, value in write.cells}
    shown = all(row.get(name, "") == value for name, value in meant.items())
    return shown and ticket_of(row) == write.ticket


def header_repair(footprint: Footprint, grid: Sequence[RowCells]) -> RowWrite | None:
    """What puts the header right, where a row inserted above it let our write hit it."""
    old = [*footprint.before.header]
    while old and is_blank(old[-1]):
        old.pop()
    near = [*enumerate(grid[: 2 * HEADER_DEPTH], start=1)]
    for number, cells in near:
        if not _unlike(cells, old):
            at = footprint.before.columns.header_row
            mended = [i for write in footprint.writes if write.number == at for i, _ in write.cells]
            surplus = _added_meanwhile(footprint, cells, mended)
            return RowWrite(number, "", surplus) if surplus else None
    ours = {value for write in footprint.writes for _, value in write.cells} | footprint.suspected
    columns = {column for write in footprint.writes for column, _ in write.cells}
    rows = {write.number for write in footprint.writes}
    for number, cells in near:
        wrong = _unlike(cells, old)
        is_hit = all(i in columns and _at(cells, i) in ours for i in wrong)
        if is_hit and (len(wrong) < len(old) or number in rows):
            surplus = _added_meanwhile(footprint, cells, wrong)
            return RowWrite(number, "", (*((i, old[i]) for i in wrong), *surplus))
    return None


def _added_meanwhile(
    footprint: Footprint, cells: RowCells, hit: Sequence[int]
) -> tuple[tuple[int, Cell], ...]:
    """What clears the headers that another instance added in place of those that ours hit."""
    before = footprint.before
    ours = dict(zip(before.columns.indexes, before.columns.fields, strict=True))
    names = {ours[index] for index in hit if index in ours}
    new = range(len(before.header), len(cells))
    return tuple((index, "") for index in new if cells[index] in names)


def _unlike(cells: RowCells, header: Sequence[Cell]) -> list[int]:
    return [i for i, cell in enumerate(header) if _at(cells, i) != cell]


def _at(cells: RowCells, index: int) -> Cell:
    return cells[index] if index < len(cells) else ""


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


def with_writes(grid: Sequence[RowCells], writes: Iterable[RowWrite]) -> list[RowCells]:
    """The grid as it will be, so that what is planned next builds on it."""
    changed = list(grid)
    for write in writes:
        cells = list(changed[write.number - 1])
        for column, value in write.cells:
            cells[column] = value
        changed[write.number - 1] = cells
    return changed


def combined(writes: Iterable[RowWrite]) -> tuple[RowWrite, ...]:
    """One write for each row; where two touch a cell, the later one wins."""
    by_row: dict[int, RowWrite] = {}
    for write in writes:
        earlier = by_row.get(write.number)
        cells = {**dict(earlier.cells if earlier else ()), **dict(write.cells)}
        by_row[write.number] = RowWrite(write.number, write.ticket, tuple(cells.items()))
    return tuple(by_row.values())


class _Comparison:
    """What changed between two readings with one of our writes between them."""

    def __init__(self, footprint: Footprint, after: Reading) -> None:
        only = _within_reach(footprint.before, after)
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
        self._written = suspects(footprint, after)
        self._vanished: list[NamedRow] = []

    def repairs(self) -> Iterator[RowWrite]:
        left = self._remainders()
        for judge in (self._explained, self._stray, self._ticket_row):
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
        is_right = any(ticket_of(row) == ticket_of(sent) for sent in self._appended)
        if values in alone or (any(moved) and not is_right):
            return dict.fromkeys(row, "")
        return None

    def _ticket_row(self, row: NamedRow) -> NamedRow | None:
        """Cells of a ticket's row that somebody else changed as well; ours only are undone."""
        ticket = ticket_of(row)
        if not ticket:
            return None
        for candidate in self._vanished:
            if ticket_of(candidate) == ticket:
                self._vanished.remove(candidate)
                return self._to_restore(row, candidate)
        return self._to_restore(row, {}) if self._meant_for(ticket) else None

    def _to_restore(self, row: NamedRow, original: NamedRow) -> NamedRow:
        ticket = ticket_of(row)
        meant = self._meant_for(ticket)
        # What we append stands in its own row, under whatever headers; never in somebody else's.
        # Columns that moved under it leave the thread's id under another header than its own.
        mine = [s for s in self._appended if ticket_of(s) == ticket or number_of(s) == ticket]
        own = {value for sent in mine for value in sent.values()}
        ours = self._written | own
        return {
            name: original.get(name, "")
            for name in _changed(original, row)
            if name in self._after.names
            and row.get(name, "") in ours
            and meant.get(name) != row.get(name, "")
        }

    def _meant_for(self, ticket: str) -> NamedRow:
        meant: NamedRow = {}
        for row in self._appended:
            meant |= row if ticket in {ticket_of(row), number_of(row)} else {}
        for write in self._updates:
            meant |= self._meant(write) if write.ticket == ticket else {}
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
        return RowWrite(number, ticket_of(self._after.row(number) | cells), placed)


def _changed(one: NamedRow, other: NamedRow) -> list[Name]:
    return sorted(n for n in one.keys() | other.keys() if one.get(n, "") != other.get(n, ""))
