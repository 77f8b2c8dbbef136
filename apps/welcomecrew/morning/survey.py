"""The board as it is now: open tickets, those that sleep, and what the sheet says of them."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.closing.lifecycle import State
from apps.welcomecrew.ledger.columns import PlacedRow
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.rows import ROUNDED
from apps.welcomecrew.morning.cases import closed_entry, thread_of
from apps.welcomecrew.morning.history import Histories, Reading
from apps.welcomecrew.morning.listing import Found, Listing
from apps.welcomecrew.morning.rules.board import Board, Entry, board_of
from apps.welcomecrew.morning.rules.closed import closed_of_late, up_to_date
from apps.welcomecrew.morning.rules.talk import Thread
from apps.welcomecrew.tickets.scope import Scope
from apps.welcomecrew.tickets.ticket import Kind
from shared.sheets.errors import SheetsError
from shared.sheets.ledger.troubles import in_short
from shared.sheets.letting_go import let_go
from shared.timing.clock import Clock

_ASLEEP_FOR: Final = timedelta(days=30)
"""A ticket that has slept for longer is nobody's work of this morning."""
_THOROUGH_EVERY_S: Final = 6 * 3600.0
_CLOSED: Final = frozenset({State.RENAMING, State.DONE})
_UNTAGGED: Final = frozenset({State.WAITING, State.ASKED})


@dataclass(kw_only=True, eq=False, repr=False)
class Survey:
    """Looks at both ticket channels."""

    scope: Scope
    listing: Listing
    desk: Desk
    ledger: Ledger
    histories: Histories
    clock: Clock
    _asleep: dict[int, Thread] = field(default_factory=dict[int, Thread])
    """Those of the last thorough look."""
    _last: tuple[float, Board] | None = None
    _thorough_at: float = float("-inf")

    async def lately(self, *, within: float) -> Board:
        """The board as it was at most `within` seconds ago; looked at anew where it is older."""
        if self._last is not None and self._last[0] >= self.clock.monotonic() - within:
            return self._with_what_closed_since(self._last[1])
        long_ago = self._thorough_at < self.clock.monotonic() - _THOROUGH_EVERY_S
        return self._with_what_closed_since(await self.board(thorough=long_ago))

    async def board(self, *, thorough: bool) -> Board:
        """Who waits for whom. Raises nothing of Discord's or Google's: what fails is named.

        `thorough`: threads that Discord archived are listed as well, a request for each hundred;
        else those that were found last, less those that woke up.
        """
        found = await self.listing.open_threads()
        if thorough:
            since = self.clock.now() - _ASLEEP_FOR
            self._asleep = await self.listing.sleepers(since, found)
            self._thorough_at = self.clock.monotonic()
        reading = await self._read(found)
        awake = found.threads()
        ids = {thread.id for thread in awake}
        asleep = [thread for thread in self._asleep.values() if thread.id not in ids]
        rows = await self._rows(found)
        # A log of thousands: other work goes on meanwhile.
        logged = await asyncio.to_thread(_logged, rows)
        used = await asyncio.to_thread(self._used, rows, awake)
        untagged = self.desk.in_state(*_UNTAGGED)
        unwritten = self.desk.in_state(State.WRITING)
        closing = [thread_of(case) for case in (*untagged, *unwritten) if case.thread_id not in ids]
        # Closed by a message that was edited into a marker: no last message tells of that.
        done = {case.thread_id for case in self.desk.in_state(*_CLOSED)}
        board = board_of(
            [
                *(each for each in awake if each.id not in done),
                *closing,
                *(each for each in asleep if str(each.id) not in logged),
            ],
            reading.talks,
            reading.standings,
            untagged={
                case.thread_id: case.ticket.closed_at if case.ticket else None for case in untagged
            },
            unwritten={case.thread_id for case in unwritten},
            used=used,
            notes=[*found.notes, *reading.notes(len(awake)), *self._stuck_rows()],
            partial=bool(found.notes or reading.unreadable),
        )
        closed = await asyncio.to_thread(
            self._closed, rows, {each.thread_id for each in board.all()}
        )
        for placed in rows.values():
            await let_go(placed)
        board = replace(board, closed=closed)
        self._last = self.clock.monotonic(), board
        return board

    def _closed(
        self, rows: Mapping[str, list[PlacedRow]], but: Collection[int]
    ) -> tuple[Entry, ...]:
        channels = {channel.tab: channel.channel_id for channel in self.scope.channels.values()}
        return closed_of_late(
            (
                (channels[tab], placed.row)
                for tab, placed_rows in rows.items()
                for placed in placed_rows
            ),
            now=self.clock.now(),
            zone=self.scope.zone,
            but=but,
        )

    def _with_what_closed_since(self, board: Board) -> Board:
        """A close or a correction of a moment ago shows at once, however old the board is."""
        cases = self.desk.in_state(*_CLOSED)
        done = {case.thread_id for case in cases}
        heard = filter(None, map(closed_entry, cases))
        waiting = board.without(lambda _, entry: entry.thread_id in done)
        return replace(waiting, closed=up_to_date(board.closed, heard, now=self.clock.now()))

    async def _read(self, found: Found) -> Reading:
        """The histories of all of them."""
        whole = Reading()
        for guild, seen in found.guilds.items():
            reading = await self.histories.read(guild, seen)
            whole.talks |= reading.talks
            whole.standings |= reading.standings
            whole.unreadable |= reading.unreadable
            whole.roles_unknown = whole.roles_unknown or reading.roles_unknown
        return whole

    async def _rows(self, found: Found) -> Mapping[str, list[PlacedRow]]:
        try:
            return await self.ledger.rows()
        except SheetsError as error:
            found.notes.append(f"the sheet can't be read, so numbers aren't compared: {error}")
            return {}

    def _stuck_rows(self) -> list[str]:
        troubles = self.ledger.status().troubles
        return [f"can't be written: {in_short(troubles)}"] if troubles else []

    def _used(
        self, rows: Mapping[str, list[PlacedRow]], threads: Iterable[Thread]
    ) -> Mapping[tuple[int, str], set[int]]:
        """Which threads have a number. Of promo tickets several types share theirs: no clash."""
        used: dict[tuple[int, str], set[int]] = defaultdict(set)
        for channel in self.scope.channels.values():
            if channel.kind is not Kind.WELCOME:
                continue
            for placed in rows.get(channel.tab, ()):
                thread_id = placed.row.thread_id
                if thread_id and ROUNDED not in thread_id:
                    used[channel.channel_id, placed.row.ticket].add(int(thread_id))
            for thread in threads:
                if thread.channel_id == channel.channel_id:
                    used[channel.channel_id, thread.number].add(thread.id)
        return used


def _logged(rows: Mapping[str, list[PlacedRow]]) -> set[str]:
    """Threads with a complete row: closed tickets, though Discord archived them."""
    every = (placed.row for placed_rows in rows.values() for placed in placed_rows)
    return {row.thread_id for row in every if row.thread_id and row.complete}
