"""Rows that wait to be written: bounded, merged by ticket, in a file where there is a disk."""

import asyncio
import json
import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from apps.welcomecrew.ledger.reconcile import Decision
from apps.welcomecrew.ledger.rows import ATTRIBUTES, TicketRow, is_same_ticket, merged
from apps.welcomecrew.ledger.whose import owner
from shared.keepalive.ground.files import replace_text

_log = logging.getLogger(__name__)

FILE_NAME: Final = "welcomecrew-outbox.json"


class OutboxFull(Exception):
    """Too much waits already. The row stays with whoever brought it: see `Ledger.room`."""


@dataclass(slots=True, eq=False)
class Entry:
    """One row that waits for its tab, from the first try to the read that shows it."""

    tab: str
    row: TicketRow
    since: datetime
    appended: bool = False
    """Whether a new row was sent for it, so that two rows may be our own doing."""
    key: tuple[str, str] = ("", "")
    """Where the outbox keeps it."""
    first: Decision | None = None
    """What the first comparison found; that is what the upsert reports."""
    waiters: list[asyncio.Future[Decision]] = field(
        default_factory=list["asyncio.Future[Decision]"]
    )


class Outbox:
    """In memory, and in a file when one is given. Newer facts about a ticket join its entry."""

    def __init__(self, *, bound: int, file: Path | None = None) -> None:
        self._bound = bound
        self._file = file
        self._entries: dict[tuple[str, str], list[Entry]] = {}
        self._count = 0
        self._threads = 0
        self._saved: str | None = None
        self.refused = 0
        """How many rows were turned away because the box was full."""

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Entry]:
        for entries in self._entries.values():
            yield from entries

    @property
    def full(self) -> bool:
        """Whether a row of another ticket would be refused."""
        return self._count >= self._bound

    @property
    def oldest(self) -> datetime | None:
        """Since when the longest-waiting row waits."""
        return min((entry.since for entry in self), default=None)

    def put(self, tab: str, row: TicketRow, now: datetime) -> Entry:
        """Let a row wait. Raises OutboxFull at the bound, unless its ticket waits already."""
        entry = self._find(tab, row)
        if entry is not None:
            guesses = row.guesses & entry.row.guesses
            self._take_out(entry)
            entry.row = replace(merged(row, entry.row), guesses=guesses)
            return self._put_in(entry)
        if self.full:
            self.refused += 1
            raise OutboxFull(f"{self._count} rows wait to be written already")
        return self._put_in(Entry(tab, row, now))

    def since(self, tab: str, row: TicketRow) -> datetime | None:
        """Since when the row's ticket waits here."""
        entry = self._find(tab, row)
        return entry.since if entry else None

    def remove(self, entry: Entry) -> None:
        """The row is in the sheet."""
        self._take_out(entry)

    def _find(self, tab: str, row: TicketRow) -> Entry | None:
        """The entry of the same ticket: by thread, else among those of the same number."""
        places = self._entries.get((tab, owner(row)), ())
        if row.thread_id and not places:
            places = self._entries.get((tab, row.ticket), ())
        elif not row.thread_id:
            # Only rows of an older version's file name no thread.
            named = [e for e in self if e.tab == tab and e.row.thread_id] if self._threads else []
            places = [*places, *named]
        return next((entry for entry in places if is_same_ticket(entry.row, row)), None)

    def _put_in(self, entry: Entry) -> Entry:
        entry.key = entry.tab, owner(entry.row)
        self._entries.setdefault(entry.key, []).append(entry)
        self._count += 1
        self._threads += bool(entry.row.thread_id)
        return entry

    def _take_out(self, entry: Entry) -> None:
        self._entries[entry.key].remove(entry)
        if not self._entries[entry.key]:
            del self._entries[entry.key]
        self._count -= 1
        self._threads -= bool(entry.row.thread_id)

    async def load(self, now: datetime, tabs: Collection[str]) -> int:
        """Take up what an earlier process left for `tabs`; says how many rows.

        A torn file is set aside, and so are rows for a tab that another setting named: nobody
        would ever write them, and they would be tried for ever.
        """
        if self._file is None:
            return 0
        try:
            text = await asyncio.to_thread(_read_text, self._file)
            rows = _parse(text) if text else []
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.warning(
                "the outbox file %s can't be read, catch-up takes over: %s", self._file, error
            )
            return 0
        for tab, row in rows:
            if tab not in tabs:
                _log.warning("ticket %s of the tab %r is left to catch-up", row.ticket, tab)
                continue
            try:
                self.put(tab, row, now)
            except OutboxFull:
                break
        return len(self)

    async def save(self) -> None:
        """Write the file when something changed; a full disk is logged, not fatal."""
        if self._file is None:
            return
        text = _dump(list(self))
        if text == self._saved:
            return
        try:
            await asyncio.to_thread(replace_text, self._file, text)
            self._saved = text
        except OSError as error:
            _log.warning("the outbox file %s can't be written: %s", self._file, error)


def _dump(entries: Sequence[Entry]) -> str:
    # In ASCII: half an emoji in a name (a lone surrogate) can't be written in UTF-8.
    return json.dumps(
        [
            {
                "tab": entry.tab,
                **{kept: getattr(entry.row, kept) for kept in ATTRIBUTES.values()},
                "guesses": sorted(entry.row.guesses),
            }
            for entry in entries
        ]
    )


def _parse(text: str) -> list[tuple[str, TicketRow]]:
    items: list[dict[str, Any]] = json.loads(text)
    return [
        (
            str(item["tab"]),
            TicketRow(
                ticket=str(item["ticket"]),
                username=str(item["username"]),
                clantag=str(item["clantag"]),
                closed=str(item["closed"]),
                type=str(item["type"]),
                created=str(item["created"]),
                thread=str(item.get("thread", "")),
                guesses=frozenset(map(str, item["guesses"])),
            ),
        )
        for item in items
    ]


def _read_text(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""
