"""Cards that offer what no row says: of rows that people deleted or changed while nobody looked.

A card is found in its thread alone. So after a start the newest messages of each open ticket are
read, one request for each; so are they when a server comes back, a ticket is opened again, or a
card is pressed in vain.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from apps.clanmatch.seats.book import SeatBook
from apps.clanmatch.seats.messages import CardUnreachable
from apps.clanmatch.seats.rules.seat import Seat
from apps.clanmatch.seats.rules.sheet import SeatsSheet


class FoundCards(Protocol):
    """Cards as `SeatCards` finds and changes them on Discord. All of it raises CardUnreachable."""

    async def offering(self, thread: int) -> Sequence[Seat]:
        """What cards in a thread offer still, the newest first, each with its message's id."""
        ...

    async def keep(self, seat: Seat) -> int:
        """Make the card equal to the seat."""
        ...

    async def removed(self, seat: Seat) -> None:
        """Say that its row is gone."""
        ...

    async def drop(self, seat: Seat) -> None:
        """Delete a card in whose place another one stands."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class StrayCards:
    """Remembers in which threads a card may be wrong, until it has looked there."""

    book: SeatBook
    cards: FoundCards
    open_tickets: Callable[[], Iterable[int]]
    _doubted: dict[int, None] = field(default_factory=dict[int, None])

    def doubt(self, thread: int) -> None:
        """Something may have happened there that nobody was told."""
        self._doubted[thread] = None

    def doubt_all(self) -> None:
        """Nobody has listened for a while: every open ticket."""
        self._doubted.update(dict.fromkeys(self.open_tickets()))

    async def look(self) -> None:
        """Look where it was doubted. Raises SheetsError, and CardUnreachable for the first."""
        await self.look_at([*self._doubted])

    async def look_at(self, threads: Iterable[int]) -> None:
        """Make the cards there equal to the rows. Raises as `look` does; then it is due again."""
        failed: CardUnreachable | None = None
        found: dict[int, Sequence[Seat]] = {}
        for thread in threads:
            self.doubt(thread)
            try:
                found[thread] = await self.cards.offering(thread)
            except CardUnreachable as error:
                failed = failed or error
        # Read after the cards: a card is posted once a read has shown its row.
        sheet = await self.book.read() if any(found.values()) else SeatsSheet()
        for thread, cards in found.items():
            try:
                await self._settle(sheet.seat_of(thread), cards)
            except CardUnreachable as error:
                failed = failed or error
            else:
                self._doubted.pop(thread, None)
        if failed is not None:
            raise failed

    async def _settle(self, row: Seat | None, cards: Sequence[Seat]) -> None:
        """`row` of the thread, and what its cards say, the newest first."""
        if row is not None and row.live:
            # The round sees to its own card; a newer one is a call whose row is being written.
            for card in cards:
                if card.card < row.card:
                    await self.cards.drop(card)
            return
        for place, card in enumerate(cards):
            if place > 0:
                await self.cards.drop(card)
            elif row is None:
                await self.cards.removed(card)
            else:
                await self.cards.keep(replace(row, card=card.card))
