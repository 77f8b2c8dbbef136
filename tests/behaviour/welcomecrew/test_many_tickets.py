"""More tickets at once than a process likes to remember: each gets its row."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from apps.welcomecrew.threads.rename import AT_ONCE
from tests.behaviour.welcomecrew.tickets import Tickets, tickets


async def test_more_closes_than_are_remembered_while_sheets_does_not_answer() -> None:
    async with tickets() as they:
        they.crew.workbook.held.clear()
        threads = [
            they.backend.create_thread(they.crew.welcome.id, f"{n}-tom-nox", they.bot.id, type=11)
            for n in range(1000, 1330)
        ]
        await they.settle()
        for thread in threads:
            they.backend.create_message(thread.id, they.bot.id, "Ticket closed by Ann")
        await they.settle()
        they.crew.workbook.held.set()
        await they.until(lambda: len(they.rows()) == 330, within=30)
        assert sorted(row[0] for row in they.rows()) == [str(n) for n in range(1000, 1330)]
        named = {thread.id: f"Closed-{n}-tom-NOX" for n, thread in enumerate(threads, start=1000)}
        await they.until(
            lambda: all(they.name(thread) == name for thread, name in named.items()), within=30
        )


async def test_a_ticket_closed_before_our_eyes_waits_for_none_of_those_found_at_a_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering, edit = asyncio.Event(), discord.Thread.edit

    async def edit_in_time(thread: discord.Thread, **sets: Any) -> discord.Thread:
        await answering.wait()
        return await edit(thread, **sets)

    monkeypatch.setattr(discord.Thread, "edit", edit_in_time)
    async with tickets() as they:
        await they.looked_around()
        live = await they.open("0999-eve-nox")
        async with they.away():
            found = [await closed_unseen(they, f"{number}-tom-nox") for number in range(1000, 1040)]
        named = names_in_order(they)
        await they.shows(f"{len(found)}: logged, its thread to be renamed")
        await they.close(live)
        await they.shows(f"{len(found) + 1}: logged, its thread to be renamed")
        answering.set()
        await they.until(lambda: len(named) == len(found) + 1, within=30)
        assert sorted(named) == sorted([*found, live])
        # Only those before it that were being named already.
        assert named.index(live) <= AT_ONCE + 1


async def test_a_process_that_ends_in_the_middle_leaves_nothing_behind() -> None:
    async with tickets() as they:
        await they.looked_around()
        async with they.away():
            found = [await closed_unseen(they, f"{number}-tom-nox") for number in range(1000, 1060)]
        await they.until(lambda: len(they.rows()) > 0)
        await they.crew.restart()
        named = {f"Closed-{number}-tom-NOX" for number in range(1000, 1060)}
        await they.until(lambda: {they.name(thread) for thread in found} == named, within=30)
        assert sorted(row[0] for row in they.rows()) == [str(n) for n in range(1000, 1060)]


async def test_it_is_shown_how_many_are_still_to_be_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering, history = asyncio.Event(), discord.Thread.history

    async def read_in_time(thread: discord.Thread, **options: Any) -> AsyncIterator[Any]:
        await answering.wait()
        async for message in history(thread, **options):
            yield message

    async with tickets() as they:
        await they.looked_around()
        async with they.away():
            for number in range(1000, 1012):
                await closed_unseen(they, f"{number}-tom-nox")
            monkeypatch.setattr(discord.Thread, "history", read_in_time)
        await they.shows("goes on: 12 threads still to be looked at")
        metrics = they.crew.keepalive.metrics
        assert b"welcomecrew_threads_to_look_at 12.0" in metrics.text()
        answering.set()
        await they.until(lambda: len(they.rows()) == 12, within=20)
        assert b"welcomecrew_threads_to_look_at 0.0" in metrics.text()


async def closed_unseen(they: Tickets, name: str) -> int:
    thread = they.backend.create_thread(they.crew.welcome.id, name, they.bot.id, type=11)
    they.backend.create_message(thread.id, they.bot.id, "Ticket closed by Ann")
    metadata = {"archived": True, "locked": False}
    they.backend.edit_channel(thread.id, {}, thread_metadata=metadata)
    return int(thread.id)


def names_in_order(they: Tickets) -> list[int]:
    """Which threads got their closed names, from now on."""
    named: list[int] = []

    def hear(event: str, payload: Any) -> None:
        thread_id = int(payload.get("id", 0))
        closed = event == "THREAD_UPDATE" and payload["name"].startswith("Closed-")
        if closed and thread_id not in named:
            named.append(thread_id)

    they.backend.subscribers.append(hear)
    return named
