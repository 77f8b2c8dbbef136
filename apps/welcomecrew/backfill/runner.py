"""The backfill: every ticket thread, open and archived, compared with the sheet and logged.

One at a time; it can be stopped after any thread and run again: what is logged is left alone.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import discord

from apps.welcomecrew.backfill.report import Line, Report, Result
from apps.welcomecrew.domain.columns import PlacedRow
from apps.welcomecrew.domain.reconcile import find_row
from apps.welcomecrew.domain.rows import PROMO_FIELDS, TicketRow, differences
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import OutboxFull
from apps.welcomecrew.threads.listing import archived
from apps.welcomecrew.watch.background import spawn
from apps.welcomecrew.watch.look import Looker, is_named_after, row_of
from apps.welcomecrew.watch.scope import Channel, Scope
from shared.chat.errors import ExpectedFailure
from shared.sheets.errors import SheetsError
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

CHUNK: Final = 1000
"""Rows that are handed to the ledger together, so that they cost one write."""
_AT_ONCE: Final = 4
_FLUSH_SECONDS: Final = 900


class Backfill:
    """Starts, stops and tells of the one run."""

    def __init__(
        self, *, client: discord.Client, scope: Scope, looker: Looker, ledger: Ledger, clock: Clock
    ) -> None:
        self._client = client
        self._scope = scope
        self._looker = looker
        self._ledger = ledger
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self.report: Report | None = None

    @property
    def running(self) -> bool:
        """Whether a run goes on."""
        return self._task is not None and not self._task.done()

    def start(self, *, dry: bool) -> Report:
        """Begin a run. Raises ExpectedFailure while one goes on."""
        if self.running:
            raise ExpectedFailure("A backfill is running already; see `!backfill_status`.")
        self._stopping = False
        report = self.report = Report(self._clock.now(), dry)
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
        except (discord.HTTPException, SheetsError, OSError, TimeoutError) as error:
            report.phase = f"ended early: {error}"
            _log.warning("the backfill ended early: %s", error)
        except Exception:  # noqa: BLE001 - the border of a background task, which must end its report
            report.phase = "ended by a fault of mine; it is in the log"
            _log.exception("the backfill failed")
        report.ended = self._clock.now()

    async def _scan(self, report: Report) -> None:
        # One that is archived during the listing comes twice.
        listed = {thread.id: (thread, channel) async for thread, channel in self._threads()}
        threads = list(listed.values())
        report.total, report.phase = len(threads), "reading threads"
        rows = await self._ledger.rows()
        pending: list[tuple[str, TicketRow]] = []
        for start in range(0, len(threads), _AT_ONCE):
            if self._stopping:
                break
            batch = threads[start : start + _AT_ONCE]
            for tab, row in filter(None, await self._read_all(batch, rows, report)):
                pending.append((tab, row))
            if len(pending) >= CHUNK:
                await self._write(pending, report)
                pending = []
        await self._write(pending, report)
        report.phase = "stopped; run it again to go on" if self._stopping else "done"

    async def _threads(self) -> AsyncIterator[tuple[discord.Thread, Channel]]:
        for channel in self._scope.channels.values():
            parent = self._client.get_channel(channel.channel_id)
            if not channel.scanned or not isinstance(parent, discord.TextChannel):
                continue
            for thread in parent.threads:
                yield thread, channel
            async for thread in archived(parent):
                yield thread, channel

    async def _read_all(
        self,
        batch: Sequence[tuple[discord.Thread, Channel]],
        rows: Mapping[str, Sequence[PlacedRow]],
        report: Report,
    ) -> list[tuple[str, TicketRow] | None]:
        reads = (self._read(thread, channel, rows, report) for thread, channel in batch)
        return await asyncio.gather(*reads)

    async def _read(
        self,
        thread: discord.Thread,
        channel: Channel,
        rows: Mapping[str, Sequence[PlacedRow]],
        report: Report,
    ) -> tuple[str, TicketRow] | None:
        try:
            seen = await self._looker.look(thread, channel)
        except (discord.HTTPException, TimeoutError, OSError) as error:
            report.add(Line(Result.FAILED, thread.name, str(error) or "Discord was too slow"))
            return None
        if seen.ticket is None:
            report.add(Line(Result.SKIPPED, thread.name, "no ticket number in the name"))
            return None
        if channel.needs_marker and not seen.by_marker:
            report.add(Line(Result.SKIPPED, thread.name, "no close marker"))
            return None
        row = row_of(seen.ticket, self._scope.zone, by_marker=seen.by_marker)
        there = find_row((placed for placed in rows[channel.tab]), row)
        known = there.row if there else TicketRow(row.ticket)
        if there is not None and not row.clantag and is_named_after(thread.name, known):
            row = replace(row, username=known.username)
        changes = differences(row, known, PROMO_FIELDS)
        if there is not None and not changes:
            report.add(Line(Result.UNCHANGED, thread.name, ""))
            return None
        result = Result.UPDATED if there else Result.INSERTED
        report.add(Line(result, thread.name, "; ".join(map(str, changes))))
        return channel.tab, row

    async def _write(self, pending: Sequence[tuple[str, TicketRow]], report: Report) -> None:
        """Hand rows to the ledger and wait, within limits, until they are in the sheet."""
        if report.dry or not pending:
            return
        report.phase = "writing"
        futures = [future for tab, row in pending if (future := self._submitted(tab, row, report))]
        report.waiting = len(futures)
        for _ in range(_FLUSH_SECONDS):
            report.waiting = sum(not future.done() for future in futures)
            if not report.waiting:
                break
            await self._clock.sleep(1)
        report.phase = "reading threads"

    def _submitted(self, tab: str, row: TicketRow, report: Report) -> asyncio.Future[object] | None:
        try:
            return self._ledger.submit(tab, row)  # pyright: ignore[reportReturnType] - only `done` is asked
        except OutboxFull as full:
            report.add(Line(Result.FAILED, row.ticket, str(full)))
            return None
