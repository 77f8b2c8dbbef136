"""What people correct in the names of tickets' threads: row and name follow."""

import asyncio
from typing import Any

import discord
import pytest

from tests.behaviour.welcomecrew.tickets import Tickets, tickets


async def renamed(bot: Tickets, thread_id: int, name: str) -> None:
    bot.backend.edit_channel(thread_id, {"name": name})
    await bot.settle()


async def closed_and_named(bot: Tickets) -> int:
    """A ticket that is done. Its name was right before: no limit of names holds the next one up."""
    thread_id = await bot.open("Closed-0042-tom-NOX")
    await bot.close(thread_id)
    await bot.until(lambda: [row[2] for row in bot.rows()] == ["NOX"])
    return thread_id


async def failing(bot: Tickets) -> str:
    """What the component `tickets` says is wrong; empty when it is well."""
    components = bot.crew.keepalive.components
    await components.refresh("tickets")
    return next((it.words for it in components.states() if it.name == "tickets" and not it.ok), "")


async def test_a_number_given_after_the_close() -> None:
    async with tickets() as bot:
        thread_id = await bot.open("tom")
        await bot.close(thread_id)
        await bot.shows("the thread's name holds no ticket number")
        assert "holds no ticket number" in await failing(bot)
        await renamed(bot, thread_id, "0042-tom-NOX")
        await bot.is_named(thread_id, "Closed-0042-tom-NOX")
        (row,) = bot.rows()
        assert not await failing(bot)
    assert row[:3] == ["0042", "tom", "NOX"]


@pytest.mark.parametrize("name", ["Closed-0043-tom-NOX", "0043-tom", "Closed-0043-tommy-EMB"])
async def test_the_name_of_a_done_ticket_is_corrected(name: str) -> None:
    async with tickets() as bot:
        thread_id = await closed_and_named(bot)
        await renamed(bot, thread_id, name)
        await bot.until(lambda: bot.rows()[0][0] == "0043")
        (row,) = bot.rows()
        right = name if name.startswith("Closed") else "Closed-0043-tom-NOX"
        await bot.is_named(thread_id, right, within=10)
    assert f"Closed-{'-'.join(row[:3])}" == right


async def test_the_number_is_corrected_and_the_tag_said_in_one_name() -> None:
    async with tickets() as bot:
        thread_id = await bot.asked("0042-tom")
        await renamed(bot, thread_id, "0043-tom-NOX")
        await bot.is_named(thread_id, "Closed-0043-tom-NOX", within=10)
        (row,) = bot.rows()
        assert row[:3] == ["0043", "tom", "NOX"]
        assert not bot.questions(thread_id)


async def test_what_was_corrected_before_the_answer_is_not_taken_back() -> None:
    async with tickets() as bot:
        thread_id = await bot.asked("0042-tom")
        await renamed(bot, thread_id, "0043-tommy")
        await bot.pick(thread_id, "NOX", by=bot.crew.person("ada", "admin"))
        await bot.is_named(thread_id, "Closed-0043-tommy-NOX", within=10)
        (row,) = bot.rows()
    assert row[:3] == ["0043", "tommy", "NOX"]


async def test_a_number_corrected_while_the_bot_was_away() -> None:
    async with tickets() as bot:
        thread_id = await bot.open("0042-tom-NOX")
        await bot.close(thread_id)
        await bot.is_named(thread_id, "Closed-0042-tom-NOX")
        await bot.archive(thread_id)
        async with bot.away():
            await renamed(bot, thread_id, "Closed-0043-tom-NOX")
        await bot.until(lambda: bot.rows()[0][0] == "0043")
        assert len(bot.rows()) == 1


async def test_what_the_ticket_bot_calls_it_after_us_does_not_stay() -> None:
    async with tickets() as bot:
        thread_id = await closed_and_named(bot)
        await renamed(bot, thread_id, "🔒 closed-0042-tom-NOX")
        await bot.archive(thread_id, locked=True)
        await bot.is_named(thread_id, "Closed-0042-tom-NOX", within=15)
        await bot.until(lambda: bool(bot.thread(thread_id).thread_metadata.archived))
        (row,) = bot.rows()
    assert row[:3] == ["0042", "tom", "NOX"]


async def test_what_the_ticket_bot_calls_it_before_we_know_that_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edit, named, heard = discord.Thread.edit, asyncio.Event(), asyncio.Event()

    async def slowly_answered(thread: discord.Thread, **sets: Any) -> discord.Thread:
        done = await edit(thread, **sets)
        named.set()
        await heard.wait()
        return done

    monkeypatch.setattr(discord.Thread, "edit", slowly_answered)
    async with tickets() as bot:
        thread_id = await bot.open("0042-tom-NOX")
        await bot.close(thread_id)
        await asyncio.wait_for(named.wait(), 5)
        await renamed(bot, thread_id, "closed-0042-tom-NOX")
        heard.set()
        await bot.is_named(thread_id, "Closed-0042-tom-NOX", within=15)


async def test_a_clan_that_comes_into_the_list_after_the_question() -> None:
    """Its tag stood in the name all the time."""
    async with tickets() as bot:
        thread_id = await bot.asked("0042-tom-NEWC")
        await bot.crew.keepalive.jobs.run_now("refresh")
        bot.crew.workbook.tabs["clanlist"].append(
            ["NEWC" if cell == "clantag" else "" for cell in bot.crew.workbook.tabs["clanlist"][0]]
        )
        await bot.crew.keepalive.jobs.run_now("refresh")
        await bot.is_named(thread_id, "Closed-0042-tom-NEWC", within=10)
        (row,) = bot.rows()
    assert row[:3] == ["0042", "tom", "NEWC"]


async def test_who_opens_a_done_thread_and_corrects_its_name_has_both() -> None:
    """In one request, as Discord's clients do: the row follows, and the ticket is open."""
    async with tickets() as bot:
        thread_id = await closed_and_named(bot)
        await bot.archive(thread_id)
        opened = {"archived": False}
        bot.backend.edit_channel(thread_id, {"name": "0043-tom"}, thread_metadata=opened)
        await bot.until(lambda: bot.rows()[0][0] == "0043")
        await bot.shows("'name': 'Tickets at work', 'value': 'none'")
        assert bot.name(thread_id) == "0043-tom"
        assert not bot.thread(thread_id).thread_metadata.archived
