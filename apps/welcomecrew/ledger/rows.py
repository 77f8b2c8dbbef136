"""What a ticket's row says, whose row it is, and how it differs from a row that is there.

A row belongs to a thread, whatever its number and its names say by now. Rows of older versions
and of people name no thread: they are known by number and user name, and promo rows by the date of
their thread as well.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Final

from apps.welcomecrew.ledger.sheet_dates import WRITTEN
from shared.immutable import immutable

TICKET: Final = "ticket number"
USERNAME: Final = "username"
CLANTAG: Final = "clantag"
CLOSED: Final = "date closed"
TYPE: Final = "type"
CREATED: Final = "thread created"
THREAD: Final = "thread"

WELCOME_FIELDS: Final = (TICKET, USERNAME, CLANTAG, CLOSED)
PROMO_FIELDS: Final = (*WELCOME_FIELDS, TYPE, CREATED)
WELCOME_TAB: Final = (*WELCOME_FIELDS, THREAD)
"""The headers of the Welcome tab."""
PROMO_TAB: Final = (*PROMO_FIELDS, THREAD)
"""The headers of the Promo tab."""

ATTRIBUTES: Final = {
    TICKET: "ticket",
    USERNAME: "username",
    CLANTAG: "clantag",
    CLOSED: "closed",
    TYPE: "type",
    CREATED: "created",
    THREAD: "thread",
}
"""Header → where a `TicketRow` keeps the value."""

ROUNDED: Final = "≈"
"""Before an id that the sheet took for a number, and so has lost the last digits of."""
_ID: Final = re.compile(rf"{ROUNDED}?[0-9]{{15,20}}", re.ASCII)
# The same thread seen from two time zones, or from before and after a change of TIMEZONE.
_ONE_DAY: Final = timedelta(hours=26)


@immutable
class TicketRow:
    """One row as it should be, or as it is. An empty string means: not known."""

    ticket: str
    username: str = ""
    clantag: str = ""
    closed: str = ""
    type: str = ""
    created: str = ""
    guesses: frozenset[str] = field(default=frozenset(), compare=False)
    """Fields that only fill a blank, such as a close time guessed from the archive's."""
    closed_after: str = field(default="", compare=False)
    """A date that is older than this is that of an earlier close, which a guess replaces."""
    thread: str = ""
    """The id of the thread; a row of people may say something else there."""
    unread: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)
    """Fields whose cells show an error (`#REF!`, `Loading...`) instead of a value."""

    def value(self, name: str) -> str:
        """The value for the column headed `name`."""
        value: str = getattr(self, ATTRIBUTES[name])
        return value

    @property
    def thread_id(self) -> str:
        """The thread, if the row names one."""
        return self.thread if _ID.fullmatch(self.thread) else ""

    @property
    def exact_thread_id(self) -> int:
        """The same as a number; 0 for none, and for one that a cell has rounded."""
        return int(self.thread_id) if self.thread_id and ROUNDED not in self.thread_id else 0

    @property
    def complete(self) -> bool:
        """Whether nothing is left to find out: tag and date are there."""
        return bool(self.clantag and self.closed)


@immutable
class FieldChange:
    """One cell's old and new value, for details and diffs."""

    name: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.name}: {self.old or '–'} → {self.new}"


def is_same_thread(one: str, other: str) -> bool:
    """Whether two ids are one thread's."""
    if ROUNDED not in one + other:
        return one == other
    return float(one.removeprefix(ROUNDED)) == float(other.removeprefix(ROUNDED))


def is_same_ticket(one: TicketRow, other: TicketRow) -> bool:
    """Whether two rows of one tab are about the same ticket.

    The thread decides. Where one of them names none: number and user name, and in Promo the day of
    the thread; what isn't known contradicts nothing. Promo numbers serve several types.
    """
    if one.thread_id and other.thread_id:
        return is_same_thread(one.thread_id, other.thread_id)
    return (
        one.ticket == other.ticket
        and _agree(one.username, other.username)
        and _agree(one.type, other.type)
        and _created_together(one.created, other.created)
    )


def share_a_number(one: TicketRow, other: TicketRow) -> bool:
    """Whether two tickets have one number between them, which people will want to know.

    Promo numbers serve several types, so those don't count.
    """
    same = one.ticket == other.ticket and _agree(one.type, other.type)
    return same and not is_same_ticket(one, other)


def nearness(wanted: TicketRow, there: TicketRow) -> tuple[bool, ...]:
    """Among several rows of the same ticket: the higher, the nearer to the full key."""
    return (
        bool(there.thread_id),
        _folded(wanted.username) == _folded(there.username),
        _folded(wanted.type) == _folded(there.type),
        wanted.created == there.created,
    )


def merged(wanted: TicketRow, there: TicketRow) -> TicketRow:
    """What the row should say: what we know, and what the row knows where we don't.

    A cell that can't be read stays as it is, and so does what people wrote in place of a thread.
    """

    def choose(name: str) -> str:
        new, old = _writable(wanted.value(name)), there.value(name)
        if not new or name in there.unread:
            return old
        if name == THREAD and old:
            is_id = bool(there.thread_id and wanted.thread_id)
            return new if is_id and is_same_thread(new, old) else old
        is_of_an_earlier_close = name == CLOSED and old < wanted.closed_after
        return old if old and name in wanted.guesses and not is_of_an_earlier_close else new

    return replace(wanted, **{kept: choose(name) for name, kept in ATTRIBUTES.items()})


def differences(
    wanted: TicketRow, there: TicketRow, fields: Sequence[str]
) -> tuple[FieldChange, ...]:
    """The cells that must change so that `there` says what is wanted."""
    target = merged(wanted, there)
    return tuple(
        FieldChange(name, there.value(name), target.value(name))
        for name in fields
        if there.value(name) != target.value(name)
    )


def unreadable(wanted: TicketRow, there: TicketRow) -> dict[str, str]:
    """The fields that should say something and show an error, with what they show."""
    return {
        name: shown
        for name, shown in there.unread.items()
        if _writable(wanted.value(name)) not in {"", shown}
    }


def _writable(text: str) -> str:
    # Cells are read without blanks at their ends, and half an emoji (a lone surrogate) is no text
    # that could be sent: what is compared with the sheet must be as it can be read again.
    return "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in text).strip()


def _agree(one: str, other: str) -> bool:
    return not one or not other or _folded(one) == _folded(other)


def _created_together(one: str, other: str) -> bool:
    try:
        apart = datetime.strptime(one, WRITTEN) - datetime.strptime(other, WRITTEN)  # noqa: DTZ007 - both are the sheet's
    except ValueError:
        return True
    return abs(apart) <= _ONE_DAY


def _folded(text: str) -> str:
    return _writable(text).casefold()
