"""What the figures are worked out from: threads, rows, and the histories of those that count."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final

from apps.welcomecrew.ledger.columns import PlacedRow
from apps.welcomecrew.ledger.finding import RowIndex
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.rows import TicketRow
from apps.welcomecrew.morning.history import Histories, Reading, Seen
from apps.welcomecrew.morning.listing import Found, Listing
from apps.welcomecrew.morning.rules.figures import Figures, TicketStory, figures
from apps.welcomecrew.morning.rules.period import Period
from apps.welcomecrew.morning.rules.stories import story_of, story_of_row
from apps.welcomecrew.morning.rules.talk import Thread
from apps.welcomecrew.tickets.scope import Scope
from shared.immutable import immutable

MANY: Final = 200
"""Histories from which on the cost is said before they are read."""
PER_MINUTE: Final = 600
"""About as many as Discord lets a bot read, a few at a time."""


@immutable
class Plan:
    """What would be read for the figures of a period."""

    period: Period
    found: Found
    """The threads that were opened or closed in it."""
    rows: Mapping[int, TicketRow]
    """Of those threads, by their ids."""
    without_thread: tuple[TicketRow, ...]
    """Rows whose threads are gone, or not known."""
    to_read: int = 0
    """Histories that are not known yet."""

    @property
    def is_dear(self) -> bool:
        """Whether the cost is to be said first."""
        return self.to_read > MANY


@immutable
class Told:
    """The figures, and what could not be read for them."""

    figures: Figures
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Records:
    """Looks things up; the rules work out what they mean."""

    scope: Scope
    listing: Listing
    ledger: Ledger
    histories: Histories

    async def plan(self, period: Period) -> Plan:
        """List the threads, and read the sheet. Raises SheetsError."""
        async with self.ledger.at_hand() as indexes:
            everything = await self.listing.all_threads(period.since)
            # A log of thousands: other work goes on meanwhile.
            plan = await asyncio.to_thread(_sorted_out, period, everything, indexes, self.scope)
        return replace(plan, to_read=self.histories.unread(plan.found.threads()))

    async def tell(self, plan: Plan) -> Told:
        """Read what is missing, and work it out."""
        zone, notes = self.scope.zone, list(plan.found.notes)
        stories: list[TicketStory] = [story_of_row(row, zone) for row in plan.without_thread]
        for guild, seen in plan.found.guilds.items():
            reading = await self.histories.read(guild, seen)
            stories += self._stories(seen, plan.rows, reading)
            notes += reading.notes(len(seen))
        period = plan.period
        return Told(figures(stories, period.since, period.until), tuple(notes))

    def _stories(
        self, seen: list[Seen], rows: Mapping[int, TicketRow], reading: Reading
    ) -> list[TicketStory]:
        return [
            story_of(
                thread,
                reading.talks.get(thread.id),
                rows.get(thread.id),
                reading.standings,
                self.scope.zone,
            )
            for _, thread in seen
        ]


def _sorted_out(
    period: Period, everything: Found, indexes: Mapping[str, RowIndex], scope: Scope
) -> Plan:
    """Which threads count, and which rows are theirs; the rows that are left count by themselves.

    Takes as long as the log is: for a worker thread.
    """
    matched: dict[int, TicketRow] = {}
    taken: set[tuple[str, int]] = set()
    found = Found(notes=everything.notes)
    for guild, seen in everything.guilds.items():
        for each in seen:
            thread = each[1]
            tab = scope.channels[thread.channel_id].tab
            placed = _row_of(thread, indexes.get(tab))
            if placed is not None:
                matched[thread.id] = placed.row
                taken.add((tab, placed.number))
            if _counts(thread, placed, period, scope.zone):
                found.guilds.setdefault(guild, []).append(each)
    left = (
        placed.row
        for tab, index in indexes.items()
        for placed in index.rows
        if (tab, placed.number) not in taken
    )
    without = tuple(row for row in left if _is_of(story_of_row(row, scope.zone), period))
    return Plan(period, found, matched, without)


def _row_of(thread: Thread, index: RowIndex | None) -> PlacedRow | None:
    if index is None:
        return None
    return index.row_of_thread(TicketRow(thread.number, thread=str(thread.id)), thread.name)


def _counts(thread: Thread, placed: PlacedRow | None, period: Period, zone: tzinfo) -> bool:
    """Whether it was opened or closed in the period, as far as is seen without its history."""
    story = story_of(thread, None, placed.row if placed else None, {}, zone)
    # One that is open may have been closed by a marker that only its history shows.
    is_open = not thread.shut and story.closed_at is None
    return is_open or _is_of(story, period)


def _is_of(story: TicketStory, period: Period) -> bool:
    moments = (story.opened_at, story.closed_at)
    return any(each is not None and period.since <= each < period.until for each in moments)
