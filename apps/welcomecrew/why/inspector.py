"""Gathers everything that is known of one thread, for `!why`."""

from dataclasses import dataclass, replace
from typing import Final

import discord

from apps.welcomecrew.closing.case import Case
from apps.welcomecrew.closing.desk import Desk
from apps.welcomecrew.closing.lifecycle import State
from apps.welcomecrew.ledger.columns import PlacedRow
from apps.welcomecrew.ledger.finding import RowIndex, clashing
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.ticket_row import row_of
from apps.welcomecrew.reading.look import Looker, Sighting
from apps.welcomecrew.tickets.naming import name_of
from apps.welcomecrew.tickets.scope import Channel, Scope
from apps.welcomecrew.why.rules import WhyFacts
from shared.chat.errors import ExpectedFailure
from shared.sheets.errors import SheetsError, with_advice

_NOTHING_TO_DO: Final = frozenset({State.OPEN, State.ASLEEP, State.DONE, State.GONE})


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Inspector:
    """Looks at the thread and the sheet anew, and changes nothing."""

    scope: Scope
    looker: Looker
    ledger: Ledger
    desk: Desk

    async def facts(self, thread: discord.Thread) -> WhyFacts:
        """Raises ExpectedFailure elsewhere than under the two channels, and as its sources do.

        SheetsError only where no clan tag was ever read, so that no thread can be understood.
        """
        channel = self.scope.channels.get(thread.parent_id)
        if channel is None:
            raise ExpectedFailure(
                f"{thread.mention} is under neither ticket channel, so I leave it alone."
            )
        seen = await self.looker.look(thread, channel)
        if seen.ticket is None:
            return WhyFacts(name=thread.name, watched=channel.watched)
        try:
            async with self.ledger.at_hand() as rows:
                return self._facts(thread, channel, seen, rows[channel.tab])
        except SheetsError as error:
            # What the thread and this process know is worth telling all the same.
            facts = self._facts(thread, channel, seen, RowIndex(()))
            return replace(facts, sheet_unread=with_advice(error).rstrip("."))

    def at_work(self, thread: discord.Thread) -> str:
        """What this process is about to do with it; empty where that is nothing."""
        return _doing(self.desk.known(thread.id))

    def _facts(
        self,
        thread: discord.Thread,
        channel: Channel,
        seen: Sighting,
        rows: RowIndex,
    ) -> WhyFacts:
        ticket, case = seen.ticket, self.desk.known(thread.id)
        if ticket is None:
            raise ValueError("a thread without a ticket has no such facts")
        row = row_of(ticket, self.scope.zone, by_marker=seen.by_marker)
        placed = rows.row_of_thread(row, thread.name)
        waiting = self.ledger.waiting(channel.tab, row)
        return WhyFacts(
            name=thread.name,
            number=ticket.number,
            username=ticket.username,
            tag=ticket.tag,
            watched=channel.watched,
            closed=seen.closed,
            asleep=seen.asleep,
            by_marker=seen.by_marker,
            closed_at=ticket.closed_at,
            shut=thread.archived or thread.locked,
            needs_marker=channel.needs_marker,
            asked_id=seen.asked_id,
            question_link=seen.question.jump_url if seen.question else "",
            tab=channel.tab,
            row_number=placed.number if placed else None,
            row_says=_in_words(placed) if placed else "",
            row_complete=placed.row.complete if placed else False,
            waits_since=waiting,
            sheets_problem=self._sheets_problem(channel.tab, ticket.number),
            shared_with=tuple(clashing(rows.with_number(row.ticket), row)),
            doing=_doing(case),
            right_name=name_of(ticket) if ticket.tag else "",
        )

    def _sheets_problem(self, tab: str, number: str) -> str:
        """Why the row can't be written: what troubles it or its tab, or the whole spreadsheet."""
        status = self.ledger.status()
        own = (each.words for each in status.troubles if each.tab == tab and each.ticket == number)
        whole = (each.words for each in status.troubles if each.tab == tab and not each.ticket)
        return next(own, "") or next(whole, "") or status.problem or ""


def _in_words(placed: PlacedRow) -> str:
    row = placed.row
    cells = (row.ticket, row.username, row.clantag, row.closed, row.type, row.created)
    return ", ".join(cell for cell in cells if cell)


def _doing(case: Case | None) -> str:
    if case is None:
        return ""
    doing = case.state.value if case.state not in _NOTHING_TO_DO else ""
    held_up = f"held up: {case.trouble}" if case.trouble else ""
    return "; ".join(filter(None, (doing, held_up)))
