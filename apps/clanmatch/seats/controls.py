"""What stands below a seat's card, and the forms: each carries all that its press needs."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import discord

from apps.clanmatch.roster.rules.clan import clan_key
from apps.clanmatch.seats.rules.holding import DAYS
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from shared.chat.errors import ExpectedFailure
from shared.chat.layout import layout
from shared.chat.limits import clip
from shared.immutable import immutable

_ID: Final = re.compile(
    r"s1:(?P<deed>[a-z]+):(?P<of>[0-9a-f]{15,20})(?::(?P<more>[0-9]{1,20}))?(?::(?P<row>[0-9]{15,20}))?"
)
_CHANGING: Final = frozenset({"more", "give", "leave", "take", "later"})
"""Deeds of the buttons on the card of a live seat."""
_TITLE: Final = 45
"""Of a form; Discord's limit."""
_LONGEST_PERSON: Final = 100
_LONGEST_NOTE: Final = 300
DAYS_FIELD: Final = "days"
PERSON_FIELD: Final = "person"
NOTE_FIELD: Final = "note"
TICKET_FIELD: Final = "ticket"


@immutable
class Deed:
    """What a control of ours asks for."""

    name: str
    of: str
    """The clan's key or the thread's id, by the deed."""
    more: int = 0
    row_id: int = 0

    @property
    def thread(self) -> int:
        """The thread, where that is what it is about."""
        return int(self.of) if self.of.isdecimal() else 0


def deed_in(custom_id: str) -> Deed | None:
    """What a custom id asks for; None for any that isn't of seats."""
    match = _ID.fullmatch(custom_id)
    if match is None:
        return None
    return Deed(match["deed"], match["of"], int(match["more"] or 0), int(match["row"] or 0))


def offers(custom_ids: Iterable[str], thread: int) -> bool:
    """Whether controls with these ids offer something of a ticket's seat still."""
    deeds = filter(None, map(deed_in, custom_ids))
    return any(deed.name in _CHANGING and deed.thread == thread for deed in deeds)


def hold_id(tag: str) -> str:
    """Of the button on a clan's card."""
    return f"s1:hold:{clan_key(tag)}"


def card_controls(seat: Seat) -> discord.ui.View:
    """What can be done with a seat as it is. Always something: it shows whose message it is."""
    match seat.state:
        case SeatState.HELD:
            return _row(("more", "Extend", _GREY), ("give", "Release", _GREY), of=seat.thread)
        case SeatState.QUEUED:
            return _row(("leave", "Leave the queue", _GREY), of=seat.thread)
        case SeatState.CALLED:
            return _row(
                ("take", "Hold", _GREEN),
                ("later", "Not now", _GREY),
                ("leave", "Leave the queue", _GREY),
                of=seat.thread,
            )
        case SeatState.ASKED | SeatState.PLACED | SeatState.FREED:
            return over_controls(seat.thread, seat.state.value.capitalize())


def over_controls(thread: int, label: str) -> discord.ui.View:
    """A button that does nothing."""
    return _row(("over", label, _GREY), of=thread, off=True)


def again_controls(tag: str, days: int, row_id: int) -> discord.ui.View:
    """Try again, below a seat that could not be written."""
    return layout(_button(f"s1:again:{clan_key(tag)}:{days}:{row_id}", "Try again", _GREEN))


def queue_controls(tag: str, thread: int) -> discord.ui.View:
    """A place in the queue, offered where a clan is full."""
    return layout(_button(f"s1:queue:{clan_key(tag)}:{thread}", "Join the queue", _GREEN))


def hold_form(key: str, tag: str, *, person: str, asks_ticket: bool) -> discord.ui.Modal:
    """For how long, for whom, a note; and which ticket, where that is not plain."""
    parts: list[discord.ui.Item[Any]] = [
        _days(),
        _text(PERSON_FIELD, "For whom", most=_LONGEST_PERSON, value=person),
        _text(NOTE_FIELD, "Note", most=_LONGEST_NOTE, needed=False, long=True),
    ]
    if asks_ticket:
        parts.insert(0, _text(TICKET_FIELD, "Ticket: its number, or a link to it", most=200))
    return _form(f"s1:form:{key}", f"Hold a seat at {tag}" if tag else "Hold a seat", parts)


def days_form(deed: str, thread: int, title: str) -> discord.ui.Modal:
    """For how long."""
    return _form(f"s1:{deed}:{thread}", title, [_days()])


def days_in(filled: Mapping[str, str]) -> int:
    """For how long a form that was sent says. Raises ExpectedFailure."""
    text = filled.get(DAYS_FIELD, "")
    days = int(text) if text.isdecimal() else 0
    if days not in DAYS:
        raise ExpectedFailure("For how long? 1, 3 or 7 days.")
    return days


_GREY: Final = discord.ButtonStyle.secondary
_GREEN: Final = discord.ButtonStyle.success


def _days() -> discord.ui.Item[Any]:
    options = [
        discord.SelectOption(
            label="1 day" if days == 1 else f"{days} days", value=str(days), default=days == 3
        )
        for days in DAYS
    ]
    select: discord.ui.Select[Any] = discord.ui.Select(custom_id=DAYS_FIELD, options=options)
    return discord.ui.Label(text="For how long", component=select)


def _text(
    field: str,
    label: str,
    *,
    most: int,
    value: str = "",
    needed: bool = True,
    long: bool = False,
) -> discord.ui.Item[Any]:
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    box: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=field,
        style=style,
        max_length=most,
        required=needed,
        default=value[:most] or None,
    )
    return discord.ui.Label(text=label, component=box)


def _form(custom_id: str, title: str, parts: list[discord.ui.Item[Any]]) -> discord.ui.Modal:
    form = discord.ui.Modal(title=clip(title, _TITLE), custom_id=custom_id)
    for part in parts:
        form.add_item(part)
    form.stop()  # what is sent comes in by its custom id; discord.py keeps nothing in memory
    return form


def _row(
    *buttons: tuple[str, str, discord.ButtonStyle], of: int, off: bool = False
) -> discord.ui.View:
    return layout(
        *(_button(f"s1:{deed}:{of}", label, style, off=off) for deed, label, style in buttons)
    )


def _button(
    custom_id: str, label: str, style: discord.ButtonStyle, *, off: bool = False
) -> discord.ui.Button[Any]:
    return discord.ui.Button(custom_id=custom_id, label=label, style=style, disabled=off)
