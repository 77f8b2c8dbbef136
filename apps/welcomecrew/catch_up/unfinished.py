"""Which threads of a channel something may be missing of, by their names and the sheet alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Final

import discord

from apps.welcomecrew.closing.lifecycle import Facts, State, state_from
from apps.welcomecrew.ledger.columns import PlacedRow
from apps.welcomecrew.ledger.finding import RowIndex, is_named_after
from apps.welcomecrew.ledger.rows import TicketRow
from apps.welcomecrew.ledger.sheet_dates import moment_in
from apps.welcomecrew.reading.scene import was_opened
from shared.tickets.tags import KnownTags
from shared.tickets.thread_name import closed_name, parse_thread_name

MARGIN: Final = timedelta(days=7)
"""How far before the last logged close is looked: closes may have been logged out of order."""
_FARTHEST: Final = timedelta(days=45)
_WITHOUT_ROWS: Final = timedelta(days=1)


def horizon(rows: Sequence[PlacedRow], now: datetime, zone: tzinfo) -> datetime:
    """How far back closed threads are looked for: to the last known close, and to what is open."""
    closes = [moment_in(placed.row.closed, zone) for placed in rows]
    # A slip of somebody's in a date must not hide what was closed before it.
    closes = [close if close and close <= now + _WITHOUT_ROWS else None for close in closes]
    known = sorted(close for close in closes if close)
    if not known:
        return now - _WITHOUT_ROWS
    last = known[-1]
    incomplete = [
        close
        for placed, close in zip(rows, closes, strict=True)
        if close and not placed.row.complete
    ]
    # A close that is logged live ends no absence: what was closed in it may still have no row.
    silences = [
        start - MARGIN
        for start, end in pairwise(known)
        if end - start > MARGIN and end > now - _FARTHEST
    ]
    oldest = min([last - MARGIN, *incomplete, *silences])
    return max(oldest, min(last - MARGIN, now - _FARTHEST))


def is_finished(thread: discord.Thread, rows: RowIndex, tags: KnownTags) -> bool:
    """Whether name and row show that nothing is left to do."""
    parts = parse_thread_name(thread.name, tags)
    if parts is None:
        return True
    if was_opened(thread):
        # By whom, and whether it is to stay open, only its messages tell.
        return False
    wanted = TicketRow(parts.number, parts.username, thread=str(thread.id))
    placed = rows.row_of_thread(wanted, thread.name)
    shut = thread.archived or thread.locked
    # The row knows better than the name alone: a clan that is gone, a person called like one.
    if placed and (shut or not parts.tag) and is_named_after(thread.name, placed.row):
        return True
    facts = Facts(
        closed=shut,
        has_tag=bool(parts.tag),
        asked=False,
        row_complete=placed is not None
        and placed.row.complete
        and placed.row.clantag == parts.tag
        # Of the row of this very thread: somebody corrected the number in its name.
        and placed.row.ticket in {parts.number, ""},
        name_right=thread.name == closed_name(parts.number, parts.username, parts.tag),
    )
    return state_from(facts) is State.DONE


def version(thread: discord.Thread) -> float:
    """Changes when something happens in the thread, or when it is archived anew."""
    if thread.archived:
        return thread.archive_timestamp.timestamp()
    return float(thread.last_message_id or 0)
