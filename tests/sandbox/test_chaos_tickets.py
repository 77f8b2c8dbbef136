"""The verdict on tickets: without any bot everything is wrong, and each repair is seen."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from sandbox.chaos import verdict, world
from sandbox.chaos.attention import Attention
from sandbox.chaos.histories import Histories
from sandbox.chaos.script import QuietPlan, TagFrom, TicketPlan
from sandbox.chaos.threads import QuietTicket
from sandbox.chaos.tickets import (
    PROMO_TAB,
    WELCOME_TAB,
    TicketLife,
    known_tags,
)
from sandbox.discord.scenes.sample_world import CLANMATCH
from sandbox.discord.tickets.markers import CloseShape, Voice
from sandbox.discord.tickets.ticket_bot import Ticket
from sandbox.server import Sandbox
from sandbox.sheets.sample import WELCOMECREW_ID
from shared.timing.clock import SystemClock

PLAN = TicketPlan(
    opened_at=0.0,
    closed_after=0.0,
    kind=Ticket.WELCOME,
    owner="Big-Bad-Wolf",
    private=True,
    shape=CloseShape.FIELD,
    tag_from=TagFrom.NAME,
    archive=True,
    lock=False,
    choice=0.0,
)
HEADERS = {
    WELCOME_TAB: ["ticket number", "username", "clantag", "date closed"],
    PROMO_TAB: ["type", "ticket number", "username", "clantag", "date closed", "thread created"],
}


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with Sandbox.open(seed=world.build) as opened:
        yield opened


async def lived(box: Sandbox, plan: TicketPlan) -> TicketLife:
    life = TicketLife(box, plan, known_tags(box), SystemClock())
    await life.live()
    return life


def problems(box: Sandbox, life: TicketLife) -> list[str]:
    return verdict.ticket_problems(life, verdict.Ledger(box))


def write_row(box: Sandbox, life: TicketLife, row: int) -> None:
    """By hand, as the bot should."""
    cells = life.expected().cells
    for column, header in enumerate(HEADERS[life.tab], 1):
        box.sheets.set_cell(WELCOMECREW_ID, life.tab, 1, column, header)
        # A quote keeps the text from being taken for a number or a date, as for any person.
        box.sheets.set_cell(WELCOMECREW_ID, life.tab, row, column, f"'{cells.get(header, '')}")


async def test_a_late_answer_of_clanmatch_may_have_opened_the_thread(box: Sandbox) -> None:
    life = await lived(box, replace(PLAN, private=False))
    write_row(box, life, 2)
    name = life.expected().name
    box.person("lead").edit_thread(life.thread_id, archived=False, name=name)
    assert len(problems(box, life)) == 1
    answer = "**C1CE** has two open spots"
    box.world.backend.create_message(life.thread_id, box.world.apps[CLANMATCH].user_id, answer)
    assert problems(box, life) == []


@pytest.mark.parametrize("kind", list(Ticket))
async def test_a_closed_ticket_needs_one_right_row_and_its_name(box: Sandbox, kind: Ticket) -> None:
    life = await lived(box, replace(PLAN, kind=kind))
    missing_row, wrong_name = problems(box, life)
    assert missing_row == f"ticket {life.number} (its name says so when it is closed): 0 rows"
    assert f"is named '{life.first_name}-C1CE' instead of 'Closed-" in wrong_name

    write_row(box, life, 2)
    box.person("lead").edit_thread(
        life.thread_id, archived=False, name=f"Closed-{life.number}-Big-Bad-Wolf-C1CE"
    )
    (still_open,) = problems(box, life)
    assert "not archived again" in still_open
    box.person("lead").edit_thread(life.thread_id, archived=True)
    assert problems(box, life) == []
    assert verdict.Ledger(box).strangers([life]) == []

    write_row(box, life, 3)
    (twice,) = problems(box, life)
    assert twice.endswith("2 rows")
    box.sheets.delete_row(WELCOMECREW_ID, life.tab, 3)
    box.sheets.set_cell(WELCOMECREW_ID, life.tab, 2, HEADERS[life.tab].index("clantag") + 1, "NOX")
    (wrong_tag,) = problems(box, life)
    assert wrong_tag.endswith("clantag is 'NOX' instead of 'C1CE'")


async def test_an_open_ticket_has_no_row(box: Sandbox) -> None:
    life = await lived(box, replace(PLAN, closed_after=None))
    assert problems(box, life) == []
    box.sheets.set_cell(WELCOMECREW_ID, WELCOME_TAB, 1, 1, "ticket number")
    box.sheets.set_cell(WELCOMECREW_ID, WELCOME_TAB, 2, 1, f"'{life.number}")
    (too_many,) = problems(box, life)
    assert too_many.endswith("is open and has 1 rows")
    (stranger,) = verdict.Ledger(box).strangers([life])
    assert "which nobody closed" in stranger


async def test_nothing_is_right_before_the_ticket_was_closed(box: Sandbox) -> None:
    """The storm may end before the last people have done what they are to do."""
    life = TicketLife(box, replace(PLAN, closed_after=60.0), known_tags(box), SystemClock())
    living = asyncio.create_task(life.live())
    await box.records.until(lambda: life.first_name != "")
    (waiting,) = problems(box, life)
    assert waiting.endswith("is not closed yet")
    living.cancel()


async def test_a_history_tells_what_happened_in_a_thread(box: Sandbox) -> None:
    histories = Histories(lambda: 12.3)
    box.subscribe(histories.hear)
    life = await lived(box, PLAN)
    lines = histories.of(life.thread_id)
    assert lines[0] == f"  12.3 s  thread '{life.first_name}' open"
    assert "posted by Big-Bad-Wolf: 'Hello! I play every day" in lines[3]
    assert lines[-1].endswith("-C1CE' archived")
    assert histories.of(1) == ()


async def test_questions_are_counted_by_need(box: Sandbox) -> None:
    known = await lived(box, PLAN)
    assert verdict.question_problems([known], {}) == []
    (needless,) = verdict.question_problems([known], {known.thread_id: 1})
    assert needless.endswith("asked 1 times for the tag, 0 would do")


@pytest.mark.parametrize("voice", list(Voice))
async def test_every_voice_closes_at_the_date_of_its_words(box: Sandbox, voice: Voice) -> None:
    life = await lived(box, replace(PLAN, voice=voice, talk=True, kind=Ticket.MOVE))
    said = box.world.backend.get_message(life.thread_id, life.close_id)
    assert (said.edited_timestamp is not None) is (voice in (Voice.DEFERRED, Voice.EDITED))
    assert life.closed_at == (said.edited_timestamp or said.timestamp)


async def test_of_a_deleted_ticket_one_row_is_right_and_none_may_be(box: Sandbox) -> None:
    life = await lived(box, replace(PLAN, deleted_after=0.0, kind=Ticket.MOVE))
    assert life.thread_id not in box.world.backend.channels
    assert problems(box, life) == []
    write_row(box, life, 2)
    assert problems(box, life) == []
    write_row(box, life, 3)
    (twice,) = problems(box, life)
    assert twice.endswith("2 rows")


async def test_of_a_ticket_that_was_heard_of_there_is_a_row_deleted_or_not(box: Sandbox) -> None:
    attention = Attention()
    plan = replace(PLAN, deleted_after=0.0)
    life = TicketLife(box, plan, known_tags(box), SystemClock(), attention=attention)
    await life.live()
    (missing,) = problems(box, life)
    assert missing.endswith("0 rows")
    attention.lapse(SystemClock().monotonic() + 5)
    assert problems(box, life) == []


async def test_what_was_locked_is_locked_again(box: Sandbox) -> None:
    life = await lived(box, replace(PLAN, lock=True))
    write_row(box, life, 2)
    name = f"Closed-{life.number}-Big-Bad-Wolf-C1CE"
    box.person("lead").edit_thread(life.thread_id, archived=False, locked=False)
    box.person("lead").edit_thread(life.thread_id, name=name, archived=True)
    (unlocked,) = problems(box, life)
    assert unlocked.endswith("not locked again")


async def test_a_quiet_ticket_stays_as_it_was(box: Sandbox) -> None:
    quiet = QuietTicket(box, QuietPlan(-100.0, Ticket.WELCOME, "Wren"))
    quiet.open()

    def wrong() -> list[str]:
        return verdict.quiet_problems(quiet, verdict.Ledger(box))

    (awake,) = wrong()
    assert awake.endswith("it was woken")
    box.world.backend.edit_thread(quiet.thread_id, archived=True)
    assert wrong() == []
    box.world.backend.edit_thread(quiet.thread_id, name=f"Closed-{quiet.number}-Wren-C1CE")
    box.sheets.set_cell(WELCOMECREW_ID, WELCOME_TAB, 1, 1, "ticket number")
    box.sheets.set_cell(WELCOMECREW_ID, WELCOME_TAB, 2, 1, f"'{quiet.number}")
    row, name = wrong()
    assert "1 rows, though nobody closed it" in row
    assert "is named 'Closed-" in name
