"""People, lost answers and a second writer between read and write: one right row in the end."""

import asyncio
from collections import Counter

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import Outbox
from apps.welcomecrew.ledger.rows import PROMO_FIELDS, WELCOME_FIELDS, TicketRow
from tests.fakes.clock import ManualClock
from tests.fakes.shaken_workbook import Act, ShakenWorkbook

TABS = {"Sheet1": WELCOME_FIELDS, "Sheet4": PROMO_FIELDS}
TAGS = ["", "C1CE", "C1CM", "F-IT"]
TICKETS = [f"{number:04}" for number in range(8)]
PLACES = st.integers(0, 20)


def ledger_on(workbook: ShakenWorkbook) -> Ledger:
    return Ledger(
        workbook=workbook,
        tabs=TABS,
        outbox=Outbox(bound=100),
        clock=ManualClock(),
        gather_seconds=0,
    )


def padded(tabs: dict[str, list[list[str]]]) -> list[list[str]]:
    rows = tabs["Sheet1"]
    rows[:] = [[*row, *[""] * (len(rows[0]) - len(row))] for row in rows]
    return rows


class ShakenSheet(RuleBasedStateMachine):
    """Two ledgers (two instances of the bot) write to one workbook while people work in it."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.notes: dict[str, str] = {}
        self.people = 0

    @initialize()
    def start(self) -> None:
        self.workbook = ShakenWorkbook(
            {"Sheet1": [["note", *WELCOME_FIELDS]], "Sheet4": [[*PROMO_FIELDS, "note"]]}
        )
        self.ledgers = [ledger_on(self.workbook), ledger_on(self.workbook)]
        self.wanted: dict[str, TicketRow] = {}
        self.foreign: dict[str, dict[str, str]] = {}

    def teardown(self) -> None:
        try:
            if hasattr(self, "workbook"):
                self.loop.run_until_complete(self._calm())
                self._check()
        finally:
            self.loop.close()

    @rule()
    def calm_down(self) -> None:
        self.loop.run_until_complete(self._calm())

    @rule(
        ticket=st.sampled_from(TICKETS[:3]),
        tag=st.sampled_from(TAGS[1:]),
        who=st.integers(0, 2),
        upheaval=st.sampled_from(["sort", "move", "insert"]),
        one=st.integers(0, 4),
        other=st.integers(0, 4),
    )
    def close_amid_upheaval(
        self, *, ticket: str, tag: str, who: int, upheaval: str, one: int, other: int
    ) -> None:
        """The likeliest harm: a row is updated while somebody moves things under the write."""
        self.calm_down()
        match upheaval:
            case "sort":
                self.sort(column=one, between=True, up=bool(other % 2))
            case "move":
                self.move_column(old=one, new=other, between=True)
            case _:
                self.insert_blank_row_between(place=one)
        self.close(ticket=ticket, tag=tag, who=who)
        self.write(who=who % 2)

    async def _calm(self) -> None:
        for _ in range(12):
            for ledger in self.ledgers:
                await ledger.step()
        assert [ledger.status().waiting for ledger in self.ledgers] == [0, 0]

    @rule(ticket=st.sampled_from(TICKETS), tag=st.sampled_from(TAGS), who=st.integers(0, 2))
    def close(self, ticket: str, tag: str, who: int) -> None:
        known = self.wanted.get(ticket)
        tag = tag or (known.clantag if known else "")
        row = TicketRow(ticket, f"user{ticket}", tag, f"2026-01-05 12:{ticket[-2:]}")
        self.wanted[ticket] = row
        both = who == len(self.ledgers)
        for ledger in self.ledgers if both else [self.ledgers[who]]:
            self.loop.run_until_complete(self._submit(ledger, row))
        if not both:
            # What the other instance was told earlier is out of date; it learns the same soon.
            other = self.ledgers[1 - who]
            if other.status().waiting:
                self.loop.run_until_complete(self._submit(other, row))

    async def _submit(self, ledger: Ledger, row: TicketRow) -> None:
        ledger.submit("Sheet1", row)

    @rule(who=st.integers(0, 1))
    def write(self, who: int) -> None:
        self.loop.run_until_complete(self.ledgers[who].step())

    @rule()
    def write_at_once(self) -> None:
        async def both() -> None:
            await asyncio.gather(*(ledger.step() for ledger in self.ledgers))

        self.loop.run_until_complete(both())

    @rule(what=st.sampled_from(["ambiguous", "lost", "quota", "down", "read"]))
    def fail_next(self, what: str) -> None:
        self.workbook.fail_next(what)

    @rule(place=PLACES)
    def insert_row(self, place: int) -> None:
        if not self._quiet():
            return
        self.people += 1
        name = f"p{self.people}"
        ticket = f"9{self.people % 1000:03}"
        theirs = {"username": name, "clantag": f"own{name}", "note": f"n{name}"}
        self.foreign[ticket] = theirs
        rows = self.workbook.tabs["Sheet1"]
        cells = {**theirs, "ticket number": ticket, "date closed": "2020"}
        rows.insert(1 + place % len(rows), [cells.get(header, "") for header in rows[0]])

    @rule(place=PLACES)
    def insert_blank_row_between(self, place: int) -> None:
        """A row of the sheet is inserted empty; nobody fills it within the same instant."""

        def act(tabs: dict[str, list[list[str]]]) -> None:
            rows = tabs["Sheet1"]
            rows.insert(1 + place % len(rows), [""] * len(rows[0]))

        self._between(act)

    @rule(place=PLACES)
    def delete_their_row_between(self, place: int) -> None:
        """Somebody removes a row of their own; all below it move up."""
        if not self.foreign or not self._quiet():
            return
        gone = sorted(self.foreign)[place % len(self.foreign)]
        del self.foreign[gone]

        def act(tabs: dict[str, list[list[str]]]) -> None:
            rows = padded(tabs)
            column = rows[0].index("ticket number")
            rows[:] = [row for row in rows if row[column] != gone]

        self._between(act)

    @rule(between=st.booleans(), column=st.integers(0, 4), up=st.booleans())
    def sort(self, column: int, *, between: bool, up: bool) -> None:
        def act(tabs: dict[str, list[list[str]]]) -> None:
            rows = padded(tabs)
            width = len(rows[0])
            rows[1:] = sorted(rows[1:], key=lambda row: row[column % width], reverse=up)

        self._do(act, between=between)

    @rule(between=st.booleans(), old=st.integers(0, 4), new=st.integers(0, 4))
    def move_column(self, old: int, new: int, *, between: bool) -> None:
        def act(tabs: dict[str, list[list[str]]]) -> None:
            rows = padded(tabs)
            width = len(rows[0])
            for row in rows:
                row.insert(new % width, row.pop(old % width))

        self._do(act, between=between)

    @rule(ticket=st.sampled_from(TICKETS))
    def annotate(self, ticket: str) -> None:
        """Somebody writes into their own column beside a ticket of ours that is settled."""
        if not self._quiet():
            return
        self.people += 1
        rows = padded(self.workbook.tabs)
        number, note = rows[0].index("ticket number"), rows[0].index("note")
        for row in rows[1:]:
            if row[number] == ticket:
                row[note] = self.notes[ticket] = f"note{self.people}"
                break

    def _do(self, act: Act, *, between: bool) -> None:
        if between:
            self._between(act)
        elif self._quiet():
            act(self.workbook.tabs)

    def _between(self, act: Act) -> None:
        """One upheaval at a time; the next when both ledgers have looked at what it did."""
        if self._quiet():
            self.workbook.before_write.append(act)

    def _quiet(self) -> bool:
        waiting = any(ledger.status().waiting for ledger in self.ledgers)
        return not waiting and not self.workbook.before_write

    @invariant()
    def the_header_stays(self) -> None:
        if hasattr(self, "workbook"):
            header = self.workbook.tabs["Sheet1"][0]
            assert sorted(header) == sorted(["note", *WELCOME_FIELDS])

    def _check(self) -> None:
        rows = padded(self.workbook.tabs)
        found = [dict(zip(rows[0], row, strict=False)) for row in rows[1:] if any(row)]
        count = Counter(row["ticket number"] for row in found)
        for ticket, row in self.wanted.items():
            assert count[ticket] == 1, rows
            (there,) = (each for each in found if each["ticket number"] == ticket)
            assert there["username"] == row.username
            assert there["clantag"] == row.clantag, rows
            assert there["date closed"] == row.closed
            assert there["note"] == self.notes.get(ticket, ""), rows
        for ticket, cells in self.foreign.items():
            assert count[ticket] == 1, rows
            (there,) = (each for each in found if each["ticket number"] == ticket)
            assert {k: there[k] for k in cells} == cells, rows
            assert there["date closed"] == "2020"


ShakenSheet.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestShakenSheet = ShakenSheet.TestCase


def test_what_another_instance_puts_right_is_not_undone_after_an_append() -> None:
    state = ShakenSheet()
    state.start()
    for ticket, column, tag, who in (("0001", 0, "C1CE", 0), ("0000", 0, "C1CE", 0)):
        state.close_amid_upheaval(
            ticket=ticket, tag=tag, who=who, upheaval="sort", one=column, other=0
        )
    state.close_amid_upheaval(ticket="0000", tag="C1CM", who=1, upheaval="sort", one=1, other=0)
    # The tag of the row that the first appends is also what the second one puts right elsewhere.
    state.close(ticket="0002", tag="C1CE", who=0)
    state.teardown()


def test_a_repair_that_got_lost_comes_again_where_the_column_stands_now() -> None:
    state = ShakenSheet()
    state.start()
    state.close(ticket="0000", tag="C1CM", who=0)
    state.calm_down()
    state.move_column(old=0, new=2, between=False)
    # The tag that is written lands in the column of notes, which is none of ours before or after.
    state.close_amid_upheaval(ticket="0000", tag="C1CE", who=0, upheaval="move", one=4, other=0)
    state.fail_next(what="lost")
    state.teardown()
