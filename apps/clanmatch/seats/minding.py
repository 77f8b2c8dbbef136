"""The job of seats: names that wait, rows that time changes, cards that must follow."""

from dataclasses import dataclass, field

from apps.clanmatch.seats.book import SeatBook
from apps.clanmatch.seats.job import SeatRounds
from apps.clanmatch.seats.messages import SeatCards
from apps.clanmatch.seats.names import TicketNames
from apps.clanmatch.seats.rules.seat import SeatState
from apps.clanmatch.seats.strays import StrayCards
from shared.chat.log_channel import LogChannel
from shared.keepalive.components import ComponentFailing
from shared.sheets.ledger.troubles import News, Trouble, in_short


@dataclass(kw_only=True, eq=False, repr=False)
class SeatMinding:
    """One step a minute."""

    book: SeatBook
    rounds: SeatRounds
    names: TicketNames
    strays: StrayCards
    cards: SeatCards
    log_channel: LogChannel
    _problem: str = ""
    _news: News = field(default_factory=News)
    _told: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    async def step(self) -> str:
        """See `SeatRounds.step`. Raises what it raises."""
        try:
            if self.names.in_doubt:
                await self.names.look(await self.book.read())
                self.strays.doubt_all()
            await self.names.follow_up()
            done = await self.rounds.step()
            await self.strays.look()
        except Exception as error:
            self._problem = str(error)
            raise
        self._problem = ""
        await self._tell(self._troubles())
        return done

    async def state(self) -> str:
        """For health pages. Raises ComponentFailing while the rows can't be followed."""
        if problem := self._problem or in_short(self._troubles()):
            raise ComponentFailing(problem)
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

    def _troubles(self) -> list[Trouble]:
        return [*dict.fromkeys((*self.book.troubles, *self.names.troubles))]

    async def _tell(self, troubles: list[Trouble]) -> None:
        """Of rows that can't be written: the log channel, and each ticket, once."""
        for line in self._news.of(troubles):
            await self.log_channel.say(line, about=("seats", line))
        now = {(each.thread, each.words) for each in troubles if each.thread}
        for thread, words in sorted(now - self._told):
            await self.cards.cannot_write(int(thread), words)
        self._told = now
