"""The tickets that somebody has to look at, in the order in which they wait. Pure."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import Enum

from apps.welcomecrew.morning.rules.talk import Talk, Thread
from apps.welcomecrew.morning.rules.waits import Side, who_waits
from apps.welcomecrew.tickets.parties import Standings
from shared.immutable import immutable


class Why(Enum):
    """What a ticket waits for, in the order of the list."""

    STAFF = "Staff has to answer"
    RECRUIT = "The recruit has to answer"
    UNTAGGED = "Closed without a tag"
    UNWRITTEN = "Closed, and the row waits"
    ASLEEP = "Asleep: archived by Discord, closed by nobody"
    CLASH = "Numbers used twice"


@immutable
class Entry:
    """One ticket of the list."""

    thread_id: int
    name: str
    number: str
    since: datetime
    spoken_at: datetime | None = None
    """When a person last wrote in it."""
    channel_id: int = 0
    """The channel under which its thread hangs."""
    tag: str = ""
    """Of a closed ticket, where it is known."""


@immutable
class Board:
    """All of them, the oldest first, and what could not be looked at."""

    entries: Mapping[Why, tuple[Entry, ...]]
    notes: tuple[str, ...] = ()
    partial: bool = False
    """Whether something could not be looked at, so that a ticket may be missing."""
    closed: tuple[Entry, ...] = ()
    """Those that were closed of late and wait for nobody, the newest first: a tag may be wrong."""

    def all(self) -> Iterable[Entry]:
        """Every entry; a ticket may have several."""
        return (entry for entries in self.entries.values() for entry in entries)

    def without(self, hidden: Callable[[Why, Entry], bool]) -> "Board":
        """The same, without the entries that somebody set aside."""
        entries = {
            why: tuple(entry for entry in entries if not hidden(why, entry))
            for why, entries in self.entries.items()
        }
        return replace(self, entries=entries)


def board_of(
    threads: Iterable[Thread],
    talks: Mapping[int, Talk],
    standings: Standings,
    *,
    untagged: Mapping[int, datetime | None],
    unwritten: Collection[int],
    used: Mapping[tuple[int, str], Collection[int]],
    notes: Iterable[str] = (),
    partial: bool = False,
) -> Board:
    """Sort the open threads and those that sleep; one that could not be read is left out.

    `untagged`, `unwritten`: closed tickets whose tag, whose row is missing, by their thread.
    `used`: by channel and number, the threads that are open or logged with it.
    """
    found: dict[Why, list[Entry]] = defaultdict(list)
    everything = list(threads)
    for thread in everything:
        talk = talks.get(thread.id)
        why, since = _place(thread, talk, standings, untagged, unwritten)
        if why is not None:
            spoken_at = talk.last_at if talk else None
            found[why].append(
                Entry(thread.id, thread.name, thread.number, since, spoken_at, thread.channel_id)
            )
    found[Why.CLASH] += _clashes(everything, used)
    return Board(
        {
            why: tuple(sorted(found[why], key=lambda each: (each.since, each.thread_id)))
            for why in Why
        },
        tuple(notes),
        partial,
    )


def _place(
    thread: Thread,
    talk: Talk | None,
    standings: Standings,
    untagged: Mapping[int, datetime | None],
    unwritten: Collection[int],
) -> tuple[Why | None, datetime]:
    closed_at = (talk.closed_at if talk else None) or thread.archived_at or thread.created_at
    if thread.id in unwritten:
        return Why.UNWRITTEN, closed_at
    if thread.id in untagged:
        return Why.UNTAGGED, untagged[thread.id] or closed_at
    if thread.asleep:
        return Why.ASLEEP, thread.archived_at or thread.created_at
    if talk is None or thread.shut or talk.closed_at is not None:
        return None, closed_at
    if talk.asked:
        return Why.UNTAGGED, closed_at
    wait = who_waits(talk.words, standings, opener_id=talk.opener_id, created_at=thread.created_at)
    return (Why.STAFF if wait.side is Side.STAFF else Why.RECRUIT), wait.since


def _clashes(
    threads: Iterable[Thread], used: Mapping[tuple[int, str], Collection[int]]
) -> Iterable[Entry]:
    for thread in threads:
        if {thread.id, *used.get((thread.channel_id, thread.number), ())} != {thread.id}:
            yield Entry(thread.id, thread.name, thread.number, thread.created_at)
