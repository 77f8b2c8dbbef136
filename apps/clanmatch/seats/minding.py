"""The job of seats: names that wait, rows that time changes, cards that must follow."""

from dataclasses import dataclass

from apps.clanmatch.seats.book import SeatBook
from apps.clanmatch.seats.job import SeatRounds
from apps.clanmatch.seats.names import TicketNames
from apps.clanmatch.seats.rules.seat import SeatState
from shared.keepalive.components import ComponentFailing


@dataclass(kw_only=True)
class SeatMinding:
    """One step a minute."""

    book: SeatBook
    rounds: SeatRounds
    names: TicketNames
    _looked: bool = False
    _problem: str = ""

    async def step(self) -> str:
        """See `SeatRounds.step`. Raises what it raises."""
        try:
            if not self._looked:
                await self.names.look_at(await self.book.read())
                self._looked = True
            await self.names.follow_up()
            done = await self.rounds.step()
        except Exception as error:
            self._problem = str(error)
            raise
        self._problem = ""
        return done

    async def state(self) -> str:
        """For health pages. Raises ComponentFailing while the rows can't be followed."""
        if self._problem:
            raise ComponentFailing(self._problem)
        sheet = self.book.latest
        if sheet is None:
            return "not read yet"
        numbers = dict.fromkeys(SeatState, 0)
        for seat in sheet.seats:
            numbers[seat.state] += 1
        return ", ".join(
            f"{numbers[state]} {state.value}"
            for state in (SeatState.HELD, SeatState.QUEUED, SeatState.CALLED, SeatState.PLACED)
        )
