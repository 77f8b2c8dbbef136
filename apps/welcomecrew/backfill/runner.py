"""The backfill: every ticket thread, open and archived, compared with the sheet and logged.

One at a time; it can be stopped after any thread and run again: what is logged is left alone.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import discord

from apps.welcomecrew.backfill.report import Line, Report, Result
from apps.welcomecrew.catch_up.tally import named
from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.ledger.finding import RowIndex, is_named_after
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import OutboxFull
from apps.welcomecrew.ledger.reconcile import Decision, Verdict
from apps.welcomecrew.ledger.rows import PROMO_TAB, TicketRow, differences
from apps.welcomecrew.ledger.ticket_row import row_of
from apps.welcomecrew.reading.listing import archived
from apps.welcomecrew.reading.look import Looker
from apps.welcomecrew.reading.sight import Sight, Unseen
from apps.welcomecrew.tickets.scope import Channel, Scope
from shared.chat.background import spawn
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words
from shared.immutable import immutable
from shared.sheets.errors import SheetsError
from shared.tickets.tags import KnownTags
from shared.tickets.thread_name import closed_name, parse_thread_name
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

CHUNK: Final = 1000
"""Rows that are handed to the ledger together, so that they cost one write."""
_AT_ONCE: Final = 4
_FLUSH_SECONDS: Final = 900


@dataclass(kw_only=True, eq=False, repr=False)
class Backfill:
    """Starts, stops and tells of the one run."""

    sight: Sight
    scope: Scope
    looker: Looker
    ledger: Ledger
    clan_tags: ClanTags
    clock: Clock
    _task: asyncio.Task[None] | None = None
    _stopping: bool = False
    report: Report | None = None

    @property
    def running(self) -> bool:
        """Whether a run goes on."""
        return self._task is not None and not self._task.done()

    def start(self, *, dry: bool) -> Report:
        """Begin a run. Raises ExpectedFailure while one goes on."""
        if self.running:
            raise ExpectedFailure("A backfill is running already; see `!backfill_status`.")
        self._stopping = False
        report = self.report = Report(self.clock.now(), dry)
        self._task = spawn(self._run(report), name="backfill")
        return report

    def stop(self) -> bool:
        """Stop after the threads that are being read; False when nothing runs."""
        self._stopping = self.running
        return self._stopping

    async def close(self) -> None:
        """At the end of the process."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self, report: Report) -> None:
        try:
            await self._scan(report)
        except (SheetsError, *REST_FAILURES) as error:
            words = in_words(error) if isinstance(error, REST_FAILURES) else str(error)
            report.phase = f"ended early: {words}"
            _log.warning("the backfill ended early: %s", words)
        except Exception:  # noqa: BLE001 - the border of a background task, which must end its report
            report.phase = "ended by a fault of mine; it is in the log"
            _log.exception("the backfill failed")
        report.ended = self.clock.now()

    async def _scan(self, report: Report) -> None:
        threads = await self._threads(report)
        report.total, report.phase = len(threads), "reading threads"
        # Said before anything is written: what is logged is named and asked about next.
        tags = await self.clan_tags.get()
        report.to_touch = sum(_will_be_touched(thread, tags) for thread, _ in threads)
        async with self.ledger.at_hand() as rows:
            pending: list[_ToWrite] = []
            for start in range(0, len(threads), _AT_ONCE):
                if self._stopping:
                    break
                batch = threads[start : start + _AT_ONCE]
                pending += filter(None, await self._read_all(batch, rows, report))
                if len(pending) >= CHUNK:
                    await self._write(pending, report)
                    pending = []
            await self._write(pending, report)
        report.phase = "stopped; run it again to go on" if self._stopping else "done"

    async def _threads(self, report: Report) -> list[tuple[discord.Thread, Channel]]:
        """Channel by channel; one that can't be read is named, and ends nothing."""
        # One that is archived during the listing comes twice.
        listed: dict[int, tuple[discord.Thread, Channel]] = {}
        for channel in self.scope.channels.values():
            if not channel.scanned:
                continue
            try:
                parent = self.sight.parent(channel)
                for thread in await parent.guild.active_threads():
                    if thread.parent_id == parent.id:
                        listed[thread.id] = thread, channel
                async for thread in archived(parent):
                    listed[thread.id] = thread, channel
            except Unseen as unseen:
                report.unread.append(f"{named(channel)}: {unseen}")
            except REST_FAILURES as error:
                report.unread.append(f"{named(channel)}: {in_words(error)}")
        return list(listed.values())

    async def _read_all(
        self,
        batch: Sequence[tuple[discord.Thread, Channel]],
        rows: Mapping[str, RowIndex],
        report: Report,
    ) -> list["_ToWrite | None"]:
        reads = (self._read(thread, channel, rows, report) for thread, channel in batch)
        return await asyncio.gather(*reads)

    async def _read(
        self,
        thread: discord.Thread,
        channel: Channel,
        rows: Mapping[str, RowIndex],
        report: Report,
    ) -> "_ToWrite | None":
        try:
            seen = await self.looker.look(thread, channel)
        except REST_FAILURES as error:
            report.add(Line(Result.FAILED, thread.name, in_words(error)))
            return None
        if seen.ticket is None:
            report.add(Line(Result.SKIPPED, thread.name, "no ticket number in the name"))
            return None
        if channel.needs_marker and not seen.by_marker:
            report.add(Line(Result.SKIPPED, thread.name, "no close marker"))
            return None
        row = row_of(seen.ticket, self.scope.zone, by_marker=seen.by_marker)
        there = rows[channel.tab].row_of_thread(row, thread.name)
        known = there.row if there else TicketRow(row.ticket)
        if there is not None and not row.clantag and is_named_after(thread.name, known):
            row = replace(row, username=known.username)
        changes = differences(row, known, PROMO_TAB)
        if there is not None and not changes:
            report.add(Line(Result.UNCHANGED, thread.name, ""))
            return None
        result = Result.UPDATED if there else Result.INSERTED
        line = Line(result, thread.name, "; ".join(map(str, changes)))
        if report.dry:
            report.add(line)
            return None
        report.waiting += 1
        return _ToWrite(channel.tab, row, line)

    async def _write(self, pending: Sequence["_ToWrite"], report: Report) -> None:
        """Hand rows to the ledger and wait, within limits, until they are in the sheet."""
        if not pending:
            return
        report.phase = "writing"
        for each in pending:
            await self._submit(each, report)
        for _ in range(_FLUSH_SECONDS):
            if not report.waiting:
                break
            await self.clock.sleep(1)
        report.phase = "reading threads"

    async def _submit(self, each: "_ToWrite", report: Report) -> None:
        """Hand over; wait for room where too much waits already."""

        def shown(written: asyncio.Future[Decision]) -> None:
            """Nothing is called written before a read has shown it."""
            report.waiting -= 1
            if not written.cancelled():
                result = _RESULTS[written.result().verdict]
                report.add(replace(each.line, result=result))

        while True:
            try:
                self.ledger.submit(each.tab, each.row).add_done_callback(shown)
            except OutboxFull as full:
                _log.info("the backfill waits for room: %s", full)
                await self.ledger.room()
            else:
                return


def _will_be_touched(thread: discord.Thread, tags: KnownTags) -> bool:
    """Whether catch-up is going to open a closed thread, to name it or to ask in it."""
    parts = parse_thread_name(thread.name, tags)
    if parts is None or not (thread.archived or thread.locked):
        return False
    return thread.name != closed_name(parts.number, parts.username, parts.tag) or not parts.tag


@immutable
class _ToWrite:
    """A row for the ledger, and what is to be told of it once it is in the sheet."""

    tab: str
    row: TicketRow
    line: Line


_RESULTS: Final = {
    Verdict.INSERT: Result.INSERTED,
    Verdict.UPDATE: Result.UPDATED,
    Verdict.UNCHANGED: Result.UNCHANGED,
}
