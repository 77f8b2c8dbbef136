"""Which tickets were closed of late, from the rows of the log. Pure.

Whoever sees there that a tag is wrong corrects it there.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta, tzinfo
from typing import Final

from apps.welcomecrew.ledger.rows import TicketRow
from apps.welcomecrew.ledger.sheet_dates import WRITTEN, moment_in
from apps.welcomecrew.morning.rules.board import Entry

MOST: Final = 10
_OF_LATE: Final = timedelta(days=3)
# A machine's clock and the sheet's may differ; what is later is a slip of somebody's hand.
_CLOCKS_DIFFER: Final = timedelta(hours=1)


def closed_of_late(
    rows: Iterable[tuple[int, TicketRow]], *, now: datetime, zone: tzinfo, but: Collection[int]
) -> tuple[Entry, ...]:
    """The newest complete rows that name a thread, each with the channel of its tab.

    `zone` is the sheet's; `but`: threads that are listed for something else.
    """
    # Dates of ours sort as text: of a log of thousands, few are read as dates.
    since = (now - _OF_LATE).astimezone(zone).strftime(WRITTEN)
    found: dict[int, Entry] = {}
    for channel_id, row in rows:
        if not (row.clantag and row.closed >= since and row.thread_id.isdecimal()):
            continue
        thread_id, closed_at = int(row.thread_id), moment_in(row.closed, zone)
        if closed_at is None or closed_at > now + _CLOCKS_DIFFER or thread_id in but:
            continue
        name = f"{row.ticket} {row.username}".strip()
        found[thread_id] = Entry(
            thread_id, name, row.ticket, closed_at, channel_id=channel_id, tag=row.clantag
        )
    return _newest(found.values())


def up_to_date(
    listed: Iterable[Entry], heard: Iterable[Entry], *, now: datetime
) -> tuple[Entry, ...]:
    """Those `listed` a while ago, with the closes and the tags that were `heard` of since."""
    late = (entry for entry in heard if entry.since >= now - _OF_LATE)
    return _newest({entry.thread_id: entry for entry in (*listed, *late)}.values())


def _newest(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    newest = sorted(entries, key=lambda each: (each.since, each.thread_id), reverse=True)
    return tuple(newest[:MOST])
