"""What features add to a clan wherever it is shown: its seats, and what can be done with it.

Search, profile and summary ask here and know no other feature; with nothing added they show the
sheet's own figures.
"""

from collections.abc import Callable, Sequence
from enum import Enum

from apps.clanmatch.roster.rules.clan import Clan
from shared.immutable import immutable


@immutable
class Seats:
    """How many seats a clan has to give."""

    free: int
    """What everybody sees; never below zero."""
    why: str = ""
    """What made that of the sheet's figure, for recruiters: `1 held`; empty where nothing did."""


class Weight(Enum):
    """How much a button stands out."""

    MAIN = "main"
    PLAIN = "plain"


@immutable
class CardAction:
    """A button on a clan's card; whoever offers it answers its custom id (`ground.presses`)."""

    label: str
    custom_id: str
    weight: Weight = Weight.PLAIN


@immutable
class Asker:
    """Who looks at a card."""

    user_id: int
    is_recruiter: bool = False
    may_welcome: bool = False


SeatsShown = Callable[[Clan], Seats]
Offer = Callable[[Clan, Asker], Sequence[CardAction]]
Lines = Callable[[], Sequence[str]]


def of_the_sheet(clan: Clan) -> Seats:
    """The sheet's own figure."""
    return Seats(max(0, clan.spots))


class RosterPorts:
    """Features add to these while they are put together. Nothing here waits for anybody."""

    def __init__(self) -> None:
        self._seats: SeatsShown = of_the_sheet
        self._offers: list[Offer] = []
        self._lines: list[Lines] = []

    def show_seats(self, seats: SeatsShown) -> None:
        """Have seats counted as `seats` does."""
        self._seats = seats

    def offer(self, offer: Offer) -> None:
        """Have the buttons that `offer` gives on cards."""
        self._offers.append(offer)

    def tell_daily(self, lines: Lines) -> None:
        """Have these lines (markdown) below the daily summary."""
        self._lines.append(lines)

    def seats_shown(self, clan: Clan) -> Seats:
        """The seats that are shown of `clan`."""
        return self._seats(clan)

    def card_actions(self, clan: Clan, asker: Asker) -> list[CardAction]:
        """What `asker` can do with `clan`, in the order in which features were put together."""
        return [action for offer in self._offers for action in offer(clan, asker)]

    def daily_lines(self) -> list[str]:
        """What features have to tell below the daily summary."""
        return [line for lines in self._lines for line in lines()]
