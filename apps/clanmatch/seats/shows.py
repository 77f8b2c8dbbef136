"""What seats add wherever a clan is shown: the number, the button, the line of the day."""

from collections.abc import Sequence

from apps.clanmatch.roster.ports import Asker, CardAction, Seats, Weight
from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.seats.book import SeatBook
from apps.clanmatch.seats.controls import hold_id
from apps.clanmatch.seats.rules.shown import seats_shown
from apps.clanmatch.seats.texts import held_in_short


def shown(book: SeatBook, clan: Clan) -> Seats:
    """By the rows and, where a read of them brought it along, the cell of that moment."""
    sheet = book.latest
    if sheet is None or not clan.tag:
        return Seats(max(0, clan.spots))
    cell = sheet.cell(clan.tag)
    if cell is None and not clan.spots_in_words:
        cell = clan.spots
    found = seats_shown(sheet.active, clan.tag, cell)
    return Seats(found.free, found.why())


def offer(clan: Clan, asker: Asker) -> Sequence[CardAction]:
    """Recruiters can hold a seat of a clan that has a tag."""
    if not asker.is_recruiter or not clan.tag:
        return ()
    return [CardAction("Hold a seat", hold_id(clan.tag), Weight.MAIN)]


def daily(book: SeatBook) -> Sequence[str]:
    """Below the daily summary."""
    line = held_in_short(book.latest.seats) if book.latest else ""
    return [line] if line else []
