"""Rows of tickets on their way to the ledger; none is let go because the ledger is full."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import discord

from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.closing.case import Case, Closing, Event
from apps.welcomecrew.closing.deeds import Deeds
from apps.welcomecrew.closing.lifecycle import Signal
from apps.welcomecrew.closing.patience import pause_after
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import OutboxFull
from apps.welcomecrew.ledger.reconcile import Decision, Verdict
from apps.welcomecrew.ledger.rows import TicketRow
from apps.welcomecrew.ledger.ticket_row import row_of
from apps.welcomecrew.reading.transcript import read_ticket
from apps.welcomecrew.tickets.scope import Scope
from shared.chat.background import spawn
from shared.sheets.errors import SheetsError
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)
# Room comes back within seconds once Sheets answers.
_LONGEST_WAIT: Final = 30.0


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RowSender:
    """Hands rows to the ledger and says when they are in the sheet."""

    scope: Scope
    ledger: Ledger
    clan_tags: ClanTags
    deeds: Deeds
    clock: Clock
    post: Callable[[Case, Event], None]

    async def write(self, case: Case) -> Event | None:
        """The ticket as it is known now, with or without its tag."""
        if case.ticket is None:
            return Event(Signal.WRITE_FAILED)
        self._bring(case, row_of(case.ticket, self.scope.zone, by_marker=case.by_marker))
        return None

    def note(self, case: Case, closing: Closing) -> None:
        """A close marker came: what its event tells is kept, before anything can go wrong."""
        self._bring(case, closing)

    def _bring(self, case: Case, owed: Closing | TicketRow) -> None:
        if case.owed is None or not isinstance(owed, Closing):
            case.owed = owed
        if case.bringing is not None:
            # It waits for room, or for the tags; what is newer goes in its place.
            return
        problem = self._hand_over(case)
        if problem is not None:
            _log.warning("the row of the ticket in thread %d waits: %s", case.thread_id, problem)
            case.trouble = case.trouble or problem
            case.bringing = spawn(
                self._until_taken(case), name=f"row of the ticket in thread {case.thread_id}"
            )

    async def _until_taken(self, case: Case) -> None:
        failures = 0
        try:
            await self._read_tags()
            while self._hand_over(case) is not None:
                failures += 1
                await self.clock.sleep(pause_after(failures, longest=_LONGEST_WAIT))
                await self._read_tags()
        finally:
            case.bringing = None
        if case.failures == 0:
            case.trouble = ""

    async def _read_tags(self) -> None:
        try:
            await self.clan_tags.get()
        except SheetsError as error:
            _log.info("the clan tags are not known yet: %s", error)

    def _hand_over(self, case: Case) -> str | None:
        """Give what is owed to the ledger; why that has to wait, else None."""
        row = case.owed
        if isinstance(row, Closing):
            if not self.clan_tags.at_hand():
                return "the clan tags are not known yet"
            row = self._told_by(case, row)
        if row is None:
            # The thread's name holds no number.
            case.owed = None
            return None
        try:
            written = self.ledger.submit(case.channel.tab, row)
        except OutboxFull as full:
            return str(full)
        case.owed = None
        written.add_done_callback(lambda done: self._written(case, row, done))
        return None

    def _told_by(self, case: Case, closing: Closing) -> TicketRow | None:
        ticket = read_ticket(
            case.channel.kind,
            closing.name,
            discord.utils.snowflake_time(case.thread_id),
            (),
            self.clan_tags.at_hand(),
            infer_tag=False,
        )
        if ticket is None:
            return None
        ticket = replace(
            ticket,
            thread_id=case.thread_id,
            closed_at=closing.at,
            closed_after=closing.after,
        )
        return row_of(ticket, self.scope.zone, by_marker=True)

    def _written(self, case: Case, row: TicketRow, done: asyncio.Future[Decision]) -> None:
        if done.cancelled():
            return
        tag, decision = row.clantag, done.result()
        verdict = decision.verdict
        changed = verdict is not Verdict.UNCHANGED
        if changed:
            case.news.add("row")
        # A row that was told by its marker and read in the thread is one, and told once.
        is_new = decision is not case.decision
        case.decision = decision
        if is_new and (changed or (tag and not case.wrote)):
            written = tag or decision.wanted.row.clantag or "(no tag yet)"
            self.deeds.did(case, f"{row.ticket} {written}: row {verdict.value}")
        case.polite = not changed and not case.wrote
        case.wrote = case.wrote or changed
        if tag:
            self.post(case, Event(Signal.ROW_WRITTEN, tag=tag))
