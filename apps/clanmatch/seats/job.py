"""The round: what time and free seats make of the rows, and every card made equal to its row."""

import asyncio
import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Final, Protocol

import discord

from apps.clanmatch.seats.book import RowRefused, SeatBook
from apps.clanmatch.seats.messages import CardUnreachable
from apps.clanmatch.seats.rules.rounds import Round
from apps.clanmatch.seats.rules.seat import Seat
from apps.clanmatch.seats.rules.sheet import SeatsSheet
from shared.chat.text import count
from shared.timing.clock import Clock
from shared.timing.hours import Hours

_log = logging.getLogger(__name__)

_LOOK_EVERY: Final = 300.0
"""Seconds after which people may have changed rows or cells, so that they are read anew."""


class Cards(Protocol):
    """Where seats are shown; `SeatCards` shows them on Discord."""

    async def keep(self, seat: Seat) -> int:
        """Make the card equal to its row; gives its id, 0 for none. Raises CardUnreachable."""
        ...

    async def removed(self, seat: Seat) -> None:
        """Say that the row is gone. Raises CardUnreachable."""
        ...

    async def drop(self, seat: Seat) -> None:
        """Delete a card in whose place another one stands. Raises CardUnreachable."""
        ...


@dataclass(kw_only=True, eq=False, repr=False)
class SeatRounds:
    """Goes round every minute, and whenever something was changed."""

    book: SeatBook
    cards: Cards
    clock: Clock
    hours: Hours
    zone: tzinfo
    _shown: dict[int, Seat] = field(default_factory=dict[int, Seat])
    """What the card in each thread is known to say."""
    _done: SeatsSheet | None = None
    """The read to which all cards were made equal."""
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def step(self) -> str:
        """Go round if anything is due; says in words what was done. Raises as `go` does."""
        latest = self.book.latest
        if latest is None or self.book.age >= _LOOK_EVERY or self._round().due(latest):
            return await self.go()
        if latest is not self._done:
            await self.show(latest)
        return "nothing is due"

    async def go(self) -> str:
        """Go round now. Raises SheetsError, and CardUnreachable when cards are left to do."""
        changed: list[Seat] = []

        def plan(sheet: SeatsSheet) -> tuple[None, Sequence[Seat]]:
            changes = round_.changes(sheet)
            changed.extend(changes)
            return None, changes

        round_ = self._round()
        _, sheet = await self.book.follow(plan)
        await self.show(sheet)
        return f"{count(len(sheet.seats), 'seat')} in the sheet, {len(changed)} changed"

    async def follow_up(self, sheet: SeatsSheet) -> None:
        """After a change, and the read that showed it: go round if that makes anything due.

        Raises as `go` does.
        """
        if self._round().due(sheet):
            await self.go()
        else:
            await self.show(sheet)

    async def show(self, sheet: SeatsSheet) -> None:
        """Make the cards equal to what was read. Raises CardUnreachable for the first that fails.

        After a start each live row's card is fetched once.
        """
        async with self._one_at_a_time:
            failed: CardUnreachable | None = None
            posted: dict[int, Seat] = {}
            for seat in self._to_show(sheet):
                try:
                    card = await self._kept(seat)
                except CardUnreachable as error:
                    failed = failed or error
                    continue
                if card != seat.card:
                    posted[seat.thread] = replace(seat, card=card)
                self._note(replace(seat, card=card))
            for seat in self._gone(sheet):
                try:
                    await self.cards.removed(seat)
                except CardUnreachable as error:
                    failed = failed or error
                    continue
                del self._shown[seat.thread]
            if posted:
                await self._note_cards(posted.values())
            if failed is not None:
                raise failed
            self._done = sheet

    async def _kept(self, seat: Seat) -> int:
        """The card's id. A ticket has one card: one that we posted gives way to the one it names.

        The row may not name what was posted for it a moment ago, while two wanted the same seat.
        """
        known = self._shown.get(seat.thread)
        ours = known.card if known else 0
        card = await self.cards.keep(seat if seat.live and seat.card else _on(seat, ours))
        if known is not None and ours and card and ours != card:
            await self.cards.drop(known)
        return card

    async def _note_cards(self, posted: Collection[Seat]) -> None:
        try:
            await self.book.change(lambda now: (None, _with_cards(now, posted)))
        except RowRefused as error:
            _log.warning("the row doesn't name its card: %s", error)

    def is_card(self, message: discord.Message) -> bool:
        """Whether a message is the card of something live; the clean-up leaves it alone."""
        return any(seat.card == message.id for seat in self._shown.values())

    def forget(self, thread: int) -> None:
        """Something happened to a thread or its card: look at it again."""
        self._shown.pop(thread, None)
        self._done = None

    def forget_card(self, message_id: int) -> None:
        """The same of whatever thread has this message for its card, if one has."""
        for thread in [each.thread for each in self._shown.values() if each.card == message_id]:
            self.forget(thread)

    def _to_show(self, sheet: SeatsSheet) -> list[Seat]:
        return [
            seat
            for seat in sheet.seats
            if seat != self._shown.get(seat.thread) and (seat.live or seat.thread in self._shown)
        ]

    def _gone(self, sheet: SeatsSheet) -> list[Seat]:
        return [
            seat for thread, seat in self._shown.items() if seat.live and thread not in sheet.own
        ]

    def _note(self, seat: Seat) -> None:
        if seat.live:
            self._shown[seat.thread] = seat
        else:
            self._shown.pop(seat.thread, None)

    def _round(self) -> Round:
        now = self.clock.now()
        may_call = self.hours.include(_at_home(now, self.zone))
        return Round(now, may_call, passed_over=self.book.refused)


def _on(seat: Seat, card: int) -> Seat:
    return replace(seat, card=card or seat.card)


def _at_home(now: datetime, zone: tzinfo) -> datetime:
    return now.astimezone(zone)


def _with_cards(sheet: SeatsSheet, posted: Iterable[Seat]) -> list[Seat]:
    """The rows with the ids of cards that were posted for them as they were."""
    found: list[Seat] = []
    for seat in posted:
        there = sheet.seat_of(seat.thread)
        if there is not None and there.row_id == seat.row_id and there.state is seat.state:
            found.append(replace(there, card=seat.card))
    return found
