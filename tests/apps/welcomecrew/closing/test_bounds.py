"""Over every bound: nothing that holds a ticket is dropped. It waits, and is counted."""

import asyncio
from datetime import UTC, datetime
from itertools import pairwise
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import discord

from apps.welcomecrew.clan_tags.source import ClanTags
from apps.welcomecrew.closing.case import MOST_SIGNALS, Case, Doing, Event
from apps.welcomecrew.closing.deeds import Deeds
from apps.welcomecrew.closing.desk import MOST_IDLE, Desk
from apps.welcomecrew.closing.lifecycle import Signal, State
from apps.welcomecrew.closing.patience import Patience
from apps.welcomecrew.closing.sender import RowSender
from apps.welcomecrew.ledger.ledger import Ledger
from apps.welcomecrew.ledger.outbox import Outbox
from apps.welcomecrew.reading.people import People
from apps.welcomecrew.reading.speakers import Speakers
from apps.welcomecrew.threads.own_edits import MOST_EDITS, OwnEdits
from apps.welcomecrew.threads.rename import Renamer
from apps.welcomecrew.tickets.scope import Channel, Scope
from apps.welcomecrew.tickets.ticket import Kind, Ticket
from apps.welcomecrew.watch.nearly import NearlyAnswered
from apps.welcomecrew.watch.signals import MOST_THREADS, Signals
from shared.chat.person import Person
from shared.tickets.tags import KnownTags
from tests.fakes.clock import ManualClock, settle
from tests.fakes.shaken_workbook import ShakenWorkbook

WELCOME = 7
CHANNEL = Channel(Kind.WELCOME, WELCOME, "Sheet1", watched=True, scanned=True, needs_marker=False)
SCOPE = Scope({WELCOME: CHANNEL}, ZoneInfo("UTC"), infer_tags=True)


def desk_of(most_cases: int) -> Desk:
    return Desk(
        scope=SCOPE,
        may_answer=lambda _person, _asked: True,
        guild_of=lambda _: 1,
        most_cases=most_cases,
    )


def at_work(desk: Desk, *threads: int) -> None:
    """Tickets that can't be forgotten: each waits for its row."""
    for thread in threads:
        desk.signal(thread, WELCOME, Event(Signal.CLOSE_MARKER))
        case = desk.known(thread)
        assert case is not None
        case.state = State.WRITING


async def test_a_newcomer_is_never_the_one_that_is_forgotten() -> None:
    desk = desk_of(5000)
    at_work(desk, *range(1, 3 * MOST_IDLE))
    assert desk.status().pending == 3 * MOST_IDLE - 1
    await desk.close()


async def test_what_the_desk_has_no_room_for_is_counted_and_looked_for_again() -> None:
    desk = desk_of(4)
    at_work(desk, 1, 2, 3, 4)
    desk.signal(5, WELCOME, Event(Signal.CLOSE_MARKER))
    desk.signal(5, WELCOME, Event(Signal.ARCHIVED))
    assert desk.known(5) is None
    assert (desk.status().outside, desk.status().pending) == (1, 5)
    assert not desk.owes_a_round
    await settle()
    for thread in (1, 2, 3):
        case = desk.known(thread)
        assert case is not None
        case.state = State.DONE
    assert desk.owes_a_round
    desk.begin_round()
    desk.signal(5, WELCOME, Event(Signal.RESTARTED))
    assert desk.known(5) is not None
    assert desk.status().outside == 0
    await desk.close()


async def test_questions_make_room_before_a_close_is_turned_away() -> None:
    desk = desk_of(3)
    at_work(desk, 1, 2, 3)
    await settle()
    case = desk.known(2)
    assert case is not None
    case.state, case.question_id = State.ASKED, 99
    desk.signal(4, WELCOME, Event(Signal.CLOSE_MARKER))
    assert desk.known(4) is not None
    assert desk.known(2) is None
    await desk.close()


async def test_rows_over_the_bound_of_the_outbox_wait_for_room() -> None:
    clock = ManualClock()
    workbook = ShakenWorkbook({"Sheet1": [[]], "clanlist": [["clantag"], ["NOX"]]})
    ledger = Ledger(
        workbook=workbook,
        tabs={"Sheet1": ("ticket number", "username", "clantag", "date closed")},
        outbox=Outbox(bound=2),
        clock=clock,
    )
    tags = ClanTags(workbook, tab="clanlist", fallback_column=1, ttl=1e6, clock=clock)
    sender = RowSender(
        scope=SCOPE,
        ledger=ledger,
        clan_tags=tags,
        deeds=Deeds(clock),
        clock=clock,
        post=lambda _case, _event: None,
    )
    cases = [Case(number, 1, CHANNEL) for number in range(1, 8)]
    for case in cases:
        case.ticket = Ticket(
            kind=Kind.WELCOME,
            number=f"{case.thread_id:04}",
            username="tom",
            tag="NOX",
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
            closed_at=datetime(2026, 1, 2, tzinfo=UTC),
        )
        await sender.write(case)
    waiting = [case for case in cases if case.owed is not None]
    assert len(waiting) == 5
    assert all(not case.idle and case.trouble for case in waiting)
    writing = asyncio.create_task(ledger.run())
    await clock.advance(600)
    assert sorted(row[0] for row in workbook.tabs["Sheet1"][1:]) == [f"000{n}" for n in range(1, 8)]
    assert not any(case.trouble for case in cases)
    writing.cancel()
    await tags.close()


def test_a_full_inbox_keeps_what_people_and_bots_did() -> None:
    """A crowd that types tags hides neither the close nor the deletion."""
    case = Case(1, 1, CHANNEL)
    case.take(Event(Signal.CLOSE_MARKER))
    for number in range(3 * MOST_SIGNALS):
        by = Person(number)
        case.take(Event(Signal.TAG_TYPED, tag="NOX", by=by))
    case.take(Event(Signal.DELETED))
    signals = [event.signal for event in case.inbox]
    assert len(signals) <= MOST_SIGNALS
    assert signals[0] is Signal.CLOSE_MARKER
    assert Signal.RESTARTED in signals
    assert signals[-1] is Signal.DELETED


def test_an_edit_that_is_under_way_is_never_forgotten() -> None:
    clock = ManualClock()
    edits = OwnEdits(clock)
    with edits.editing(1, archived=False):
        clock.move(3600)
        for thread in range(2, MOST_EDITS + 100):
            edits.expect(thread, archived=True)
        assert edits.archived(1, False)


def test_an_edit_that_is_under_way_keeps_no_other_from_being_forgotten() -> None:
    edits = OwnEdits(ManualClock())
    with edits.editing(1, archived=False):
        for thread in range(2, MOST_EDITS + 100):
            edits.expect(thread, archived=True)
        assert not edits.archived(2, True)
        assert edits.archived(MOST_EDITS, True)


def test_each_edit_of_ours_has_one_echo() -> None:
    edits = OwnEdits(ManualClock())
    edits.expect(1, archived=False)
    assert edits.archived(1, False)
    assert not edits.archived(1, False)


async def test_what_signals_remember_of_threads_is_bounded() -> None:
    """The oldest go, except for a thread whose ticket is at work."""
    clock, desk = ManualClock(), desk_of(5000)
    at_work(desk, 1)
    await settle()
    edits = OwnEdits(clock)
    signals = Signals(
        scope=SCOPE,
        desk=desk,
        own_edits=edits,
        renamer=Renamer(clock=clock, own_edits=edits),
        speakers=Speakers(
            client=discord.Client(intents=discord.Intents.none()),
            ticket_bot_ids=(),
            sibling_id=None,
            people=cast("People", None),
        ),
        nearly=cast("NearlyAnswered", None),
        tags=KnownTags,
        person=lambda _user, _guild: Person(0),
        clock=clock,
    )
    for number in range(1, 3 * MOST_THREADS):
        thread = cast("discord.Thread", SimpleNamespace(id=number, name=f"{number:04}-tom"))
        signals.made(thread)
    assert signals.remembered == MOST_THREADS
    # Its name is known still: another name than that is a renaming.
    signals.updated(1, WELCOME, {"name": "0001-tom-NOX"}, was_open=True)
    case = desk.known(1)
    assert case is not None
    assert [event.name for event in case.inbox] == ["0001-tom-NOX"]
    await desk.close()


async def test_what_goes_on_failing_is_tried_ever_more_rarely() -> None:
    """Each try looks at the thread first, which goes well, and is no reason to hurry."""
    clock = ManualClock()
    tries: list[float] = []
    patience = Patience(clock=clock, post=lambda _case, _event: tries.append(clock.monotonic()))
    case, began = Case(1, 1, CHANNEL), clock.monotonic()
    for _ in range(4):
        case.went_well(Doing.LOOKING)
        patience.later(case, "may not speak there", Doing.ASKING)
        tried = len(tries)
        while len(tries) == tried:
            await clock.advance(1)
    pauses = [round(later - sooner) for sooner, later in pairwise([began, *tries])]
    assert pauses == [5, 10, 20, 40]
    case.went_well(Doing.ASKING)
    assert not case.trouble
    assert case.failures == 0
