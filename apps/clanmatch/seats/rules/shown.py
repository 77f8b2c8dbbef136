"""How many seats a clan has to give, and why that differs from the roster's cell."""

from collections.abc import Iterable

from apps.clanmatch.seats.rules.seat import Seat, SeatState, of_clan
from shared.immutable import immutable


@immutable
class SeatsShown:
    """The roster's cell, and what is taken from it. Nothing is ever written into that cell."""

    cell: int | None
    """None where it holds words (`lots!`): nobody can say what is left of that."""
    held: int = 0
    called: int = 0
    placed: int = 0
    """Placements that the clan's people have not counted yet."""

    @property
    def taken(self) -> int:
        """All that is promised."""
        return self.held + self.called + self.placed

    @property
    def free(self) -> int:
        """What can still be promised, never below zero."""
        return 0 if self.cell is None else max(0, self.cell - self.taken)

    @property
    def over(self) -> int:
        """By how many the clan is over-promised."""
        return 0 if self.cell is None else max(0, self.taken - self.cell)

    def why(self) -> str:
        """`1 held, 1 placed`: what makes the number, for recruiters; empty when nothing does."""
        parts = [
            f"{number} {word}"
            for number, word in (
                (self.held, "held"),
                (self.called, "called"),
                (self.placed, "placed"),
            )
            if number
        ]
        if self.over:
            parts.append(f"over-promised by {self.over}")
        return ", ".join(parts)


def seats_shown(seats: Iterable[Seat], tag: str, cell: int | None) -> SeatsShown:
    """What can be shown of the clan `tag`, whose cell says `cell`."""
    mine = of_clan(seats, tag)
    return SeatsShown(
        cell,
        held=sum(seat.state in {SeatState.ASKED, SeatState.HELD} for seat in mine),
        called=sum(seat.state is SeatState.CALLED for seat in mine),
        placed=sum(seat.unsettled for seat in mine),
    )
