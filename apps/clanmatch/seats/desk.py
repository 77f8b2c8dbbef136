"""What recruiters ask for: each wish as a plan that the book carries out."""

import logging
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from apps.clanmatch.seats.book import SeatBook
from apps.clanmatch.seats.job import SeatRounds
from apps.clanmatch.seats.messages import CardUnreachable
from apps.clanmatch.seats.rules import holding, passing, placing
from apps.clanmatch.seats.rules.holding import Ask, Full, HasOne, Queued, Standing
from apps.clanmatch.seats.rules.placing import Heard
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from apps.clanmatch.seats.rules.sheet import SeatsSheet
from shared.chat.errors import ExpectedFailure
from shared.chat.text import plain
from shared.immutable import immutable
from shared.sheets.errors import SheetsError
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

_LOOKS: Final = 6
"""How often somebody is waited for who may give way."""
_PAUSE: Final = 1.0
_TO_WRITE: Final = timedelta(minutes=2)
"""Longer than one write takes: later than that before its end, what is asked for is left alone."""


class SeatGone(ExpectedFailure):
    """The row is not, or no longer, what the pressed control is about."""


@immutable
class Taken:
    """Somebody was earlier: nothing is held."""

    waiting: int


Answer = Seat | Full | HasOne | Taken
Change = Callable[[Seat], Seat]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SeatDesk:
    """Everything here raises SheetsError when Google is away, and ExpectedFailure for people."""

    book: SeatBook
    rounds: SeatRounds
    clock: Clock

    async def hold(self, ask: Ask, *, card: int = 0) -> Answer:
        """Hold a seat; the seat once a read has shown it, or why not.

        It is asked for, looked at, and held only then: see `holding.standing`. The same ask may be
        made again after a failure: its row is written once.
        """
        is_asked = False
        before: Seat | None = None
        answer: Answer | None = None
        for left in reversed(range(_LOOKS)):
            now = self.clock.now()

            def plan(
                sheet: SeatsSheet, left: int = left, now: datetime = now
            ) -> tuple[Answer | None, Sequence[Seat]]:
                nonlocal is_asked, before
                mine = sheet.seat_of(ask.thread)
                if not is_asked or mine == before:
                    cell = countable(sheet, ask.tag)
                    found = holding.hold(sheet.active, ask, cell=cell, now=now)
                    if not isinstance(found, holding.Held):
                        return found, ()
                    is_asked, before = True, mine
                    wanted = replace(found.seat, card=found.seat.card or card)
                    if wanted != mine:
                        return wanted, [wanted]
                    mine = wanted
                if mine is None or mine.row_id != ask.row_id:
                    return Taken(len(holding.queue_of(sheet.active, ask.tag))), ()
                return _looked(sheet, mine, ask.days, now=now, may_wait=left > 0)

            answer, _ = await self.book.change(plan)
            if answer is not None:
                break
            await self.clock.sleep(_PAUSE)
        await self._show()
        return answer or Taken(0)

    async def queue(self, ask: Ask) -> Queued | HasOne:
        """Enter the queue of a full clan."""

        def entered(sheet: SeatsSheet) -> tuple[Queued | HasOne, Sequence[Seat]]:
            countable(sheet, ask.tag)
            found = holding.enter_queue(sheet.active, ask)
            there = sheet.seat_of(ask.thread)
            if isinstance(found, HasOne):
                return found, ()
            if there is not None and there.live and there.row_id == ask.row_id:
                return Queued(there, found.ahead), ()
            return found, [found.seat]

        answer, sheet = await self.book.change(entered)
        await self._follow_up(sheet)
        return answer

    async def extend(self, thread: int, days: int) -> Seat:
        """Hold it for so many days from now, if it isn't held for longer."""
        now = self.clock.now()
        return await self._changed(
            thread, {SeatState.HELD}, lambda seat: holding.extend(seat, days, now=now)
        )

    async def take(self, thread: int, days: int) -> Seat:
        """Hold the seat that a call offered."""
        now = self.clock.now()
        return await self._changed(
            thread, {SeatState.CALLED}, lambda seat: passing.taken_up(seat, days, now=now)
        )

    async def later(self, thread: int) -> Seat:
        """Let the others of the queue go first."""
        now = self.clock.now()
        return await self._changed(
            thread, {SeatState.CALLED}, lambda seat: passing.not_now(seat, now=now)
        )

    async def give_back(self, thread: int) -> Seat:
        """Give back a seat that is held."""
        return await self._changed(thread, {SeatState.HELD}, holding.release)

    async def leave(self, thread: int) -> Seat:
        """Give back a call or a place in the queue; a seat that was taken up meanwhile stays."""
        return await self._changed(thread, {SeatState.QUEUED, SeatState.CALLED}, holding.release)

    async def hear(self, said: Callable[[Sequence[str]], Sequence[Heard]]) -> None:
        """Tickets were closed, opened again or deleted: their seats are placed or freed.

        `said`: what was heard, by the tags that the roster has in that moment.
        """
        now = self.clock.now()

        def heard(sheet: SeatsSheet) -> tuple[None, Sequence[Seat]]:
            names = said(sheet.tags)
            return None, placing.after_names(sheet.seats, names, sheet.cell, now=now)

        _, sheet = await self.book.change(heard)
        await self._follow_up(sheet)

    def seat_of(self, thread: int) -> Seat | None:
        """What the last read showed of a ticket."""
        return self.book.latest.seat_of(thread) if self.book.latest else None

    async def _changed(self, thread: int, states: AbstractSet[SeatState], change: Change) -> Seat:
        """`states`: in which the row may be; in another one it is not what was pressed."""
        done = False

        def plan(sheet: SeatsSheet) -> tuple[Seat | None, Sequence[Seat]]:
            nonlocal done
            there = sheet.seat_of(thread)
            if there is None:
                return None, ()
            if there.state not in states:
                return (there if done else None), ()
            wanted = change(there)
            done = True
            return wanted, [wanted]

        seat, sheet = await self.book.change(plan)
        if seat is None:
            self.rounds.forget(thread)
            await self._show(sheet)
            raise SeatGone("That is over: the sheet says something else by now. See `/seats`.")
        await self._follow_up(sheet)
        return seat

    async def _follow_up(self, sheet: SeatsSheet) -> None:
        """What was changed may free a seat for somebody; what fails now is done later."""
        try:
            await self.rounds.follow_up(sheet)
        except (CardUnreachable, SheetsError) as error:
            _log.info("the next round goes on: %s", error)

    async def _show(self, sheet: SeatsSheet | None = None) -> None:
        latest = sheet or self.book.latest
        if latest is None:
            return
        try:
            await self.rounds.show(latest)
        except (CardUnreachable, SheetsError) as error:
            _log.info("the next round shows it: %s", error)


def _looked(
    sheet: SeatsSheet, mine: Seat, days: int, *, now: datetime, may_wait: bool
) -> tuple[Answer | None, Sequence[Seat]]:
    """What a look makes of a row that was asked for; no answer: look again in a moment."""
    taken = Taken(len(holding.queue_of(sheet.active, mine.tag)))
    if mine.state is not SeatState.ASKED:
        return mine if mine.state is SeatState.HELD else taken, ()
    in_time = mine.until is not None and now + _TO_WRITE < mine.until
    look = holding.standing(sheet.active, mine, cell=sheet.cell(mine.tag) or 0)
    if look is Standing.MINE and in_time:
        kept = holding.held(mine, days, now=now)
        return kept, [kept]
    if look is Standing.UNSURE and in_time and may_wait:
        return None, ()
    return taken, [holding.release(mine)]


def countable(sheet: SeatsSheet, tag: str) -> int:
    """The clan's cell. Raises ExpectedFailure where its seats can't be counted."""
    found = sheet.clans_of(tag)
    if len(found) == 0:
        raise ExpectedFailure(
            f"No clan of the roster has the tag “{plain(tag)}”: nothing can be held there."
        )
    if len(found) > 1:
        rows = " and ".join(str(clan.row) for clan in found[:3])
        raise ExpectedFailure(
            f"The tag {plain(tag)} stands twice in the roster (rows {rows}): which of them would "
            "give the seat? Somebody must change one."
        )
    clan = found[0]
    if clan.spots_in_words:
        raise ExpectedFailure(
            f"The spots of {plain(tag)} say “{plain(clan.spots_in_words)}”: no number to hold "
            "seats of."
        )
    return max(0, clan.spots)
