"""What a seat's card says, and the list of all of them."""

import re
from collections.abc import Iterable
from typing import Final

import discord

from apps.clanmatch.seats.rules.seat import Seat, SeatState
from shared.chat.limits import EMBED_DESCRIPTION, EMBED_TITLE, FIELD_VALUE, clip
from shared.chat.text import count, one_line, plain

_IN_A_LINE: Final = 100
"""Characters of a cell there, whatever people put into it."""
FOR: Final = "For"
NOTE: Final = "Note"

_TITLE: Final = "Seat at "
_BY: Final = re.compile(r"^-# by <@([0-9]{15,20})>$", re.MULTILINE)
_COLOURS: Final = {
    SeatState.ASKED: discord.Colour(0x8A8F98),
    SeatState.HELD: discord.Colour(0x4E8F5B),
    SeatState.QUEUED: discord.Colour(0xC58B2A),
    SeatState.CALLED: discord.Colour(0x3B6EA5),
    SeatState.PLACED: discord.Colour(0x4E8F5B),
    SeatState.FREED: discord.Colour(0x8A8F98),
}
REMOVED: Final = "Its row was removed from the sheet, so nothing is held here any more."


def card_embed(seat: Seat) -> discord.Embed:
    """A row as its thread sees it: a function of the row and of nothing else."""
    return _embed(seat, _state_in_words(seat))


def elsewhere_embed(seat: Seat) -> discord.Embed:
    """The same for a place that is not its ticket."""
    return card_embed(seat).add_field(name="Ticket", value=f"<#{seat.thread}>")


def removed_embed(seat: Seat) -> discord.Embed:
    """What is left of a seat whose row a person deleted."""
    return _embed(seat, REMOVED).set_footer(text="removed")


def seat_in_card(embed: discord.Embed, thread: int, card: int) -> Seat:
    """What a card says of a seat whose row is gone: enough to name it."""
    by = _BY.search(embed.description or "")
    person, note = wish_in([embed])
    return Seat(
        row_id=card,
        thread=thread,
        number="",
        tag=_unplain((embed.title or "").removeprefix(_TITLE)),
        person=person,
        by=int(by[1]) if by else 0,
        state=SeatState.FREED,
        note=note,
        card=card,
    )


def refused_words(words: str) -> str:
    """What a ticket is told whose row can't be written; `words` name the row and say why."""
    return (
        f"⚠ The sheet doesn't take what changed for this ticket's seat: {plain(words)} Until its "
        "people let me write there, the card stays as it is."
    )


def not_yet_embed(tag: str, person: str, note: str, why: str) -> discord.Embed:
    """A seat that could not be written: nothing is promised. A press reads it back."""
    embed = discord.Embed(
        title=_TITLE + plain(tag),
        description=clip(f"**Not held yet.** {why}", EMBED_DESCRIPTION),
        colour=_COLOURS[SeatState.ASKED],
    )
    return with_wish(embed, person, note)


def with_wish(embed: discord.Embed, person: str, note: str) -> discord.Embed:
    """Add for whom a seat is wanted, and the note; `wish_in` reads them back."""
    for name, text in ((FOR, person), (NOTE, note)):
        if text:
            embed.add_field(name=name, value=clip(plain(text), FIELD_VALUE))
    return embed


def wish_in(embeds: Iterable[discord.Embed]) -> tuple[str, str]:
    """For whom, and the note, out of a message of ours."""
    fields = {field.name: field.value or "" for embed in embeds for field in embed.fields}
    return _unplain(fields.get(FOR, "")), _unplain(fields.get(NOTE, ""))


def line_of(seat: Seat) -> str:
    """One seat in the list of all."""
    person = clip(plain(one_line(seat.person)), _IN_A_LINE) or f"ticket {plain(seat.number)}"
    until = f" until {_when(seat)}" if seat.until and seat.state in _WITH_END else ""
    by = f", by <@{seat.by}>" if seat.by else ""
    tag = clip(plain(one_line(seat.tag)), _IN_A_LINE)
    return f"**{tag}** {seat.state.value} for {person}{until}{by}: <#{seat.thread}>"


def held_in_short(seats: Iterable[Seat]) -> str:
    """The line of the daily summary; empty when nothing is held, queued or called."""
    numbers = dict.fromkeys(SeatState, 0)
    for seat in seats:
        numbers[seat.state] += 1
    held = numbers[SeatState.HELD] + numbers[SeatState.ASKED]
    queued, called = numbers[SeatState.QUEUED], numbers[SeatState.CALLED]
    if not held + queued + called:
        return ""
    more = [f"{called} called"] * bool(called) + [f"{queued} in a queue"] * bool(queued)
    return f"**Seats held:** {', '.join([str(held), *more])}"


def full_in_words(tag: str, waiting: int) -> str:
    """That a clan has no seat to give."""
    ahead = f"{count(waiting, 'ticket')} before this one" if waiting else "nobody waits yet"
    return f"{plain(tag)} has no free seat ({ahead})."


_WITH_END: Final = frozenset({SeatState.HELD, SeatState.CALLED})


def _state_in_words(seat: Seat) -> str:
    match seat.state:
        case SeatState.ASKED:
            return "**Not held yet.** It is being written down."
        case SeatState.HELD:
            return f"Held until {_when(seat)}."
        case SeatState.QUEUED:
            return "The clan is full. Whoever put it here is told here when a seat is free."
        case SeatState.CALLED:
            return f"A seat is free. Answer until {_when(seat)}, or the next in line is asked."
        case SeatState.PLACED:
            return "The ticket was closed with this clan; the seat is taken."
        case SeatState.FREED:
            return "Nothing is held here any more."


def _when(seat: Seat) -> str:
    """Both: "until in 3 days" alone is no sentence."""
    if seat.until is None:
        return "–"
    date, distance = (discord.utils.format_dt(seat.until, style) for style in ("f", "R"))
    return f"{date} ({distance})"


def _embed(seat: Seat, words: str) -> discord.Embed:
    by = f"\n-# by <@{seat.by}>" if seat.by else ""
    embed = discord.Embed(
        title=clip(_TITLE + plain(one_line(seat.tag)), EMBED_TITLE),
        description=words + by,
        colour=_COLOURS[seat.state],
    )
    return with_wish(embed, one_line(seat.person), seat.note)


def _unplain(text: str) -> str:
    """What was typed, without the signs that kept it from meaning anything."""
    return text.replace("\u200b", "").replace("\\", "")
