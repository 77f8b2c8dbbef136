"""People keep their sheet as untidily as they like, between and during our reads and writes.

Two ledgers (two instances of the bot) write into it. In the end no ticket is there twice and none
is lost, no cell of people has changed, no header was overwritten, and what could not be written was
named. `--hypothesis-profile=long` goes through 2,000 histories.
"""

import asyncio
from collections import Counter
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import Outbox
from apps.welcomecrew.ledger.rows import (
    CLANTAG,
    CLOSED,
    PROMO_TAB,
    THREAD,
    TICKET,
    USERNAME,
    WELCOME_FIELDS,
    WELCOME_TAB,
    TicketRow,
)
from shared.sheets.cells import Cell, text_of, unread
from shared.sheets.headers import normalised
from tests.fakes.clock import ManualClock
from tests.fakes.shaken_workbook import Act, ShakenWorkbook

TABS = {"Sheet1": WELCOME_TAB, "Sheet4": PROMO_TAB}
TAGS = ["C1CE", "C1CM", "F-IT"]
THREADS = [1187000000000000000 + (number << 22) for number in range(6)]
# Two threads have one number, with the same opener and with another one.
NUMBERS = ["0042", "0042", "0042", "0043", "0044", "1042"]
NAMES = ["tom", "tom", "eve", "tom", "1987", "ann"]
SPELLINGS = {
    TICKET: ["ticket number", "Ticket Number:", "TICKET_NUMBER", "ticket\u200bnumber"],
    USERNAME: ["username", "User Name", "user-name"],
    CLANTAG: ["clantag", "Clan Tag", "CLAN TAG (ours)"],
    CLOSED: ["date closed", "Date Closed", "date_closed"],
    THREAD: ["thread", "Thread"],
}
PLACES = st.integers(0, 12)
Rows = list[list[Any]]


def padded(rows: Rows) -> Rows:
    width = max(map(len, rows), default=0)
    rows[:] = [[*row, *[""] * (width - len(row))] for row in rows]
    return rows


def name_of(cell: Cell) -> str:
    """Which of our headers a cell is."""
    words = normalised(text_of(cell)).replace(" ", "").removesuffix("ours")
    return next((name for name in WELCOME_TAB if name.replace(" ", "") == words), "")


class UntidySheet(RuleBasedStateMachine):
    """`theirs` is what people wrote, by a mark of its own; `wanted` is what we should have."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.clock = ManualClock()
        self.count = 0

    @initialize(boxes=st.booleans(), formula=st.booleans(), title=st.booleans(), old=st.booleans())
    def start(self, *, boxes: bool, formula: bool, title: bool, old: bool) -> None:
        """`old`: the sheet is from a time without threads; their column is added."""
        fields = WELCOME_FIELDS if old else WELCOME_TAB
        header = ["note", *fields, "done", "loud"]
        self.has_threads = not old
        rows: Rows = [header]
        if boxes:
            rows += [[*[""] * (len(header) - 2), False, ""] for _ in range(15)]
        if title:
            rows.insert(0, ["Our tickets"])
        self.formula = formula
        self.workbook = ShakenWorkbook({"Sheet1": rows, "Sheet4": [list(PROMO_TAB)]})
        self.workbook.after_write = self.calculate
        self.ledgers = [self.ledger() for _ in range(2)]
        self.wanted: dict[int, TicketRow] = {}
        self.theirs: dict[str, dict[str, Cell]] = {}
        self.notes: dict[int, str] = {}
        self.protected: set[str] = set()
        self.workbook.protected = self.is_protected
        self.hidden: list[tuple[str, str, str]] = []

    def ledger(self) -> Ledger:
        return Ledger(workbook=self.workbook, tabs=TABS, outbox=Outbox(bound=100), clock=self.clock)

    def teardown(self) -> None:
        try:
            if hasattr(self, "workbook"):
                for act in self.workbook.before_write:
                    act(self.workbook.tabs)
                self.workbook.before_write.clear()
                self.mend()
                self.calm()
                self.check()
        finally:
            self.loop.close()

    # -- the sheet

    @property
    def rows(self) -> Rows:
        return padded(self.workbook.tabs["Sheet1"])

    def header_index(self, rows: Rows) -> int:
        return next(i for i, row in enumerate(rows) if any(name_of(c) == TICKET for c in row))

    def columns(self, rows: Rows) -> dict[str, int]:
        header = rows[self.header_index(rows)]
        return {name_of(cell) or text_of(cell): index for index, cell in enumerate(header)}

    def below(self, rows: Rows) -> Rows:
        return rows[self.header_index(rows) + 1 :]

    def calculate(self) -> None:
        """A column of formulas beside ours: `=UPPER(tag)`, and each row its own number."""
        if not self.formula:
            return
        rows = self.rows
        if not any(name_of(cell) == TICKET for row in rows[:10] for cell in row):
            return
        at = self.columns(rows)
        if "loud" not in at or CLANTAG not in at:
            return
        for row in self.below(rows):
            row[at["loud"]] = text_of(row[at[CLANTAG]])

    def is_protected(self, _tab: str, row: list[Any]) -> bool:
        return any(text_of(cell) in self.protected for cell in row if cell != "")

    # -- the bot

    @rule(which=st.integers(0, 5), tag=st.sampled_from(TAGS), who=st.integers(0, 2))
    def close(self, which: int, tag: str, who: int) -> None:
        row = TicketRow(
            NUMBERS[which],
            NAMES[which],
            tag,
            f"2026-01-05 12:{which:02}",
            thread=str(THREADS[which]),
        )
        self.wanted[which] = row
        chosen = self.ledgers if who == 2 else [self.ledgers[who]]
        for ledger in self.ledgers:
            # What the other instance was told earlier is out of date; it learns the same soon.
            if ledger in chosen or ledger.status().waiting:
                self.run(self.submit(ledger, row))

    @rule(which=st.integers(0, 5), who=st.integers(0, 1))
    def correct_the_number(self, which: int, who: int) -> None:
        if which in self.wanted and self.quiet():
            self.wanted[which] = row = TicketRow(
                f"9{which:03}",
                NAMES[which],
                self.wanted[which].clantag,
                self.wanted[which].closed,
                thread=str(THREADS[which]),
            )
            self.run(self.submit(self.ledgers[who], row))

    async def submit(self, ledger: Ledger, row: TicketRow) -> None:
        ledger.submit("Sheet1", row)

    @rule(who=st.integers(0, 1))
    def write(self, who: int) -> None:
        self.run(self.ledgers[who].step())

    @rule()
    def write_at_once(self) -> None:
        async def both() -> None:
            await asyncio.gather(*(ledger.step() for ledger in self.ledgers))

        self.run(both())

    @rule(what=st.sampled_from(["ambiguous", "lost", "quota", "read"]))
    def fail_next(self, what: str) -> None:
        self.workbook.fail_next(what)

    # -- people, between

    @rule(place=PLACES)
    def add_a_row(self, place: int) -> None:
        """Somebody logs a ticket of an older time by hand, without a thread."""
        if not self.quiet():
            return
        self.count += 1
        mark = f"p{self.count}"
        rows = self.rows
        at = self.columns(rows)
        cells: dict[str, Cell] = {
            TICKET: 7000 + self.count,
            USERNAME: mark,
            CLANTAG: f"own{mark}",
            "note": f"n{mark}",
        }
        if "note" not in at:
            return
        row: list[Cell] = [""] * len(rows[0])
        for name, cell in cells.items():
            row[at[name]] = cell
        self.theirs[mark] = cells
        first = self.header_index(rows) + 1
        rows.insert(min(first + place, len(rows)), row)
        self.calculate()

    @rule(which=st.integers(0, 5))
    def write_beside(self, which: int) -> None:
        """A note in a column of their own, beside a ticket of ours that is settled."""
        rows = self.rows
        at = self.columns(rows)
        if which not in self.wanted or not self.quiet() or "note" not in at:
            return
        for row in self.below(rows):
            if row[at[THREAD]] == self.wanted[which].thread:
                self.count += 1
                row[at["note"]] = self.notes[which] = f"note{self.count}"
                return

    @rule(name=st.sampled_from(list(SPELLINGS)), spelling=PLACES, between=st.booleans())
    def respell_a_header(self, name: str, spelling: int, *, between: bool) -> None:
        words = SPELLINGS[name][spelling % len(SPELLINGS[name])]

        def act(tabs: dict[str, Rows]) -> None:
            rows = padded(tabs["Sheet1"])
            at = self.columns(rows)
            if name in at:
                rows[self.header_index(rows)][at[name]] = words

        self.do(act, between=between)

    @rule(between=st.booleans(), place=st.integers(0, 2))
    def insert_a_title(self, place: int, *, between: bool) -> None:
        def act(tabs: dict[str, Rows]) -> None:
            rows = padded(tabs["Sheet1"])
            if self.header_index(rows) < 6:
                rows.insert(min(place, self.header_index(rows)), [""] * len(rows[0]))

        self.do(act, between=between)

    @rule(between=st.booleans(), place=PLACES)
    def insert_a_column(self, place: int, *, between: bool) -> None:
        def act(tabs: dict[str, Rows]) -> None:
            rows = padded(tabs["Sheet1"])
            width = len(rows[0])
            for row in rows:
                row.insert(place % width, "")

        if len(self.rows[0]) < 14:
            self.do(act, between=between)

    @rule(between=st.booleans(), old=PLACES, new=PLACES)
    def move_a_column(self, old: int, new: int, *, between: bool) -> None:
        def act(tabs: dict[str, Rows]) -> None:
            rows = padded(tabs["Sheet1"])
            width = len(rows[0])
            for row in rows:
                row.insert(new % width, row.pop(old % width))

        self.do(act, between=between)

    @rule(between=st.booleans(), column=PLACES, down=st.booleans())
    def sort(self, column: int, *, between: bool, down: bool) -> None:
        def act(tabs: dict[str, Rows]) -> None:
            rows = padded(tabs["Sheet1"])
            first = self.header_index(rows) + 1
            width = len(rows[0])
            rows[first:] = sorted(
                rows[first:], key=lambda row: text_of(row[column % width]), reverse=down
            )
            self.calculate()

        self.do(act, between=between)

    @rule(between=st.booleans(), place=PLACES)
    def insert_a_blank_row(self, place: int, *, between: bool) -> None:
        def act(tabs: dict[str, Rows]) -> None:
            rows = padded(tabs["Sheet1"])
            first = self.header_index(rows) + 1
            rows.insert(min(first + place, len(rows)), [""] * len(rows[0]))

        self.do(act, between=between)

    @rule(between=st.booleans(), place=PLACES)
    def delete_a_row_of_theirs(self, place: int, *, between: bool) -> None:
        if not self.theirs or not self.quiet():
            return
        mark = sorted(self.theirs)[place % len(self.theirs)]
        del self.theirs[mark]

        def act(tabs: dict[str, Rows]) -> None:
            rows = tabs["Sheet1"]
            rows[:] = [row for row in rows if mark not in row]

        self.do(act, between=between)

    @rule(which=st.integers(0, 5))
    def delete_a_row_of_ours(self, which: int) -> None:
        """It is no longer wanted then: whoever deletes a row means it."""
        if which in self.wanted and self.quiet():
            thread = self.wanted.pop(which).thread
            self.notes.pop(which, None)
            rows = self.workbook.tabs["Sheet1"]
            rows[:] = [row for row in rows if thread not in row]

    @rule(which=st.integers(0, 5))
    def give_a_number_a_format(self, which: int) -> None:
        """The cell turns into the number that it shows."""
        rows = self.rows
        at = self.columns(rows)
        if which in self.wanted and self.quiet():
            for row in self.below(rows):
                if row[at[THREAD]] == self.wanted[which].thread:
                    row[at[TICKET]] = float(self.wanted[which].ticket)

    @rule(which=st.integers(0, 5))
    def protect(self, which: int) -> None:
        self.protected.add(str(THREADS[which]))

    @rule(points=st.booleans())
    def google_points(self, *, points: bool) -> None:
        self.workbook.points_out = points

    @rule(which=st.integers(0, 5), name=st.sampled_from([TICKET, CLANTAG, USERNAME]))
    def an_error_appears(self, which: int, name: str) -> None:
        """A formula of theirs stands in a cell of ours and breaks."""
        rows = self.rows
        at = self.columns(rows)
        if which not in self.wanted or not self.quiet() or name not in at:
            return
        for row in self.below(rows):
            if row[at[THREAD]] == self.wanted[which].thread and not unread(row[at[name]]):
                self.hidden.append((self.wanted[which].thread, name, row[at[name]]))
                row[at[name]] = "#REF!"

    @precondition(lambda self: self.hidden or self.protected)
    @rule()
    def mend(self) -> None:
        """Somebody mends the errors and takes the protection away."""
        self.protected.clear()
        rows = self.rows
        at = self.columns(rows)
        for thread, name, cell in self.hidden:
            for row in self.below(rows):
                if row[at[THREAD]] == thread and row[at[name]] == "#REF!":
                    row[at[name]] = cell
        self.hidden.clear()
        self.calculate()

    def do(self, act: Act, *, between: bool) -> None:
        """One upheaval at a time; the next when both ledgers have looked at what it did."""
        if not self.quiet():
            return
        if between:
            self.workbook.before_write.append(act)
        else:
            act(self.workbook.tabs)

    def quiet(self) -> bool:
        waiting = any(ledger.status().waiting for ledger in self.ledgers)
        return not waiting and not self.workbook.before_write

    # -- what must hold

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    @rule()
    def calm_down(self) -> None:
        self.calm()

    def calm(self) -> None:
        for _ in range(16):
            for ledger in self.ledgers:
                self.clock.move(4000)
                self.run(ledger.step())
            if not any(ledger.status().waiting for ledger in self.ledgers):
                break
        for ledger in self.ledgers:
            for _ in range(8):
                self.run(ledger.step())
            status = ledger.status()
            if status.waiting:
                named = {(each.tab, each.ticket) for each in status.troubles}
                assert named, "something waits, and nobody is told why"
                assert self.protected or self.hidden

    @invariant()
    def the_headers_stay(self) -> None:
        if not hasattr(self, "workbook") or self.workbook.before_write or not self.quiet():
            return
        rows = self.rows
        header = rows[self.header_index(rows)]
        names = Counter(name_of(cell) or text_of(cell) for cell in header if cell != "")
        self.has_threads = self.has_threads or THREAD in names
        fields = WELCOME_TAB if self.has_threads else WELCOME_FIELDS
        assert names == Counter(["note", *fields, "done", "loud"]), rows

    def check(self) -> None:
        rows = self.rows
        at = self.columns(rows)
        below = self.below(rows)
        assert THREAD in at or not self.wanted, "each row of ours names its thread"
        threads = Counter(text_of(row[at[THREAD]]) for row in below if THREAD in at)
        for which, wanted in self.wanted.items():
            assert threads[wanted.thread] == 1, rows
            (row,) = (row for row in below if row[at[THREAD]] == wanted.thread)
            assert text_of(row[at[TICKET]]).zfill(4) == wanted.ticket, rows
            assert row[at[USERNAME]] == wanted.username, rows
            assert row[at[CLANTAG]] == wanted.clantag, rows
            assert row[at[CLOSED]] == wanted.closed, rows
            assert row[at["note"]] == self.notes.get(which, ""), rows
        for mark, cells in self.theirs.items():
            (row,) = (row for row in below if row[at[USERNAME]] == mark)
            assert {name: row[at[name]] for name in cells} == cells, rows
            assert row[at[CLOSED]] == "", rows
            assert THREAD not in at or row[at[THREAD]] == "", rows
        kept = {*self.notes.values(), *(f"n{mark}" for mark in self.theirs), ""}
        assert {row[at["note"]] for row in below} <= kept, rows
        assert {row[at["done"]] for row in below} <= {"", False}, rows
        if self.formula:
            assert all(row[at["loud"]] == text_of(row[at[CLANTAG]]) for row in below), rows
        else:
            assert not any(row[at["loud"]] for row in below), rows
        ours = [row for row in below if row[at[TICKET]] != ""]
        assert len(ours) == len(self.wanted) + len(self.theirs), rows


_MANY = settings.default.max_examples > 100 if settings.default else False

UntidySheet.TestCase.settings = settings(
    max_examples=2000 if _MANY else 25,
    stateful_step_count=30,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
# The long profile takes minutes, and longer still where it has a failure to explain.
TestUntidySheet = pytest.mark.timeout(0 if _MANY else 120)(UntidySheet.TestCase)
