"""The job of seats: names that wait, rows that time changes, cards that must follow."""

from apps.clanmatch.seats.book import SeatBook
from apps.clanmatch.seats.job import SeatRounds
from apps.clanmatch.seats.names import TicketNames
from apps.clanmatch.seats.rules.seat import SeatState
from shared.keepalive.components import ComponentFailing


class SeatMinding:
    """One step a minute."""

    def __init__(self, *, book: SeatBook, rounds: SeatRounds, names: TicketNames) -> None:
        self._book = book
        self._rounds = rounds
        self._names = names
        self._looked = False
        self._problem = ""

    async def step(self) -> str:
        """See `SeatRounds.step`. Raises what it raises."""
        try:
            if not self._looked:
                await self._names.look_at(await self._book.read())
                self._looked = True
            await self._names.follow_up()
            done = await self._rounds.step()
        except Exception as error:
            self._problem = str(error)
            raise
        self._problem = ""
        return done

    async def state(self) -> str:
        """For health pages. Raises ComponentFailing while the rows can't be followed."""
        if self._problem:
            raise ComponentFailing(self._problem)
        sheet = self._book.latest
        if sheet is None:
            return "not read yet"
        numbers = dict.fromkeys(SeatState, 0)
        for seat in sheet.seats:
            numbers[seat.state] += 1
        return ", ".join(
            f"{numbers[state]} {state.value}"
            for state in (SeatState.HELD, SeatState.QUEUED, SeatState.CALLED, SeatState.PLACED)
        )
