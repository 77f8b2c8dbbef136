"""One read of the spreadsheet as seats see it: their rows, and the clans' cells beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from apps.clanmatch.roster.rules.clan import Clan, clan_key
from apps.clanmatch.roster.rules.rows import parse_roster
from apps.clanmatch.seats.rules.rows import THREAD, names_thread, seat_in
from apps.clanmatch.seats.rules.seat import Seat, of_thread
from shared.immutable import immutable
from shared.sheets.cells import text_of
from shared.sheets.ledger.columns import Columns, RowCells


@immutable
class Placed:
    """A seat and the number of its row, counted from 1; good only until somebody else writes."""

    number: int
    seat: Seat
    lost: bool = False
    """Its thread is known from before alone: the cell must be written anew."""


@immutable
class SeatsSheet:
    """Read together, so that seats and cells belong to one moment."""

    own: dict[int, Placed] = field(default_factory=dict[int, Placed])
    """By thread: the one row of each ticket."""
    doubles: tuple[Placed, ...] = ()
    """Rows of tickets that have another: somebody copied them, or two wrote at once."""
    clans: dict[str, tuple[Clan, ...]] = field(default_factory=dict[str, tuple[Clan, ...]])
    """By key; more than one where a tag stands twice."""

    @property
    def seats(self) -> list[Seat]:
        """One for each ticket."""
        return [placed.seat for placed in self.own.values()]

    @property
    def active(self) -> list[Seat]:
        """Those that take a seat or ask for one: few, beside all that ever were."""
        return [seat for seat in self.seats if seat.live or seat.unsettled]

    @property
    def threads(self) -> dict[int, int]:
        """By row id."""
        return {seat.row_id: seat.thread for seat in self.seats}

    def seat_of(self, thread: int) -> Seat | None:
        """What a ticket has."""
        placed = self.own.get(thread)
        return placed.seat if placed else None

    @property
    def tags(self) -> list[str]:
        """Those of all clans, as their cells say them."""
        return [clan.tag for clans in self.clans.values() for clan in clans]

    @property
    def last_row(self) -> int:
        """The number of the last row that is a seat's; 0 for none."""
        return max((each.number for each in (*self.own.values(), *self.doubles)), default=0)

    def clans_of(self, tag: str) -> tuple[Clan, ...]:
        """The clans with this tag: none, one, or the several that can't be told apart.

        `007` may be stored as 7, and shown so by the format of its cell alone.
        """
        tag = tag.strip()
        if tag.isdecimal() and clan_key(tag) not in self.clans:
            tag = str(int(tag))
        return self.clans.get(clan_key(tag), ()) if tag else ()

    def clan(self, tag: str) -> Clan | None:
        """The one clan with this tag."""
        found = self.clans_of(tag)
        return found[0] if len(found) == 1 else None

    def doubt(self, tag: str) -> str:
        """Why this is no clan's tag now, so that nobody can be called for it; empty if it is."""
        found = len(self.clans_of(tag))
        return {0: "no clan of the roster has this tag", 1: ""}.get(found, "the tag stands twice")

    def cell(self, tag: str) -> int | None:
        """The clan's spots; None without such a clan, and where the cell holds no number."""
        clan = self.clan(tag)
        return None if clan is None or clan.spots_in_words else max(0, clan.spots)


def sheet_in(
    rows: Iterable[RowCells],
    columns: Columns,
    roster: Iterable[RowCells],
    threads: Mapping[int, int],
) -> SeatsSheet:
    """Put a read together. `threads`: by row id, as they were before."""
    by_thread: dict[int, list[Placed]] = {}
    for number, cells in enumerate(rows, start=1):
        if number <= columns.header_row:
            continue
        row = columns.picked(cells)
        if seat := seat_in(row, threads):
            placed = Placed(number, seat, lost=not names_thread(row))
            by_thread.setdefault(seat.thread, []).append(placed)
    own = {thread: _own(several) for thread, several in by_thread.items()}
    doubles = [
        placed
        for thread, several in by_thread.items()
        for placed in several
        if placed is not own[thread]
    ]
    clans: dict[str, tuple[Clan, ...]] = {}
    for clan in parse_roster([[text_of(cell) for cell in row] for row in roster]).clans:
        if clan.tag:
            clans[clan.key] = (*clans.get(clan.key, ()), clan)
    return SeatsSheet(own, tuple(doubles), clans)


def thread_of(columns: Columns, cells: RowCells) -> str:
    """The key of a row as it stands there."""
    return text_of(columns.picked(cells).get(THREAD))


def _own(rows: Sequence[Placed]) -> Placed:
    seat = of_thread((placed.seat for placed in rows), rows[0].seat.thread)
    return next(placed for placed in rows if placed.seat is seat)
