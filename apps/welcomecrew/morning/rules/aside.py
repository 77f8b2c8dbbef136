"""What people set aside: tickets not before a day, and tickets with which they are done. Pure.

The list's own message holds it, in words that people read as well; the next list takes it over.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, tzinfo
from typing import Final

from apps.welcomecrew.morning.rules.board import Board, Entry, Why
from shared.chat.errors import ExpectedFailure
from shared.immutable import immutable
from shared.timing.schedule import wall_clock_moment

MOST: Final = 30
"""Tickets set aside at a time: as many as fit into the message beside the list."""
_LINE: Final = re.compile(
    r"^<#(?P<thread>\d{15,20})> "
    r"(?:not before <t:(?P<until>\d{1,12}):D>|done <t:(?P<done>\d{1,12}):f>)$",
    re.MULTILINE,
)
_MAY_BE_HIDDEN: Final = frozenset({Why.STAFF, Why.RECRUIT, Why.ASLEEP})
"""What waits for staff's own work on a closed ticket can't be put off."""


@immutable
class SetAside:
    """One ticket, hidden until a day, or until somebody writes in it."""

    thread_id: int
    until: datetime | None = None
    done_at: datetime | None = None

    def hides(self, entry: Entry, now: datetime) -> bool:
        """Whether the ticket stays off the list."""
        if self.until is not None:
            return now < self.until
        if self.done_at is None:
            return False
        # What the text holds is a whole second.
        return entry.spoken_at is None or int(entry.spoken_at.timestamp()) <= int(
            self.done_at.timestamp()
        )

    def __str__(self) -> str:
        if self.until is not None:
            return f"<#{self.thread_id}> not before <t:{int(self.until.timestamp())}:D>"
        moment = self.done_at or datetime.fromtimestamp(0, UTC)
        return f"<#{self.thread_id}> done <t:{int(moment.timestamp())}:f>"


@immutable
class Aside:
    """All that was set aside, each ticket once."""

    tickets: tuple[SetAside, ...] = ()

    def __str__(self) -> str:
        return "\n".join(map(str, self.tickets))

    def with_one(self, one: SetAside) -> "Aside":
        """The same with `one`, in place of what was said of that ticket before."""
        others = [each for each in self.tickets if each.thread_id != one.thread_id]
        return replace(self, tickets=(*others, one))

    def still(self, board: Board, now: datetime) -> "Aside":
        """Without what is over: the day has come, somebody wrote, the ticket isn't open."""
        entries = {entry.thread_id: entry for entry in _may_be_hidden(board)}

        def stays(one: SetAside) -> bool:
            entry = entries.get(one.thread_id)
            # What could not be looked at may still be open.
            return one.hides(entry, now) if entry else board.partial

        return Aside(tuple(filter(stays, self.tickets)))

    def shows(self, board: Board) -> Board:
        """The board without these tickets; what is wrong with them otherwise stays."""
        ids = {each.thread_id for each in self.tickets}
        return board.without(lambda why, entry: why in _MAY_BE_HIDDEN and entry.thread_id in ids)


def read_aside(texts: Iterable[str]) -> Aside:
    """The reverse of `str`, from the texts of the list's message."""
    found = Aside()
    for match in (each for text in texts for each in _LINE.finditer(text)):
        until, done = match["until"], match["done"]
        one = SetAside(
            int(match["thread"]),
            until=datetime.fromtimestamp(int(until), UTC) if until else None,
            done_at=datetime.fromtimestamp(int(done), UTC) if done else None,
        )
        found = found.with_one(one)
    return found


def to_be_hidden(board: Board, ticket: str) -> Entry:
    """The ticket that a person means, by its thread's id or its number. Raises ExpectedFailure."""
    number = re.sub(r"[^0-9]", "", ticket).lstrip("0")
    found = {
        entry.thread_id: entry
        for entry in board.all()
        if str(entry.thread_id) in ticket or (number and entry.number.lstrip("0") == number)
    }
    if not found:
        raise ExpectedFailure("No open ticket has that number.")
    if len(found) > 1:
        raise ExpectedFailure(
            f"{len(found)} tickets have that number; give the thread's link instead."
        )
    thread_id, entry = found.popitem()
    if thread_id not in {each.thread_id for each in _may_be_hidden(board)}:
        raise ExpectedFailure(
            f"<#{thread_id}> is closed and stays on the list until its tag and its row are there: "
            "`/tickets` lets you say the tag."
        )
    return entry


def day_begins(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day there."""
    return wall_clock_moment(day, time(0), zone)


def _may_be_hidden(board: Board) -> Collection[Entry]:
    return [entry for why in _MAY_BE_HIDDEN for entry in board.entries.get(why, ())]
