"""Names of tickets as they are heard: a close with a clan places its seat, and so on.

What can't be written down at once waits here, the newest name of each thread, for the next round.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import discord

from apps.clanmatch.roster.source import RosterSource
from apps.clanmatch.seats.book import RowRefused
from apps.clanmatch.seats.desk import SeatDesk
from apps.clanmatch.seats.rules.placing import Closed, Gone, Heard, Reopened, is_closed_name
from apps.clanmatch.seats.rules.seat import Seat
from apps.clanmatch.seats.rules.sheet import SeatsSheet
from apps.clanmatch.seats.rules.unheard import nobody_listened_since, unheard
from apps.clanmatch.seats.threads import TicketThreads, ticket_name
from shared.chat.discord_clock import DiscordClock
from shared.chat.errors import ExpectedFailure
from shared.chat.places import PlaceMissing, find_place
from shared.chat.text import count
from shared.sheets.errors import SheetsError
from shared.sheets.ledger.troubles import Trouble

_log = logging.getLogger(__name__)

_MOST_WAITING: Final = 1000
_REFUSED_FOR: Final = timedelta(minutes=5)
_DISCORDS_EPOCH: Final = 1_420_070_400_000


@dataclass(eq=False, repr=False)
class TicketNames:
    """Tells the desk of closes and reopenings."""

    client: discord.Client
    desk: SeatDesk
    threads: TicketThreads
    roster: RosterSource
    clock: DiscordClock
    in_doubt: bool = True
    """Whether tickets may have been closed while nobody listened, as before a start."""
    _waiting: dict[int, str | None] = field(default_factory=dict[int, str | None])
    """By thread its newest name; None once it is deleted."""
    _refused: dict[int, Trouble] = field(default_factory=dict[int, Trouble])
    _not_before: dict[int, datetime] = field(default_factory=dict[int, datetime])
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def heard(self, thread_id: int, name: str) -> None:
        """A ticket got this name; never raises for what Google can't do now."""
        await self._remember(thread_id, name)

    async def vanished(self, thread_id: int) -> None:
        """A ticket's thread was deleted; never raises either."""
        await self._remember(thread_id, None)

    async def _remember(self, thread_id: int, name: str | None) -> None:
        self._note(thread_id, name)
        await self._settle()

    def _note(self, thread_id: int, name: str | None) -> None:
        self._forget(thread_id)
        if len(self._waiting) >= _MOST_WAITING:
            oldest = next(iter(self._waiting))
            _log.warning("the name of thread %s is not followed up", oldest)
            self._forget(oldest)
        self._waiting[thread_id] = name

    async def follow_up(self) -> None:
        """Write down what waits. Raises nothing; what fails waits on."""
        await self._settle()

    @property
    def troubles(self) -> list[Trouble]:
        """Names whose rows Google refuses to write."""
        return [*self._refused.values()]

    def _forget(self, thread_id: int) -> None:
        for memory in (self._waiting, self._refused, self._not_before):
            memory.pop(thread_id, None)

    def doubt(self) -> None:
        """Nobody has listened for a while."""
        self.in_doubt = True

    async def look(self, sheet: SeatsSheet) -> None:
        """Find out what was not heard; it waits then as if it had been. Raises ExpectedFailure."""
        heard: dict[int, str | None] = {}
        for seat in sheet.active:
            heard |= await self._newest(seat)
        now = self.clock.now()
        if since := nobody_listened_since(sheet.seats, now=now):
            closed = await self.threads.closed(since=since)
            heard |= {each.thread: each.name for each in unheard(sheet.seats, closed, since)}
        self.in_doubt = False
        for thread, name in heard.items():
            if thread not in self._waiting:
                self._note(thread, name)

    async def _newest(self, seat: Seat) -> dict[int, str | None]:
        """What its ticket is called, where that may change the row; None for one that is gone."""
        try:
            place = await find_place(self.client, seat.thread)
        except PlaceMissing as error:
            _log.info("the ticket of the seat at %s: %s", seat.tag, error)
            return {seat.thread: None} if isinstance(error.__cause__, discord.NotFound) else {}
        says_something = seat.unsettled or is_closed_name(place.name)
        return {seat.thread: place.name} if says_something else {}

    async def _settle(self) -> None:
        """All that waits, at once: many closes cost as many requests as one."""
        async with self._one_at_a_time:
            now = self.clock.now()
            due = {
                thread: text
                for thread, text in self._waiting.items()
                if self._not_before.get(thread, now) <= now
            }
            if not due:
                return
            refused: dict[int, Trouble] = {}
            try:
                copy = await self.roster.current()
                known = [clan.tag for clan in copy.value.index.clans if clan.tag]
                # A clan may be newer than our copy, and its cell may not be loaded in that moment.
                await self.desk.hear(
                    lambda tags: [self._said(*each, [*known, *tags]) for each in due.items()]
                )
            except RowRefused as error:
                refused = {int(trouble.thread): trouble for trouble in error.troubles}
            except (ExpectedFailure, SheetsError) as error:
                words = count(len(due), "name of a ticket", "names of tickets")
                _log.warning("%s to be followed up later: %s", words, error)
                return
            for thread, text in due.items():
                if thread in refused:
                    # Whatever its people do about it takes them a while.
                    self._refused[thread] = refused[thread]
                    self._not_before[thread] = now + _REFUSED_FOR
                elif self._waiting.get(thread) == text:
                    self._forget(thread)

    def _said(self, thread: int, text: str | None, tags: list[str]) -> Heard:
        if text is None:
            return Gone(thread)
        name = ticket_name(text, tags)
        if name is None or not name.closed:
            return Reopened(thread)
        now = int(self.clock.now().timestamp() * 1000)
        return Closed(
            heard_id=(now - _DISCORDS_EPOCH) << 22,
            thread=thread,
            number=name.number,
            person=name.person,
            tag=name.tag,
        )
