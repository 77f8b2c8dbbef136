"""The ledger: one task writes what waits, gathered, and says when each row is in the sheet."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

from apps.welcomecrew.ledger.columns import PlacedRow
from apps.welcomecrew.ledger.finding import RowIndex
from apps.welcomecrew.ledger.outbox import Entry, Outbox
from apps.welcomecrew.ledger.pauses import Pauses
from apps.welcomecrew.ledger.reconcile import Decision, Verdict
from apps.welcomecrew.ledger.rows import TicketRow
from apps.welcomecrew.ledger.status import LedgerStatus
from apps.welcomecrew.ledger.upsert import Upserter
from shared.chat.text import count
from shared.sheets.errors import SheetsError, WrittenElsewhere
from shared.sheets.ledger.troubles import News, Trouble
from shared.sheets.ports import Workbook
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

GATHER_SECONDS: Final = 1.0
"""How long a row waits for company before it is written; as long again where company came."""
_LONGEST_GATHERING: Final = 4.0
"""Thousands come one after the other: each pass takes as many as come in the time of one."""
_UNDISTURBED: Final = 60.0
"""From then on a new row ends a pause."""
_AT_A_TIME: Final = 25
"""Rows whose waiters are told before anything else may go on."""


class Ledger:
    """Submit rows at any time; `run` brings them into the sheet, however long that takes."""

    def __init__(
        self,
        *,
        workbook: Workbook,
        tabs: Mapping[str, Sequence[str]],
        outbox: Outbox,
        clock: Clock,
        gather_seconds: float = GATHER_SECONDS,
        tell: Callable[[str], None] = _log.info,
    ) -> None:
        """`tell` takes a line about what can't be written, and about numbers used twice."""
        self._upserter = Upserter(workbook=workbook, tabs=tabs)
        self.tabs: Final = tabs
        """Tab → the headers that it has."""
        self._outbox = outbox
        self._clock = clock
        self._gather = gather_seconds
        self._wake = asyncio.Event()
        self._freed = asyncio.Event()
        self._one_pass = asyncio.Lock()
        self._tell = tell
        self._news = News()
        self._troubles: tuple[Trouble, ...] = ()
        self._pauses = Pauses()
        self._problem: SheetsError | None = None
        self._last_write: datetime | None = None
        self._counts = dict.fromkeys(Verdict, 0)
        self._repaired = 0

    def submit(self, tab: str, row: TicketRow) -> asyncio.Future[Decision]:
        """Let a row be written; the future says how, once a read has shown it in the sheet.

        Never waits. Raises OutboxFull at the bound: keep the ticket, and come back after `room`.
        """
        entry = self._outbox.put(tab, row, self._clock.now())
        done: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()
        entry.waiters = [waiter for waiter in entry.waiters if not waiter.done()]
        entry.waiters.append(done)
        self._wake.set()
        return done

    async def room(self) -> None:
        """Return when another row can be taken. Who comes late may find it full again."""
        while self._outbox.full:
            self._freed.clear()
            await self._freed.wait()

    async def rows(self) -> dict[str, list[PlacedRow]]:
        """What both tabs hold now; one request, no write. Raises SheetsError."""
        return {tab: list(index.rows) for tab, index in (await self.indexes()).items()}

    async def indexes(self) -> dict[str, RowIndex]:
        """As `rows`, ready to be asked for many tickets."""
        return await self._upserter.read()

    @asynccontextmanager
    async def at_hand(self) -> AsyncGenerator[dict[str, RowIndex]]:
        """As `indexes`, for one block of work; then the rows are forgotten, holding nobody up."""
        indexes = await self.indexes()
        try:
            yield indexes
        finally:
            for index in indexes.values():
                await index.let_go()

    @asynccontextmanager
    async def at_rest(self) -> AsyncGenerator[None]:
        """While somebody else of us deletes rows: a pass would write by numbers that have moved."""
        async with self._one_pass:
            yield

    def waiting(self, tab: str, row: TicketRow) -> datetime | None:
        """Since when the row of this ticket waits to be written; None when it doesn't."""
        return self._outbox.since(tab, row)

    async def open(self) -> None:
        """Take up what an earlier process left behind in its file."""
        if waiting := await self._outbox.load(self._clock.now(), tuple(self.tabs)):
            _log.info("of an earlier run still to be written: %s", count(waiting, "row"))
            self._wake.set()

    async def run(self) -> None:
        """Write for ever; `step` does the work."""
        while True:
            await self._wake.wait()
            await self._gather_rows()
            pause = await self.step()
            if pause is not None:
                await self._rest(pause)
                self._wake.set()

    async def _gather_rows(self) -> None:
        """Wait for company, until none comes any more or it was long enough."""
        begun = self._clock.monotonic()
        while self._wake.is_set():
            self._wake.clear()
            await self._clock.sleep(self._gather)
            if self._clock.monotonic() - begun >= _LONGEST_GATHERING:
                self._wake.clear()

    async def _rest(self, seconds: float) -> None:
        """Pause; a new row ends it once Google was left alone for a minute.

        At once where Google takes what it is given, but for rows that people must mend.
        """
        only_people = self._pauses.stuck and not self._problem
        undisturbed = 0.0 if only_people else min(seconds, _UNDISTURBED)
        await self._clock.sleep(undisturbed)
        if seconds <= undisturbed:
            return
        rest = asyncio.ensure_future(self._clock.sleep(seconds - undisturbed))
        woken = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({rest, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            rest.cancel()
            woken.cancel()

    async def step(self) -> float | None:
        """One pass; the seconds to wait before the next one, None when nothing is left to do."""
        async with self._one_pass:
            await self._outbox.save()
            entries = list(self._outbox)
            if not entries and not self._upserter.must_verify:
                return None
            given = {id(entry): entry.row for entry in entries}
            try:
                result = await self._upserter.run(entries, self._clock.monotonic())
            except SheetsError as error:
                self._problem = error
                _log.warning("can't write %s yet: %s", count(len(self._outbox), "row"), error)
                return self._pauses.failed(error)
            self._problem = None
            self._repaired += result.repaired
            if result.written:
                self._last_write = self._clock.now()
            for at, entry in enumerate(result.settled, start=1):
                # A newer fact that joined during the pass still has to be written.
                if entry.row == given[id(entry)]:
                    self._settle(entry)
                if at % _AT_A_TIME == 0:
                    # Who waits for a row goes on at once: not thousands in one breath.
                    await asyncio.sleep(0)
            await self._outbox.save()
            self._note(result.troubles)
            return self._pauses.after(
                result,
                waiting=len(self._outbox),
                unverified=self._upserter.must_verify,
                due=self._upserter.due_in(self._clock.monotonic()),
            )

    def _note(self, troubles: tuple[Trouble, ...]) -> None:
        self._troubles = troubles
        for line in self._news.of(troubles):
            _log.warning("%s", line)
            self._tell(line)

    async def finish(self, seconds: float) -> None:
        """At the end of the process: write what can still be written in the time that is left."""
        try:
            async with asyncio.timeout(seconds):
                while (pause := await self.step()) is not None:
                    if isinstance(self._problem, WrittenElsewhere) or self._pauses.stuck:
                        break
                    await self._clock.sleep(pause)
        except TimeoutError:
            pass
        if self._outbox:
            _log.warning(
                "not written: %s; catch-up finds them again", count(len(self._outbox), "row")
            )

    def status(self) -> LedgerStatus:
        """What waits and what was done; no waiting, no request."""
        return LedgerStatus(
            waiting=len(self._outbox),
            oldest=self._outbox.oldest,
            refused=self._outbox.refused,
            troubles=self._troubles,
            problem=str(self._problem) if self._problem else None,
            advice=self._problem.advice if self._problem else None,
            last_write=self._last_write,
            inserted=self._counts[Verdict.INSERT],
            updated=self._counts[Verdict.UPDATE],
            repaired=self._repaired,
        )

    def _settle(self, entry: Entry) -> None:
        self._outbox.remove(entry)
        self._freed.set()
        decision = entry.first
        if decision is None:
            return
        self._counts[decision.verdict] += 1
        if decision.clashes and decision.verdict is Verdict.INSERT:
            self._tell(_clash(entry, decision))
        for waiter in entry.waiters:
            if not waiter.done():
                waiter.set_result(decision)


def _clash(entry: Entry, decision: Decision) -> str:
    rows = ", ".join(map(str, decision.clashes))
    return (
        f"⚠ Ticket number {entry.row.ticket} is used by several tickets in {entry.tab!r}: "
        f"<#{entry.row.thread}> has got a row of its own beside row {rows}. "
        "`!checksheet` lists such numbers."
    )
