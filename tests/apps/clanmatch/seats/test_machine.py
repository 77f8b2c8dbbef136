"""Seats under everything that recruiters, clans' people, time and processes do to them.

Two processes work on one spreadsheet, each with its own memory; people sort rows, move columns,
change cells and delete rows in between, and any process may begin anew at any time.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from apps.clanmatch.seats.book import SeatBook
from apps.clanmatch.seats.desk import SeatDesk
from apps.clanmatch.seats.job import SeatRounds
from apps.clanmatch.seats.rules.holding import Ask
from apps.clanmatch.seats.rules.placing import Closed, Gone, Heard, Reopened
from apps.clanmatch.seats.rules.rows import FIELDS
from apps.clanmatch.seats.rules.seat import Seat, SeatState
from apps.clanmatch.seats.rules.sheet import SeatsSheet
from apps.clanmatch.seats.rules.shown import seats_shown
from apps.clanmatch.seats.strays import StrayCards
from shared.chat.errors import ExpectedFailure
from shared.sheets.ports import Change, StoredGrid
from shared.timing.hours import Hours
from tests.fakes.clock import ManualClock
from tests.fakes.shaken_workbook import ShakenWorkbook

TAGS: Final = ("NOX", "F-IT")
THREADS: Final = tuple(1411000000000000000 + n for n in range(4))
HEADER: Final = ["Rank", "Clan", "Tag", "Level", "Spots"]
NOW: Final = datetime(2026, 11, 27, 12, tzinfo=UTC)


class Google(ShakenWorkbook):
    """Gives way at each request, so that two processes take turns in every order."""

    async def read_stored(self, tabs: Any) -> Any:
        await asyncio.sleep(0)
        found: dict[str, StoredGrid] = dict(await super().read_stored(tabs))
        await asyncio.sleep(0)
        return found

    async def apply(self, changes: "list[Change] | Any") -> None:
        await asyncio.sleep(0)
        await super().apply(changes)
        await asyncio.sleep(0)


class Line:
    """One process's way to Google: its next writes take as many turns as it is told."""

    def __init__(self, google: Google) -> None:
        self.google = google
        self.pauses: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.google, name)

    async def apply(self, changes: Any) -> None:
        for _ in range(self.pauses.pop(0) if self.pauses else 0):
            await asyncio.sleep(0)
        await self.google.apply(changes)


class Threads:
    """The cards of all threads: what Discord keeps when a process ends."""

    def __init__(self) -> None:
        self.cards: dict[int, dict[int, Seat | None]] = {thread: {} for thread in THREADS}
        self._ids = itertools.count(1412000000000000000)

    async def keep(self, seat: Seat) -> int:
        there = self.cards[seat.thread]
        old = there.get(seat.card)
        is_new_call = seat.state is SeatState.CALLED and not (
            old is not None and old.state is SeatState.CALLED
        )
        if seat.card in there and not is_new_call:
            there[seat.card] = seat
            return seat.card
        if not seat.live:
            return 0
        # A nonce: the same card again is the one that is there.
        for card, shown in there.items():
            if shown is not None and _nonce(shown) == _nonce(seat):
                there[card] = replace(seat, card=card)
                return card
        there.pop(seat.card, None)
        card = next(self._ids)
        there[card] = replace(seat, card=card)
        return card

    async def removed(self, seat: Seat) -> None:
        self.cards[seat.thread][seat.card] = None

    async def offering(self, thread: int) -> list[Seat]:
        cards = sorted(self.cards[thread].items(), reverse=True)
        return [replace(shown, card=card) for card, shown in cards if shown and shown.live]

    async def drop(self, seat: Seat) -> None:
        self.cards[seat.thread].pop(seat.card, None)


def _nonce(seat: Seat) -> tuple[object, ...]:
    return seat.row_id, seat.until if seat.state is SeatState.CALLED else None


def said(heard: Heard) -> Callable[[Sequence[str]], list[Heard]]:
    """One thing, whatever the tags are."""
    return lambda _: [heard]


class Process:
    """One instance of the bot, as far as it holds seats."""

    def __init__(self, google: Google, threads: Threads, clock: ManualClock) -> None:
        self.line = Line(google)
        line: Any = self.line
        self.book = SeatBook(workbook=line, tab="Seats", roster_tab="bot_info", clock=clock)
        self.rounds = SeatRounds(
            book=self.book, cards=threads, clock=clock, hours=Hours(time(0), time(0)), zone=UTC
        )
        self.desk = SeatDesk(book=self.book, rounds=self.rounds, clock=clock)
        self.strays = StrayCards(book=self.book, cards=threads, open_tickets=lambda: THREADS)
        self.strays.doubt_all()

    async def step(self) -> None:
        """What the job does every minute."""
        await self.rounds.go()
        await self.strays.look()


class Seats(RuleBasedStateMachine):
    """The rules are what people and time do; the invariants, what must hold whatever they do."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.clock = ManualClock(NOW)
        self.threads = Threads()
        self.ids = itertools.count(int((NOW.timestamp() * 1000) - 1_420_070_400_000) << 22, 1 << 22)
        self.google = Google({"bot_info": [HEADER]})
        self.processes: list[Process] = []
        self.known: set[int] = set()
        """Tickets that have a row."""

    @initialize(first=st.sampled_from([1, 2, 0]), second=st.sampled_from([1, 2, 0]))
    def begin(self, first: int, second: int) -> None:
        self.google.tabs["bot_info"] = [
            HEADER,
            ["1", "Nox", "NOX", "20", str(first)],
            ["2", "Fit", "F-IT", "20", str(second)],
        ]
        self.begin_anew()

    def run(self, work: Awaitable[Any]) -> Any:
        async def done() -> Any:
            waiting = asyncio.ensure_future(work)
            for _ in range(400):
                await self.clock.advance(0.25)
                if waiting.done():
                    break
            assert waiting.done(), "it never ends"
            try:
                return waiting.result()
            except ExpectedFailure:
                return None

        return self.runner.run(done())

    def teardown(self) -> None:
        self.runner.close()

    def ask(self, thread: int, tag: str, days: int = 1) -> Ask:
        return Ask(next(self.ids), thread, "0042", tag, "Tom", 7, days)

    def sheet(self) -> SeatsSheet:
        return self.run(Process(self.google, self.threads, self.clock).book.read())

    @rule(n=st.integers(0, 1), thread=st.sampled_from(THREADS), tag=st.sampled_from(TAGS))
    def hold(self, n: int, thread: int, tag: str) -> None:
        ask = self.ask(thread, tag)
        answer = self.run(self.processes[n].desk.hold(ask))
        if isinstance(answer, Seat):
            sheet = self.sheet()
            there = sheet.seat_of(thread)
            assert there is not None
            assert (there.row_id, there.tag, there.state) == (ask.row_id, tag, SeatState.HELD)
            assert not seats_shown(sheet.seats, tag, sheet.cell(tag) or 0).over

    @rule(
        tag=st.sampled_from(TAGS),
        threads=st.permutations(THREADS),
        pauses=st.tuples(*[st.lists(st.integers(0, 16), min_size=3, max_size=3)] * 2),
        swapped=st.booleans(),
    )
    def race_for_the_last_seat(
        self, tag: str, threads: list[int], pauses: tuple[list[int], list[int]], swapped: bool
    ) -> None:
        """Two processes, one seat: who asked first may be the one whose writes come later."""
        self.one_is_free(tag)
        for process, its in zip(self.processes, pauses, strict=True):
            process.line.pauses = its
        asks = [self.ask(thread, tag) for thread in threads[:2]]
        if swapped:
            asks.reverse()

        async def both() -> tuple[Any, Any]:
            first, second = (process.desk for process in self.processes)
            return await asyncio.gather(first.hold(asks[0]), second.hold(asks[1]))

        answers = self.run(both())
        promised = [
            ask.thread for ask, it in zip(asks, answers, strict=True) if isinstance(it, Seat)
        ]
        sheet = self.sheet()
        asked = {ask.thread: ask.row_id for ask in asks}
        held = [
            seat.thread
            for seat in sheet.seats
            if asked.get(seat.thread) == seat.row_id and seat.state is SeatState.HELD
        ]
        assert len(promised) == 1, "one of both has it"
        assert held == promised
        assert not seats_shown(sheet.seats, tag, sheet.cell(tag) or 0).over

    def one_is_free(self, tag: str, but: Sequence[int] = ()) -> None:
        """Nobody waits or has anything, and the clan has one seat to give."""
        desk = self.processes[0].desk
        for thread in {*THREADS} - {*but}:
            self.run(desk.hear(said(Gone(thread))))
            self.run(desk.hear(said(Reopened(thread))))
        cell = next(row for row in self.google.tabs["bot_info"] if row[2] == tag)
        taken = seats_shown(self.sheet().seats, tag, 0).taken
        cell[4] = str(taken + 1)

    @rule(n=st.integers(0, 1), thread=st.sampled_from(THREADS), tag=st.sampled_from(TAGS))
    def queue(self, n: int, thread: int, tag: str) -> None:
        self.run(self.processes[n].desk.queue(self.ask(thread, tag)))

    @rule(
        n=st.integers(0, 1),
        thread=st.sampled_from(THREADS),
        deed=st.sampled_from(["extend", "take", "later", "give_back", "leave", "vanish"]),
    )
    def press(self, n: int, thread: int, deed: str) -> None:
        desk = self.processes[n].desk
        if deed == "vanish":
            self.run(desk.hear(said(Gone(thread))))
            return
        more = (3,) if deed in {"extend", "take"} else ()
        self.run(getattr(desk, deed)(thread, *more))

    @rule(
        n=st.integers(0, 1),
        thread=st.sampled_from(THREADS),
        tag=st.sampled_from([*TAGS, "", "GONE"]),
    )
    def place(self, n: int, thread: int, tag: str) -> None:
        closed = Closed(next(self.ids), thread, "0042", "Tom", tag)
        self.run(self.processes[n].desk.hear(said(closed)))

    @rule(n=st.integers(0, 1), thread=st.sampled_from(THREADS))
    def reopen(self, n: int, thread: int) -> None:
        self.run(self.processes[n].desk.hear(said(Reopened(thread))))

    @rule(
        tag=st.sampled_from(TAGS),
        threads=st.permutations(THREADS),
        deed=st.sampled_from(["take", "later", "leave", "nothing"]),
    )
    def answer_a_call(self, tag: str, threads: list[int], deed: str) -> None:
        """The last seat is given back while two wait: the first is called, and answers or not."""
        has, first, second, _ = threads
        self.one_is_free(tag)
        desk, other = (process.desk for process in self.processes)
        self.run(desk.hold(self.ask(has, tag)))
        for thread in (first, second):
            self.run(other.queue(self.ask(thread, tag)))
        self.run(desk.give_back(has))
        assert self.states(first, second) == ("called", "queued")
        if deed == "nothing":
            self.clock.move(25 * 3600)
        else:
            self.run(getattr(other, deed)(first, *([3] if deed == "take" else [])))
        self.settle()
        assert (
            self.states(first, second)
            == {
                "take": ("held", "queued"),
                "later": ("queued", "called"),
                "leave": ("freed", "called"),
                "nothing": ("queued", "called"),
            }[deed]
        )

    @rule(tag=st.sampled_from(TAGS), placed=st.integers(1, 3), fell=st.integers(-1, 3))
    def lower_the_cell_after_placements(self, tag: str, placed: int, fell: int) -> None:
        self.one_is_free(tag)
        self.edit_the_cell(TAGS.index(tag) + 1, "6")
        for thread in THREADS[:placed]:
            self.place(0, thread, tag)
        self.settle()
        waiting = [seat.thread for seat in self.sheet().seats if seat.unsettled and seat.tag == tag]
        assert {*THREADS[:placed]} <= {*waiting}, "nothing settles before the cell falls"
        self.edit_the_cell(TAGS.index(tag) + 1, str(6 - fell))

    @rule(threads=st.permutations(THREADS))
    def release_while_rows_are_turned_round(self, threads: list[int]) -> None:
        """The write hits rows that stand elsewhere by then: what others have stays theirs."""
        first, second, third, _ = threads
        desk = self.processes[0].desk
        holding: list[int] = []
        for tag, thread in zip((*TAGS, TAGS[0]), (first, second, third), strict=True):
            self.one_is_free(tag, but=holding)
            self.run(desk.hold(self.ask(thread, tag)))
            holding.append(thread)

        def turn_round(tabs: dict[str, list[list[Any]]]) -> None:
            tabs["Seats"][1:] = tabs["Seats"][:0:-1]

        self.google.before_write.append(turn_round)
        self.run(desk.give_back(first))
        self.settle()
        assert self.states(first, second, third) == ("freed", "held", "held")

    @rule(tag=st.sampled_from(TAGS), thread=st.sampled_from(THREADS))
    def hold_again_beside_an_old_copy(self, tag: str, thread: int) -> None:
        desk = self.processes[0].desk
        self.one_is_free(tag)
        self.run(desk.hold(self.ask(thread, tag)))
        rows = self.google.tabs["Seats"]
        place = rows[0].index("thread")
        rows.append(list(next(row for row in rows if row[place] == str(thread))))
        self.run(desk.give_back(thread))
        self.one_is_free(tag)
        self.run(desk.hold(self.ask(thread, tag)))
        self.settle()
        assert self.states(thread) == ("held",)
        self.run(desk.give_back(thread))
        self.settle()
        assert self.states(thread) == ("freed",)

    def states(self, *threads: int) -> tuple[str, ...]:
        sheet = self.sheet()
        return tuple(seat.state.value for each in threads if (seat := sheet.seat_of(each)))

    @rule(n=st.integers(0, 1), hours=st.sampled_from([0.1, 6.0, 25.0, 80.0]))
    def time_passes(self, n: int, hours: float) -> None:
        self.clock.move(hours * 3600)
        self.run(self.processes[n].rounds.step())

    @rule(row=st.integers(1, 2), spots=st.sampled_from(["0", "1", "2", "3", "lots!", "full", ""]))
    def edit_the_cell(self, row: int, spots: str) -> None:
        tag = TAGS[row - 1]
        waiting = [seat for seat in self.sheet().seats if seat.tag == tag and seat.unsettled]
        self.google.tabs["bot_info"][row][4] = spots
        cell = self.sheet().cell(tag)
        self.settle()
        left = [seat for seat in self.sheet().seats if seat.tag == tag and seat.unsettled]
        seen = [seat.seen for seat in waiting if seat.seen is not None]
        fell = max(0, max(seen, default=0) - cell) if cell is not None and seen else 0
        oldest = sorted(waiting, key=lambda seat: seat.row_id)
        assert [s.thread for s in sorted(left, key=lambda seat: seat.row_id)] == [
            seat.thread for seat in oldest[fell:]
        ]

    @rule(data=st.data())
    def change_a_tag(self, data: st.DataObject) -> None:
        rows = self.google.tabs.get("Seats", [])[1:]
        if rows:
            row = data.draw(st.sampled_from(rows))
            row[self.google.tabs["Seats"][0].index("clantag")] = data.draw(st.sampled_from(TAGS))

    @rule(under=st.booleans(), column=st.sampled_from(FIELDS))
    def sort(self, under: bool, column: str) -> None:
        """Now, or under the next write."""

        def act(tabs: dict[str, list[list[Any]]]) -> None:
            rows = tabs.get("Seats", [])
            if rows and column in rows[0]:
                place = rows[0].index(column)
                rows[1:] = sorted(rows[1:], key=lambda row: str([*row, *[""] * 20][place]))

        if under:
            self.google.before_write.append(act)
        else:
            act(self.google.tabs)

    @rule(first=st.integers(0, 10), second=st.integers(0, 10))
    def move_columns(self, first: int, second: int) -> None:
        for row in self.google.tabs.get("Seats", []):
            row.extend([""] * (len(FIELDS) - len(row)))
            row[first], row[second] = row[second], row[first]

    @rule(data=st.data(), away=st.booleans())
    def delete_a_row(self, data: st.DataObject, away: bool) -> None:
        """While somebody looks, or while no process is there."""
        rows = self.google.tabs.get("Seats", [])
        if len(rows) > 1:
            del rows[data.draw(st.integers(1, len(rows) - 1))]
            self.known = {seat.thread for seat in self.sheet().seats}
        if away:
            self.begin_anew()

    @rule(data=st.data())
    def copy_a_row(self, data: st.DataObject) -> None:
        rows = self.google.tabs.get("Seats", [])
        if len(rows) > 1:
            rows.append(list(data.draw(st.sampled_from(rows[1:]))))

    @rule(data=st.data())
    def end_a_seat_by_hand_while_nobody_is_there(self, data: st.DataObject) -> None:
        rows = self.google.tabs.get("Seats", [])
        if len(rows) > 1:
            row = data.draw(st.sampled_from(rows[1:]))
            row[rows[0].index("state")] = "freed"
        self.begin_anew()

    @rule(n=st.integers(0, 1))
    def restart(self, n: int) -> None:
        self.processes[n] = Process(self.google, self.threads, self.clock)

    def begin_anew(self) -> None:
        self.processes = [Process(self.google, self.threads, self.clock) for _ in range(2)]

    def settle(self) -> None:
        """Both go round, twice: what one changed, the other sees."""
        for process in self.processes * 2:
            self.run(process.step())

    @invariant()
    def everything_agrees_in_the_end(self) -> None:
        if not self.processes:
            return
        self.settle()
        sheet = self.sheet()
        there = {seat.thread for seat in sheet.seats}
        assert self.known <= there, "no row is lost but by people"
        self.known = there
        assert not sheet.doubles or all(
            double.seat.state is SeatState.FREED for double in sheet.doubles
        )
        for tag in TAGS:
            cell = sheet.cell(tag)
            shown = seats_shown(sheet.seats, tag, cell or 0)
            assert shown.free >= 0
        for seat in sheet.seats:
            assert seat.state in {*SeatState}
            waits = seat.state is SeatState.QUEUED and seat.until is None
            if waits and (cell := sheet.cell(seat.tag)) is not None:
                assert not seats_shown(sheet.seats, seat.tag, cell).free, "it must be called"
            if seat.live:
                assert self.threads.cards[seat.thread][seat.card] == seat
            if seat.state in {SeatState.ASKED, SeatState.HELD, SeatState.CALLED}:
                assert seat.until is not None
                assert self.clock.now() < seat.until <= self.clock.now() + timedelta(days=7)
        for thread, cards in self.threads.cards.items():
            row = sheet.seat_of(thread)
            live = [card for card, shown in cards.items() if shown is not None and shown.live]
            assert live == ([row.card] if row is not None and row.live else []), (row, cards)


# Not made smaller: a failure of twenty steps is told at once, and shrinking it takes minutes.
Seats.TestCase.settings = settings(
    max_examples=20, stateful_step_count=20, deadline=None, phases=[Phase.explicit, Phase.generate]
)
TestSeats = Seats.TestCase
