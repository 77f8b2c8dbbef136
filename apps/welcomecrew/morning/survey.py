"""What ticket threads there are: one request for the open ones, a few for those that sleep."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import discord

from apps.welcomecrew.catch_up.tally import named
from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.closing.lifecycle import State
from apps.welcomecrew.ledger.columns import PlacedRow
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.rows import ROUNDED
from apps.welcomecrew.morning.cases import closed_entry, thread_of
from apps.welcomecrew.morning.history import Histories, Reading, Seen
from apps.welcomecrew.morning.rules.board import Board, Entry, board_of
from apps.welcomecrew.morning.rules.closed import closed_of_late, up_to_date
from apps.welcomecrew.morning.rules.talk import Thread
from apps.welcomecrew.reading.listing import archived
from apps.welcomecrew.reading.look import is_asleep
from apps.welcomecrew.reading.sight import Parent, Sight, Unseen
from apps.welcomecrew.tickets.scope import Channel, Scope
from apps.welcomecrew.tickets.ticket import Kind
from shared.chat.passing import REST_FAILURES, in_words
from shared.chat.text import count
from shared.sheets.errors import SheetsError
from shared.sheets.ledger.troubles import in_short
from shared.sheets.letting_go import let_go
from shared.tickets.thread_name import parse_thread_name
from shared.timing.clock import Clock

_ASLEEP_FOR: Final = timedelta(days=30)
"""A ticket that has slept for longer is nobody's work of this morning."""
_THOROUGH_EVERY_S: Final = 6 * 3600.0
_AT_A_TIME: Final = 25
_CLOSED: Final = frozenset({State.RENAMING, State.DONE})
_UNTAGGED: Final = frozenset({State.WAITING, State.ASKED})


@dataclass(slots=True)
class Found:
    """Threads, server by server, and what could not be looked at."""

    guilds: dict[discord.Guild, list[Seen]] = field(default_factory=dict[discord.Guild, list[Seen]])
    notes: list[str] = field(default_factory=list[str])

    def threads(self) -> list[Thread]:
        """What the rules know of all of them, each once."""
        by_id = {thread.id: thread for seen in self.guilds.values() for _, thread in seen}
        return list(by_id.values())


@dataclass(kw_only=True, eq=False, repr=False)
class Survey:
    """Looks at both ticket channels."""

    scope: Scope
    sight: Sight
    desk: Desk
    ledger: Ledger
    clan_tags: ClanTags
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
        found = await self.open_threads()
        if thorough:
            await self._find_sleepers(found)
        reading = await self.read(found)
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
            notes=[*found.notes, *notes_of(reading, len(awake)), *self._stuck_rows()],
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

    async def open_threads(self) -> Found:
        """The threads that are not archived: one request for each server."""
        found = Found()
        actives: dict[int, list[discord.Thread]] = {}
        for channel, parent in self._parents(found):
            guild = parent.guild
            try:
                if guild.id not in actives:
                    actives[guild.id] = list(await guild.active_threads())
            except REST_FAILURES as error:
                found.notes.append(f"{named(channel)} can't be read: {in_words(error)}")
                continue
            mine = [t for t in actives[guild.id] if t.parent_id == parent.id]
            found.guilds.setdefault(guild, []).extend(await self._seen(mine, channel))
        return found

    async def all_threads(self, since: datetime) -> Found:
        """Those, and the ones that were archived since then: a request for each hundred."""
        found = await self.open_threads()
        async for channel, parent, shut in self._archived(since, found):
            listed = found.guilds.setdefault(parent.guild, [])
            # One that is archived during the listing comes twice.
            known = {thread.id for _, thread in listed}
            new = [thread for thread in shut if thread.id not in known]
            listed += await self._seen(new, channel)
        return found

    async def read(self, found: Found) -> Reading:
        """The histories of all of them."""
        whole = Reading()
        for guild, seen in found.guilds.items():
            reading = await self.histories.read(guild, seen)
            whole.talks |= reading.talks
            whole.standings |= reading.standings
            whole.unreadable |= reading.unreadable
            whole.roles_unknown = whole.roles_unknown or reading.roles_unknown
        return whole

    async def _find_sleepers(self, found: Found) -> None:
        sleepers: dict[int, Thread] = {}
        since = self.clock.now() - _ASLEEP_FOR
        async for channel, _, shut in self._archived(since, found):
            seen = await self._seen(filter(is_asleep, shut), channel)
            sleepers |= {thread.id: thread for _, thread in seen}
        self._asleep = sleepers
        self._thorough_at = self.clock.monotonic()

    async def _archived(
        self, since: datetime, found: Found
    ) -> AsyncIterator[tuple[Channel, Parent, list[discord.Thread]]]:
        for channel, parent in self._parents(Found()):
            try:
                shut = [thread async for thread in archived(parent, since=since)]
            except REST_FAILURES as error:
                words = f"{named(channel)}: the archived threads can't be read: {in_words(error)}"
                found.notes.append(words)
            else:
                yield channel, parent, shut

    def _parents(self, found: Found) -> Iterable[tuple[Channel, Parent]]:
        for channel in self.scope.channels.values():
            try:
                yield channel, self.sight.parent(channel)
            except Unseen as unseen:
                found.notes.append(f"{named(channel)} can't be read: {unseen}")

    async def _seen(self, threads: Iterable[discord.Thread], channel: Channel) -> list[Seen]:
        """Those that are tickets, by their names; other work goes on between handfuls of them."""
        tags = self.clan_tags.at_hand()
        seen: list[Seen] = []
        for number, thread in enumerate(threads, start=1):
            if parts := parse_thread_name(thread.name, tags):
                seen.append((thread, seen_of(thread, channel, parts.number)))
            if number % _AT_A_TIME == 0:
                await asyncio.sleep(0)
        return seen

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


def seen_of(thread: discord.Thread, channel: Channel, number: str) -> Thread:
    """What Discord says of a thread along with the list of them."""
    return Thread(
        id=thread.id,
        name=thread.name,
        channel_id=channel.channel_id,
        number=number,
        created_at=discord.utils.snowflake_time(thread.id),
        owner_id=thread.owner_id or 0,
        version=thread.last_message_id or 0,
        shut=thread.archived or thread.locked,
        asleep=is_asleep(thread),
        archived_at=thread.archive_timestamp if thread.archived else None,
    )


def notes_of(reading: Reading, total: int) -> list[str]:
    """What could not be read, in words."""
    notes: list[str] = []
    if reading.unreadable:
        reasons = sorted(set(reading.unreadable.values()))
        unreadable, why = len(reading.unreadable), "; ".join(reasons[:2])
        notes.append(f"of {count(total, 'ticket')}, {unreadable} unreadable: {why}")
    if reading.roles_unknown:
        notes.append(
            "Discord told nobody's roles just now, so everybody who wrote counts as a recruit"
        )
    return notes
