"""`!backfill_*` and `!dedupe_sheet`, as an admin sees them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from tests.behaviour.welcomecrew.tickets import Tickets, tickets


@asynccontextmanager
async def unwatched(**settings: Any) -> AsyncGenerator[tuple[Tickets, Any]]:
    async with tickets(enable_live_watch=False, **settings) as they:
        yield they, they.crew.person("ann", "admin")


async def closed(they: Tickets, *names: str) -> list[int]:
    threads = [await they.open(name) for name in names]
    for thread in threads:
        await they.close(thread)
        await they.archive(thread)
    return threads


async def test_a_backfill_logs_what_is_missing_and_again_writes_nothing() -> None:
    async with unwatched() as (they, admin):
        await closed(they, "0041-bob-nox", "0042-tom")
        await they.crew.ask(admin, "!backfill_tickets")
        await they.until(lambda: they.crew.said("Backfill done", "2 inserted"))
        assert sorted(row[:3] for row in they.rows()) == [
            ["0041", "bob", "NOX"],
            ["0042", "tom", ""],
        ]
        writes = they.crew.workbook.writes
        await they.crew.ask(admin, "!backfill_tickets")
        await they.until(lambda: they.crew.said("Backfill done", "2 unchanged"))
        assert they.crew.workbook.writes == writes


async def test_a_dry_run_posts_the_diff_and_writes_nothing() -> None:
    async with unwatched() as (they, admin):
        await closed(they, "0041-bob-nox", "lost and found")
        await they.crew.ask(admin, "!backfill_tickets dry")
        await they.until(lambda: they.crew.said("dry run) done", "1 to insert", "1 skipped"))
        file = they.crew.channel.last_message.attachments[0]
        text = (await file.read()).decode()
        assert "clantag: – → NOX" in text
        assert "no ticket number in the name" in text
        assert not they.rows()
        # Not even a tab that is missing.
        del they.crew.workbook.tabs["Sheet4"]
        before = len(they.crew.channel.history())
        await they.crew.ask(admin, "!backfill_tickets dry")
        await they.until(lambda: len(they.crew.channel.history()) == before + 3)
        assert they.crew.workbook.writes == 0


async def test_one_at_a_time_stopped_and_picked_up_again() -> None:
    async with unwatched() as (they, admin):
        await closed(they, *(f"{number:04}-bob-nox" for number in range(12)))
        they.crew.workbook.held.clear()
        await they.crew.ask(admin, "!backfill_tickets")
        answer = await they.crew.ask(admin, "!backfill_tickets")
        assert "running already" in answer.content
        answer = await they.crew.ask(admin, "!backfill_stop")
        assert "Stopping" in answer.content
        they.crew.workbook.held.set()
        await they.until(lambda: they.crew.said("Backfill stopped"))
        before = len(they.rows())
        await they.crew.ask(admin, "!backfill_tickets")
        await they.until(lambda: they.crew.said("Backfill done"))
        assert before < 12
        assert sorted(row[0] for row in they.rows()) == [f"{number:04}" for number in range(12)]
        answer = await they.crew.ask(admin, "!backfill_status")
        assert "12/12" in answer.content
        answer = await they.crew.ask(admin, "!backfill_stop")
        assert answer.content == "No backfill is running."


async def test_a_moment_of_trouble_with_the_progress_ends_neither_run_nor_summary() -> None:
    async with unwatched() as (they, admin):
        await closed(they, "0041-bob-nox", "0042-tom")
        channel = they.crew.channel.id
        they.crew.world.env.inject_error(
            "PATCH", f"/channels/{channel}/messages/*", status=400, code=30046
        )
        await they.crew.ask(admin, "!backfill_tickets")
        await they.until(lambda: they.crew.said("Backfill done: 2 inserted"))
        await they.until(lambda: they.crew.said("**Backfill**: done"))


async def test_many_duplicates_are_shown_in_a_file() -> None:
    async with unwatched() as (they, admin):
        row = ["0001", "a_name_of_some_length", "NOX", "2026-01-01 00:00"]
        they.crew.workbook.tabs["Sheet1"] += [list(row) for _ in range(80)]
        question = await they.crew.ask(admin, "!dedupe_sheet")
        assert "79 rows would go" in question.content
        text = (await question.attachments[0].read()).decode()
        assert text.count("- row ") == 79
        await admin.click(question, label="Delete these rows")
        assert len(they.rows()) == 1
        assert "79 rows deleted" in they.crew.channel.last_message.content


async def test_without_a_click_nothing_goes_and_no_button_stays() -> None:
    async with unwatched() as (they, admin):
        they.crew.workbook.tabs["Sheet1"] += [["0001", "tom", "NOX", ""] for _ in range(2)]
        question = await they.crew.ask(admin, "!dedupe_sheet")
        await they.crew.world.env.advance_time(121)
        (left,) = [m for m in they.crew.channel.history() if m.id == question.id]
        assert left.content == "Nothing was deleted: nobody confirmed."
        assert not left.components
        assert len(they.rows()) == 2


async def test_the_last_line_is_said_once() -> None:
    """The message with the bar leaves the counts to the summary below it."""
    async with unwatched() as (they, admin):
        await closed(they, "0041-bob-nox")
        await they.crew.ask(admin, "!backfill_tickets")
        await they.until(lambda: they.crew.said("Backfill done", "1 inserted"))
        told = [m.content for m in they.crew.channel.history() if "inserted" in m.content]
        assert len(told) == 1
        assert they.crew.said("**Backfill**: done")


async def test_details_come_as_a_file() -> None:
    async with unwatched(require_close_marker_welcome=True) as (they, admin):
        answer = await they.crew.ask(admin, "!backfill_details")
        assert "No backfill has run" in answer.content
        await they.open("0042-tom-nox")
        await they.crew.ask(admin, "!backfill_tickets")
        await they.until(lambda: they.crew.said("Backfill done", "1 skipped"))
        answer = await they.crew.ask(admin, "!backfill_details")
        assert "no close marker" in (await answer.attachments[0].read()).decode()


async def test_a_switched_off_scan_is_left_out() -> None:
    async with unwatched(enable_welcome_scan=False) as (they, admin):
        await closed(they, "0041-bob-nox")
        await they.crew.ask(admin, "!backfill_tickets")
        await they.until(lambda: they.crew.said("Backfill done", "0 inserted"))
        assert not they.rows()


async def test_duplicates_are_shown_first_and_go_after_a_click() -> None:
    async with unwatched() as (they, admin):
        sheet = they.crew.workbook.tabs["Sheet1"]
        sheet += [
            ["0001", "tom", "NOX", "2026-01-01 00:00"],
            ["0002", "ann", "EMB", "2026-01-01 00:00"],
            ["0001", "tom", "EMB", "2026-02-01 00:00"],
        ]
        question = await they.crew.ask(admin, "!dedupe_sheet")
        assert "row 2: `0001` tom NOX" in question.content
        assert len(they.rows()) == 3
        stranger = they.crew.person("bob", "admin")
        refused = await stranger.click(question, label="Delete these rows")
        assert "Only who asked" in refused.response.content
        await admin.click(question, label="Delete these rows")
        assert they.rows() == sheet[1:]
        assert [row[2] for row in they.rows()] == ["EMB", "EMB"]
        assert they.crew.workbook.writes == 1
        answer = await they.crew.ask(admin, "!dedupe_sheet")
        assert answer.content == "No ticket is logged twice."


async def test_a_button_from_before_a_restart_deletes_what_it_showed_and_nothing_else() -> None:
    async with unwatched() as (they, admin):
        sheet = they.crew.workbook.tabs["Sheet1"]
        sheet += [
            ["0001", "tom", "NOX", "2026-01-01 00:00"],
            ["0001", "tom", "EMB", "2026-02-01 00:00"],
        ]
        question = await they.crew.ask(admin, "!dedupe_sheet")
        assert "row 2: `0001` tom NOX" in question.content
        await they.crew.restart()
        sheet += [["0002", "ann", "NOX", "2026-01-01 00:00"], ["0002", "ann", "EMB", ""]]
        await admin.click(question, label="Delete these rows")
        # More would go than was shown: it is shown anew, and nothing went.
        assert len(they.rows()) == 4
        again = they.crew.channel.last_message
        await admin.click(again, label="Delete these rows")
        assert sorted(row[0] for row in they.rows()) == ["0001", "0002"]
