"""Figures of given transcripts, beside those worked out by hand."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from apps.welcomecrew.ledger.rows import TicketRow
from apps.welcomecrew.morning.rules.figures import Outcome, Share, TicketStory, figures
from apps.welcomecrew.morning.rules.period import NoPeriod, Period, period_in, week_before
from apps.welcomecrew.morning.rules.stories import story_of, story_of_row
from apps.welcomecrew.morning.rules.table import table_of
from apps.welcomecrew.morning.rules.talk import Thread, talk_of
from apps.welcomecrew.tickets.parties import Standing
from apps.welcomecrew.tickets.ticket import EmbedText, ThreadMessage
from shared.timing.zones import zone

VIENNA = zone("Europe/Vienna")
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
BOT, OURS, TOMAS, YARA, MIRA = (800_000_000_000_000_000 + n for n in range(5))
WREN = 810_000_000_000_000_000
GONE = 820_000_000_000_000_000
STANDINGS = {
    BOT: Standing.BOT,
    OURS: Standing.BOT,
    TOMAS: Standing.STAFF,
    YARA: Standing.STAFF,
    MIRA: Standing.STAFF,
    WREN: Standing.MEMBER,
}
Said = tuple[float, int, str]
"""Hours after the opening, who, and what."""


def close(by: int) -> str:
    return f"Ticket closed by <@{by}>"


@dataclass(frozen=True)
class Case:
    """A transcript, its row, and what it comes to by hand."""

    of: str
    opened_h: float
    """Hours after Monday."""
    said: list[Said] = field(default_factory=list[Said])
    opener: int = WREN
    row: tuple[str, float] | None = None
    """Tag, and hours from the opening to the close that the row tells."""
    shut: bool = False
    asleep: bool = False
    outcome: Outcome = Outcome.OPEN
    answer_h: float | None = None
    placing_h: float | None = None
    recruiter: int = 0


CASES = [
    Case(
        "answered, placed, closed by whom the marker names",
        8,
        [(0.5, WREN, "hi"), (2, TOMAS, "hello"), (30, BOT, close(TOMAS))],
        row=("AVX", 30),
        shut=True,
        outcome=Outcome.PLACED,
        answer_h=2,
        placing_h=30,
        recruiter=TOMAS,
    ),
    Case(
        "a gap of four days before the first answer",
        10,
        [(1, WREN, "hi"), (50, WREN, "anybody?"), (97, YARA, "sorry!"), (120, BOT, close(YARA))],
        row=("AVX", 120),
        shut=True,
        outcome=Outcome.PLACED,
        answer_h=97,
        placing_h=120,
        recruiter=YARA,
    ),
    Case(
        "bots greet and remind; that is no answer",
        12,
        [(0, OURS, "Reminder"), (3, BOT, "Still there?"), (5, TOMAS, "now me")],
        outcome=Outcome.OPEN,
        answer_h=5,
    ),
    Case(
        "staff who is the recruit does not answer themselves",
        14,
        [(1, MIRA, "my second account"), (6, YARA, "fine"), (20, BOT, close(YARA))],
        opener=MIRA,
        row=("EMB", 20),
        shut=True,
        outcome=Outcome.PLACED,
        answer_h=6,
        placing_h=20,
        recruiter=YARA,
    ),
    Case(
        "closed by the recruit: whoever answered the question placed them",
        16,
        [
            (1, TOMAS, "welcome"),
            (9, BOT, close(WREN)),
            (10, OURS, f"✅ `EMB`, says <@{YARA}>. Thank you!"),
        ],
        row=("EMB", 9),
        shut=True,
        outcome=Outcome.PLACED,
        answer_h=1,
        placing_h=9,
        recruiter=YARA,
    ),
    Case(
        "no clan",
        20,
        [(4, TOMAS, "what level?"), (60, BOT, close(TOMAS))],
        row=("NONE", 60),
        shut=True,
        outcome=Outcome.NO_CLAN,
        answer_h=4,
        recruiter=TOMAS,
    ),
    Case(
        "left before anybody answered",
        24,
        [(1, GONE, "hi"), (48, BOT, close(MIRA))],
        opener=GONE,
        row=("left", 48),
        shut=True,
        outcome=Outcome.LEFT,
        recruiter=MIRA,
    ),
    Case(
        "a marker and no row yet",
        30,
        [(2, YARA, "hi"), (8, BOT, close(YARA))],
        outcome=Outcome.UNTOLD,
        answer_h=2,
        recruiter=YARA,
    ),
    Case(
        "archived by somebody, no row",
        33,
        [(3, TOMAS, "hi")],
        shut=True,
        outcome=Outcome.UNTOLD,
        answer_h=3,
    ),
    Case(
        "asleep is not closed",
        36,
        [(12, TOMAS, "hi")],
        shut=True,
        asleep=True,
        outcome=Outcome.OPEN,
        answer_h=12,
    ),
    Case(
        "whoever left the server was no staff that is known",
        40,
        [(1, GONE, "hi, I help"), (11, MIRA, "so do I")],
        outcome=Outcome.OPEN,
        answer_h=11,
    ),
    Case("nobody wrote at all", 44, outcome=Outcome.OPEN),
    Case(
        "opened in the week, closed after it",
        150,
        [(2, TOMAS, "hi"), (100, BOT, close(TOMAS))],
        row=("AVX", 100),
        shut=True,
        outcome=Outcome.PLACED,
        answer_h=2,
        placing_h=100,
        recruiter=TOMAS,
    ),
    Case(
        "opened before the week, placed in it",
        -40,
        [(1, YARA, "hi"), (60, BOT, close(YARA))],
        row=("EMB", 60),
        shut=True,
        outcome=Outcome.PLACED,
        answer_h=1,
        placing_h=60,
        recruiter=YARA,
    ),
]


def hours(value: float | None) -> timedelta | None:
    return None if value is None else timedelta(hours=value)


def story(case: Case) -> TicketStory:
    opened = MONDAY + timedelta(hours=case.opened_h)
    thread = Thread(
        id=900_000_000_000_000_000 + CASES.index(case),
        name="0042-user",
        channel_id=1,
        number="0042",
        created_at=opened,
        owner_id=BOT,
        version=1,
        shut=case.shut,
        asleep=case.asleep,
        archived_at=opened + timedelta(hours=200) if case.shut else None,
    )
    greeting = ThreadMessage(opened, f"Welcome <@{case.opener}>!", id=1, author_id=BOT, by_bot=True)
    messages = [greeting] + [
        ThreadMessage(
            opened + timedelta(hours=at),
            "" if who == BOT else words,
            embeds=(EmbedText(description=words),) if who == BOT else (),
            id=10 + number,
            author_id=who,
            by_bot=who in {BOT, OURS},
            is_ours=who == OURS,
            # Edits are no new words, whoever makes them.
            edited_at=opened + timedelta(hours=at + 500) if who in {WREN, TOMAS} else None,
        )
        for number, (at, who, words) in enumerate(case.said)
    ]
    row = None
    if case.row is not None:
        tag, closed_h = case.row
        closed = (opened + timedelta(hours=closed_h)).astimezone(VIENNA)
        row = TicketRow("0042", "user", tag, f"{closed:%Y-%m-%d %H:%M}")
    talk = talk_of(thread, messages, STANDINGS, questions={})
    return story_of(thread, talk, row, STANDINGS, VIENNA)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.of)
def test_a_transcript_by_hand(case: Case) -> None:
    found = story(case)
    assert found.outcome is case.outcome
    assert found.recruiter_id == case.recruiter
    opened = MONDAY + timedelta(hours=case.opened_h)
    answer = found.first_answer_at and found.first_answer_at - opened
    assert answer == hours(case.answer_h)
    if case.placing_h is not None:
        assert found.closed_at == opened + timedelta(hours=case.placing_h)


def test_the_week_by_hand() -> None:
    week = MONDAY, MONDAY + timedelta(days=7)
    found = figures(map(story, CASES), *week)
    assert found.opened == 13  # all but the one of the week before
    assert found.closed == {
        Outcome.PLACED: 5,  # not the one that was closed after the week
        Outcome.NO_CLAN: 1,
        Outcome.LEFT: 1,
        Outcome.UNTOLD: 1,  # the other one was archived 200 hours later
    }
    # 1, 2, 2, 2, 3, 4, 5, 6, 11, 12, 97 hours
    assert found.to_answer == timedelta(hours=4)
    # 9, 20, 30, 60, 120 hours
    assert found.to_placing == timedelta(hours=30)
    assert found.by_clan == (
        ("EMB", Share(3, timedelta(hours=1), timedelta(hours=20))),
        ("AVX", Share(2, timedelta(hours=49.5), timedelta(hours=75))),
    )
    assert found.by_recruiter == (
        (YARA, Share(4, timedelta(hours=3.5), timedelta(hours=40))),
        (TOMAS, Share(1, timedelta(hours=2), timedelta(hours=30))),
    )


def test_a_row_without_a_thread_counts_where_it_was_closed() -> None:
    row = TicketRow("0042", "user", "AVX", "2026-11-17 10:00")
    found = figures([story_of_row(row, VIENNA)], MONDAY, MONDAY + timedelta(days=7))
    assert (found.opened, found.closed[Outcome.PLACED]) == (0, 1)
    assert found.by_clan == (("AVX", Share(1, None, None)),)


def test_a_row_of_a_deleted_thread_still_tells_when_it_was_opened() -> None:
    # 1439640000000000000 was made on 16 November 2025.
    row = TicketRow("0042", "user", "AVX", "2025-11-18 10:00", thread="1439640000000000000")
    opened = story_of_row(row, VIENNA).opened_at
    assert opened is not None
    assert opened.date().isoformat() == "2025-11-16"


def test_the_table_runs_no_formula_and_rounds_no_id() -> None:
    row = TicketRow("0042", "user", "=HYPERLINK(1)", "2026-11-17 10:00")
    one = story_of_row(row, VIENNA)
    lines = list(table_of(figures([one, story(CASES[0])], MONDAY, MONDAY + timedelta(days=7))))
    assert [line[:2] for line in lines[2:]] == [
        ("clan", "'=HYPERLINK(1)"),
        ("clan", "AVX"),
        ("recruiter", f"id {TOMAS}"),
    ]
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize(
    ("text", "days"), [("", 30), ("30d", 30), ("7", 7), (" 4W ", 28), ("400d", 400)]
)
def test_a_period(text: str, days: int) -> None:
    assert period_in(text, MONDAY) == Period(MONDAY - timedelta(days=days), MONDAY)


@pytest.mark.parametrize("text", ["0d", "401d", "-3d", "a week", "3 d 2", "٣d"])
def test_no_period(text: str) -> None:
    with pytest.raises(NoPeriod, match="`30d`"):
        period_in(text, MONDAY)


def test_the_week_before_a_monday_is_whole_though_clocks_change() -> None:
    # Summer time ended on Sunday, 25 October 2026.
    week = week_before(datetime(2026, 10, 26).date(), VIENNA)  # noqa: DTZ001 - a day
    assert week is not None
    assert week.until - week.since == timedelta(days=7, hours=1)
    assert week_before(datetime(2026, 10, 27).date(), VIENNA) is None  # noqa: DTZ001 - a day
